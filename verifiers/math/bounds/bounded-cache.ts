/** A map that forgets what was asked for least recently once it is full: memory stays flat however long a run is. */
export class BoundedCache<Value extends {} | null> {
  readonly #values = new Map<string, Value>()
  readonly #most: number

  constructor(most: number) {
    this.#most = most
  }

  get(key: string): Value | undefined {
    const value = this.#values.get(key)
    if (value === undefined) return undefined
    this.#values.delete(key)
    this.#values.set(key, value)
    return value
  }

  set(key: string, value: Value): Value {
    if (this.#values.size >= this.#most) this.#values.delete(this.#values.keys().next().value as string)
    this.#values.set(key, value)
    return value
  }
}
