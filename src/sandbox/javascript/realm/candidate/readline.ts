// `readline` over standard input. Lines wait until somebody takes them: a listener, a question or a loop.
import type { Emitter, EmitterClass } from '../shared/events.ts'
import type { Output } from '../shared/output.ts'
import type { Callable } from '../shared/primordials.ts'
import type { StandardInput } from './standard-input.ts'

export interface Readline {
  readonly callbacks: object
  readonly promises: object
  /** Nothing else is left to run: closes the interfaces whose lines nobody takes. */
  closeIdle(): boolean
}

export function installReadline(EventEmitter: EmitterClass, stdin: StandardInput, output: Output): Readline {
  const later = (globalThis as unknown as { setImmediate: (run: () => void) => unknown }).setImmediate
  const opened: Interface[] = []
  type Taker = (line: string) => void
  interface Options {
    readonly input?: unknown
    readonly output?: unknown
    readonly prompt?: string
  }

  class Interface extends EventEmitter {
    readonly terminal = false
    line = ''
    closed = false
    #prompt = '> '
    #lines: string[] | null = null
    #at = 0
    #taker: Taker | null = null
    #paused = false
    #scheduled = false
    /** Where there is none, prompts and questions are not written. */
    readonly #hasOutput: boolean

    /** Options, or the two streams one after the other. */
    constructor(options: Options = {}, stream?: unknown) {
      super()
      const out = options.input === undefined ? stream : options.output
      this.#hasOutput = out !== undefined && out !== null
      if (options.prompt !== undefined) this.#prompt = options.prompt
      opened.push(this)
      this.#schedule()
    }
    override on(name: PropertyKey, listener: Callable): this {
      super.on(name, listener)
      this.#schedule()
      return this
    }
    override once(name: PropertyKey, listener: Callable): this {
      super.once(name, listener)
      this.#schedule()
      return this
    }
    #schedule(): void {
      if (this.#scheduled || this.closed) return
      this.#scheduled = true
      later(() => this.#pump())
    }
    #pump(): void {
      this.#scheduled = false
      const lines = this.#read()
      const start = this.#at
      while (!this.closed && !this.#paused && this.#at < lines.length) {
        const taker = this.#taker
        if (taker === null && this.listenerCount('line') === 0) return
        const line = lines[this.#at++] as string
        if (taker === null) {
          this.emit('line', line)
          continue
        }
        this.#taker = null
        taker(line)
        // What follows on the answer runs before the next line goes anywhere.
        return this.#schedule()
      }
      if (this.#paused || this.#at < lines.length) return
      // What listeners of the last lines put off runs before the end is told.
      if (this.#at > start) this.#schedule()
      else this.close()
    }
    #read(): string[] {
      if (this.#lines === null) {
        this.#lines = stdin.takeRest().split(/\r\n|\n|\r/)
        if (this.#lines.at(-1) === '') this.#lines.pop()
      }
      return this.#lines
    }
    close(): void {
      if (this.closed) return
      this.closed = true
      this.emit('close')
    }
    pause(): this {
      this.#paused = true
      this.emit('pause')
      return this
    }
    resume(): this {
      this.#paused = false
      this.emit('resume')
      this.#schedule()
      return this
    }
    setPrompt(prompt: string): void {
      this.#prompt = prompt
    }
    getPrompt(): string {
      return this.#prompt
    }
    prompt(): void {
      if (this.#hasOutput) output.write('stdout', this.#prompt)
    }
    write(): void {}
    ask(query: unknown, taker: Taker): void {
      if (this.closed) throw new Error('readline was closed')
      if (this.#hasOutput) output.write('stdout', query as string)
      this.#taker = taker
      this.#schedule()
    }
    question(query: unknown, options: unknown, taker?: Taker): unknown {
      this.ask(query, (taker ?? options) as Taker)
      return undefined
    }
    async *[Symbol.asyncIterator](): AsyncGenerator<string> {
      const lines = this.#read()
      while (!this.closed && this.#at < lines.length) yield lines[this.#at++] as string
      this.close()
    }
    get isIdle(): boolean {
      return !this.closed
    }
  }

  class PromiseInterface extends Interface {
    override question(query: unknown): Promise<string> {
      return new Promise((resolve) => this.ask(query, resolve))
    }
  }

  const { question } = Interface.prototype as unknown as { question: object }
  Object.defineProperty(question, Symbol.for('nodejs.util.promisify.custom'), {
    value(this: Interface, query: unknown) {
      return new Promise((resolve) => this.ask(query, resolve))
    },
  })
  const callbacks = {
    Interface,
    createInterface: (options?: Options, stream?: unknown): Emitter => new Interface(options, stream),
    clearLine: () => true,
    cursorTo: () => true,
    moveCursor: () => true,
    emitKeypressEvents() {},
  }
  const promises = {
    Interface: PromiseInterface,
    createInterface: (options?: Options, stream?: unknown): Emitter => new PromiseInterface(options, stream),
  }
  return {
    callbacks: { ...callbacks, promises },
    promises,
    closeIdle() {
      const open = opened.filter((each) => each.isIdle)
      for (const each of open) each.close()
      return open.length > 0
    },
  }
}
