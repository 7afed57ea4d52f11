// `process.stdin`: the whole input is there from the start; listeners get it from a timer, in chunks, as in Node.
import type { Bytes } from '../shared/bytes.ts'
import type { Emitter, EmitterClass } from '../shared/events.ts'
import type { Callable } from '../shared/primordials.ts'

export interface StandardInput extends Emitter {
  /** What no one has read so far, which from now on is read. */
  takeRest(): string
  /** Bytes for `fs.readSync`; 0 at the end. */
  readInto(target: Uint8Array, offset: number, length: number): number
}

export function installStandardInput(text: string, EventEmitter: EmitterClass, bytes: Bytes): StandardInput {
  const later = (globalThis as unknown as { setImmediate: (run: () => void) => unknown }).setImmediate
  const chunkUnits = 65_536
  let at = 0
  let raw: Uint8Array | null = null
  let rawAt = 0
  let encoding = ''
  let flowing = false
  let paused = false
  let ended = false
  let scheduled = false

  const nextChunk = (most: number): string => {
    let to = Math.min(at + most, text.length)
    const last = text.charCodeAt(to - 1)
    if (to < text.length && last >= 0xd800 && last < 0xdc00) to++
    const chunk = text.slice(at, to)
    at = to
    return chunk
  }
  const shown = (chunk: string): unknown => (encoding === '' ? bytes.Buffer.from(chunk) : chunk)

  class StandardInputStream extends EventEmitter implements StandardInput {
    readonly fd = 0
    readonly isTTY = undefined
    readonly readable = true

    override on(name: PropertyKey, listener: Callable): this {
      super.on(name, listener)
      this.#started(name)
      return this
    }
    addListener(name: PropertyKey, listener: Callable): this {
      return this.on(name, listener)
    }
    override once(name: PropertyKey, listener: Callable): this {
      super.once(name, listener)
      this.#started(name)
      return this
    }
    #started(name: PropertyKey): void {
      if (name === 'data') this.resume()
      if (name === 'readable') this.#schedule()
    }
    setEncoding(name = 'utf8'): this {
      encoding = name
      return this
    }
    resume(): this {
      flowing = true
      paused = false
      this.#schedule()
      return this
    }
    pause(): this {
      paused = true
      return this
    }
    isPaused(): boolean {
      return paused
    }
    ref(): this {
      return this
    }
    unref(): this {
      return this
    }
    destroy(): this {
      ended = true
      return this
    }
    setRawMode(): this {
      return this
    }
    read(): unknown {
      if (at >= text.length) return null
      return shown(this.takeRest())
    }
    pipe<T extends { write?: (chunk: unknown) => unknown; end?: () => unknown }>(target: T): T {
      this.on('data', (chunk: unknown) => target.write?.(chunk))
      return target
    }
    #schedule(): void {
      if (scheduled || ended) return
      scheduled = true
      later(() => this.#flow())
    }
    #flow(): void {
      scheduled = false
      if (ended) return
      if (this.listenerCount('readable') > 0) {
        if (at < text.length) {
          const before = at
          this.emit('readable')
          if (at > before) this.#schedule()
          return
        }
        this.emit('readable')
        return this.#end()
      }
      if (!flowing || paused) return
      if (at >= text.length) return this.#end()
      this.emit('data', shown(nextChunk(chunkUnits)))
      this.#schedule()
    }
    #end(): void {
      if (ended) return
      ended = true
      this.emit('end')
      this.emit('close')
    }
    async *[Symbol.asyncIterator](): AsyncGenerator {
      while (at < text.length) yield shown(nextChunk(chunkUnits))
    }
    takeRest(): string {
      return nextChunk(text.length)
    }
    readInto(target: Uint8Array, offset: number, length: number): number {
      raw ??= bytes.encode(text)
      const part = raw.subarray(rawAt, rawAt + Math.min(length, target.length - offset))
      target.set(part, offset)
      rawAt += part.length
      return part.length
    }
  }
  return new StandardInputStream()
}
