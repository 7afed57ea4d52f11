// Method calls to a worker thread as messages: one at a time, in the order they come.
import type { MessagePort, Worker } from 'node:worker_threads'
import { RlvrError, describeError, type ErrorCode } from '../../../core/errors.ts'

interface Call {
  readonly id: number
  readonly method: string
  readonly given: readonly unknown[]
}

type Answer =
  | { readonly id: number; readonly ok: true; readonly result: unknown }
  | { readonly id: number; readonly ok: false; readonly code: ErrorCode; readonly message: string }

/** How long a thread that has closed what it holds may take to end. */
const patienceMs = 10_000

/** The caller's side. When the thread fails, every waiting call rejects with `RLVR_POLICY`. */
export class WorkerCalls {
  readonly #worker: Worker
  readonly #waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>()
  #nextId = 0
  #closing: Promise<void> | null = null
  /** Why nothing can be asked any more; null while it can. */
  #ended: string | null = null

  constructor(worker: Worker) {
    this.#worker = worker
    worker.on('message', (answer: Answer) => this.#settle(answer))
    worker.on('error', (error) => this.#fail(`A thread of the policy failed: ${error.message}`))
    worker.on('exit', (code) => this.#fail(`A thread of the policy ended (exit code ${code}).`))
  }

  call(method: string, given: readonly unknown[]): Promise<unknown> {
    if (this.#ended !== null) return Promise.reject(new RlvrError('RLVR_POLICY', this.#ended))
    return new Promise((resolve, reject) => {
      const call: Call = { id: this.#nextId++, method, given }
      this.#waiting.set(call.id, { resolve, reject })
      this.#worker.postMessage(call)
    })
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
    const closed = this.call('close', []).catch(() => undefined)
    this.#ended ??= 'The policy is closed.'
    await closed
    // Ending a thread from outside while it is in native code aborts the whole process, so that is the last resort.
    const patience = setTimeout(() => void this.#worker.terminate(), patienceMs)
    await gone
    clearTimeout(patience)
  }

  #settle(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id)
    this.#waiting.delete(answer.id)
    if (answer.ok) waiting?.resolve(answer.result)
    else waiting?.reject(new RlvrError(answer.code, answer.message))
  }

  #fail(message: string): void {
    // The first reason is the true one: a thread that fails ends after that.
    this.#ended ??= message
    for (const { reject } of this.#waiting.values()) reject(new RlvrError('RLVR_POLICY', this.#ended))
    this.#waiting.clear()
  }
}

/** The thread's side: answers each call with what `answer` gives or throws. */
export function answerCalls(
  port: MessagePort,
  answer: (method: string, given: readonly unknown[]) => Promise<unknown>,
): void {
  let queue: Promise<void> = Promise.resolve()
  port.on('message', ({ id, method, given }: Call) => {
    queue = queue.then(async () => {
      let message: Answer
      try {
        message = { id, ok: true, result: await answer(method, given) }
      } catch (thrown) {
        const code = RlvrError.isInstance(thrown) ? thrown.code : 'RLVR_POLICY'
        message = { id, ok: false, code, message: describeError(thrown, 2000) }
      }
      port.postMessage(message)
      // With nothing left to listen to, the thread ends.
      if (method === 'close') port.close()
    })
  })
}

/** A file beside `base` that a thread starts from: TypeScript in development, JavaScript in the built package. */
export function workerFile(name: string, base: string): URL {
  return new URL(`./${name}.${base.endsWith('.ts') ? 'ts' : 'js'}`, base)
}
