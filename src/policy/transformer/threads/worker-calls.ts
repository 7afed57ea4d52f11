// Typed calls to a worker thread, by birpc: one at a time, in the order they come.
import type { MessagePort, Worker } from 'node:worker_threads'
import { createBirpc, type BirpcReturn } from 'birpc'
import { RlvrError, describeError, type ErrorCode } from '../../../core/errors.ts'

/** What a thread answers: its functions by name. */
export interface ThreadFunctions {
  // oxlint-disable-next-line typescript/no-explicit-any -- only `any` lets functions of all arguments be named here
  readonly [name: string]: (...given: any[]) => unknown
}

/** The result of one function of a thread, as its caller gets it. */
export type ThreadResult<Functions, Name extends keyof Functions> = Functions[Name] extends (
  ...given: never[]
) => infer Result
  ? Awaited<Result>
  : never

type Given<Functions, Name extends keyof Functions> = Functions[Name] extends (...given: infer All) => unknown
  ? All
  : never

/** An error as it crosses: structured clones of an error lose its code. */
interface ErrorInWords {
  readonly code: ErrorCode
  readonly message: string
}

/** How long a thread that has closed what it holds may take to end. */
const patienceMs = 60_000

/** The caller's side. When the thread fails, every waiting call rejects with `RLVR_POLICY`. */
export class WorkerCalls<Functions extends { close(): unknown }> {
  readonly #worker: Worker
  readonly #calls: BirpcReturn<ThreadFunctions, ThreadFunctions, false>
  #closing: Promise<void> | null = null
  /** Why nothing can be asked any more; null while it can. */
  #ended: string | null = null

  /** @param heard functions that the thread may call while it is at work, without an answer */
  constructor(worker: Worker, heard: ThreadFunctions = {}) {
    this.#worker = worker
    this.#calls = createBirpc<ThreadFunctions, ThreadFunctions, false>(heard, {
      post: (message) => worker.postMessage(message),
      on: (listener) => worker.on('message', listener),
      off: (listener) => worker.off('message', listener),
      deserialize: withError(fromWords),
      proxify: false,
      // A call takes as long as it computes.
      timeout: -1,
    })
    worker.on('error', (error) => this.#fail(`A thread of the policy failed: ${error.message}`))
    worker.on('exit', (code) => this.#fail(`A thread of the policy ended (exit code ${code}).`))
  }

  async call<Name extends keyof Functions & string>(
    name: Name,
    ...given: Given<Functions, Name>
  ): Promise<ThreadResult<Functions, Name>> {
    if (this.#ended !== null) throw new RlvrError('RLVR_POLICY', this.#ended)
    return (await this.#calls.$call(name, ...given)) as ThreadResult<Functions, Name>
  }

  /**
   * Lets the thread finish what it computes, close what it holds, and end by itself. A second call waits for the same
   * end: nobody who waited may find the thread still in native code.
   */
  async close(): Promise<void> {
    this.#closing ??= this.#ended === null ? this.#end() : Promise.resolve()
    await this.#closing
  }

  async #end(): Promise<void> {
    const gone = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()))
    const closed = this.#calls.$call('close').catch(() => undefined)
    this.#ended ??= 'The policy is closed.'
    await closed
    // Ending a thread from outside while it is in native code aborts the whole process, so that is the last resort.
    const patience = setTimeout(() => void this.#worker.terminate(), patienceMs)
    await gone
    clearTimeout(patience)
  }

  #fail(message: string): void {
    // The first reason is the true one: a thread that fails ends after that.
    this.#ended ??= message
    this.#calls.$close(new RlvrError('RLVR_POLICY', this.#ended))
  }
}

/**
 * The thread's side: answers calls one after the other, and lets the thread end once it has answered `close`.
 * Gives what calls a function of the caller's by its name.
 */
export function answerCalls(
  port: MessagePort,
  functions: ThreadFunctions & { close(): unknown },
): (name: string, ...given: readonly unknown[]) => void {
  let queue: Promise<unknown> = Promise.resolve()
  const calls = createBirpc<ThreadFunctions, ThreadFunctions, false>(functions, {
    proxify: false,
    post: (message) => port.postMessage(message),
    on: (listener) => port.on('message', listener),
    serialize: withError(inWords),
    // A thread's functions are found by their own names only.
    resolver: (name) => {
      const asked = Object.hasOwn(functions, name) ? functions[name] : undefined
      return asked === undefined ? undefined : (...given) => inTurn(name, () => asked(...given))
    },
  })

  return (name, ...given) => void calls.$callEvent(name, ...given)

  function inTurn(name: string, work: () => unknown): Promise<unknown> {
    const done = queue.then(work)
    queue = done.catch(() => undefined)
    // With nothing left to listen to, the thread ends; its answer has been posted by then.
    if (name === 'close') void queue.then(() => setImmediate(() => port.close()))
    return done
  }
}

/** A file beside `base` that a thread starts from: TypeScript in development, JavaScript in the built package. */
export function workerFile(name: string, base: string): URL {
  return new URL(`./${name}.${base.endsWith('.ts') ? 'ts' : 'js'}`, base)
}

/** Changes the error of an answer, where it is one that failed. */
function withError(change: (error: unknown) => unknown): (message: object) => object {
  return (message) => ('e' in message && message.e !== undefined ? { ...message, e: change(message.e) } : message)
}

function inWords(thrown: unknown): ErrorInWords {
  return { code: RlvrError.isInstance(thrown) ? thrown.code : 'RLVR_POLICY', message: describeError(thrown, 2000) }
}

function fromWords(words: unknown): RlvrError {
  const { code, message } = words as ErrorInWords
  return new RlvrError(code, message)
}
