/**
 * A map of at most `most` values that forgets the oldest: memory stays flat however long a run is. Two generations: when
 * the young one is full it becomes the old one, and the old one is dropped; what is asked for becomes young again.
 */
export class BoundedCache<Value extends {} | null> {
  #young = new Map<string, Value>()
  #old = new Map<string, Value>()
  readonly #most: number

  constructor(most: number) {
    this.#most = most
  }

  get(key: string): Value | undefined {
    const value = this.#young.get(key)
    if (value !== undefined) return value
    const older = this.#old.get(key)
    return older === undefined ? undefined : this.set(key, older)
  }

  set(key: string, value: Value): Value {
    if (this.#young.size >= this.#most / 2) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(key, value)
    return value
  }
}
