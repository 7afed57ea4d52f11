// Node's `EventEmitter`, as far as programs that read their input use it.
import type { Callable } from './primordials.ts'

export interface Emitter {
  on(name: PropertyKey, listener: Callable): this
  once(name: PropertyKey, listener: Callable): this
  off(name: PropertyKey, listener: Callable): this
  emit(name: PropertyKey, ...given: unknown[]): boolean
  listenerCount(name: PropertyKey): number
}
export interface EmitterClass {
  new (): Emitter
  once(emitter: Emitter, name: PropertyKey): Promise<unknown[]>
}

export function installEvents(): EmitterClass {
  interface Entry {
    readonly listener: Callable
    readonly once: boolean
  }

  return class EventEmitter implements Emitter {
    #entries = new Map<PropertyKey, Entry[]>()

    #add(name: PropertyKey, entry: Entry, first: boolean): this {
      const entries = this.#entries.get(name) ?? []
      this.#entries.set(name, first ? [entry, ...entries] : [...entries, entry])
      if (name !== 'newListener') this.emit('newListener', name, entry.listener)
      return this
    }
    on(name: PropertyKey, listener: Callable): this {
      return this.#add(name, { listener, once: false }, false)
    }
    addListener(name: PropertyKey, listener: Callable): this {
      return this.on(name, listener)
    }
    prependListener(name: PropertyKey, listener: Callable): this {
      return this.#add(name, { listener, once: false }, true)
    }
    once(name: PropertyKey, listener: Callable): this {
      return this.#add(name, { listener, once: true }, false)
    }
    off(name: PropertyKey, listener: Callable): this {
      const entries = this.#entries.get(name) ?? []
      const at = entries.findLastIndex((entry) => entry.listener === listener)
      if (at >= 0) this.#entries.set(name, entries.toSpliced(at, 1))
      return this
    }
    removeListener(name: PropertyKey, listener: Callable): this {
      return this.off(name, listener)
    }
    removeAllListeners(name?: PropertyKey): this {
      if (name === undefined) this.#entries.clear()
      else this.#entries.delete(name)
      return this
    }
    emit(name: PropertyKey, ...given: unknown[]): boolean {
      const entries = this.#entries.get(name) ?? []
      if (entries.length === 0 && name === 'error') throw given[0]
      for (const entry of entries) {
        if (entry.once) this.off(name, entry.listener)
        ;(entry.listener as (...given: unknown[]) => unknown).apply(this, given)
      }
      return entries.length > 0
    }
    listeners(name: PropertyKey): Callable[] {
      return (this.#entries.get(name) ?? []).map((entry) => entry.listener)
    }
    listenerCount(name: PropertyKey): number {
      return this.#entries.get(name)?.length ?? 0
    }
    eventNames(): PropertyKey[] {
      return [...this.#entries.keys()].filter((name) => this.listenerCount(name) > 0)
    }
    setMaxListeners(): this {
      return this
    }
    static once(emitter: Emitter, name: PropertyKey): Promise<unknown[]> {
      return new Promise((resolve, reject) => {
        emitter.once(name, (...given: unknown[]) => resolve(given))
        if (name !== 'error') emitter.once('error', (error: never) => reject(error))
      })
    }
  }
}
