// An engine in a worker thread, called as if it were here.
import { Worker } from 'node:worker_threads'
import { RlvrError } from '../../core/errors.ts'
import type { EngineAnswer, EngineArguments, EngineCall, EngineMethod, EngineResult } from './engine-protocol.ts'
import type { EngineOptions } from './engine.ts'

export class EngineClient {
  readonly #worker: Worker
  readonly #waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>()
  #nextId = 0
  /** Why nothing can be asked any more; null while it can. */
  #ended: string | null = null
  #version = 0
  #backend = ''

  private constructor(worker: Worker) {
    this.#worker = worker
    worker.on('message', (answer: EngineAnswer) => this.#settle(answer))
    worker.on('error', (error) => this.#fail(`The engine's thread failed: ${error.message}`))
    worker.on('exit', (code) => this.#fail(`The engine's thread ended (exit code ${code}).`))
  }

  static async open(options: EngineOptions): Promise<EngineClient> {
    // In the built package this file is JavaScript, and so is its neighbour.
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
    const worker = new Worker(new URL(`./engine-worker.${extension}`, import.meta.url))
    const client = new EngineClient(worker)
    try {
      await client.#send('open', [options])
    } catch (thrown) {
      await worker.terminate()
      throw thrown
    }
    return client
  }

  get version(): number {
    return this.#version
  }

  /** The back end that computes, like `onnx-cpu`. */
  get backend(): string {
    return this.#backend
  }

  async call<M extends EngineMethod>(method: M, ...given: EngineArguments<M>): Promise<EngineResult<M>> {
    return (await this.#send(method, given)) as EngineResult<M>
  }

  /** Ends the thread; safe to call twice. */
  async close(): Promise<void> {
    if (this.#ended !== null) return
    await this.#send('close', []).catch(() => undefined)
    this.#ended ??= 'The policy is closed.'
    await this.#worker.terminate()
  }

  #send(method: EngineCall['method'], given: readonly unknown[]): Promise<unknown> {
    if (this.#ended !== null) return Promise.reject(new RlvrError('RLVR_POLICY', this.#ended))
    return new Promise((resolve, reject) => {
      const id = this.#nextId++
      this.#waiting.set(id, { resolve, reject })
      const call: EngineCall = { id, method, arguments: given }
      this.#worker.postMessage(call)
    })
  }

  #settle(answer: EngineAnswer): void {
    const waiting = this.#waiting.get(answer.id)
    this.#waiting.delete(answer.id)
    if (answer.ok) {
      this.#version = answer.version
      this.#backend = answer.backend
      waiting?.resolve(answer.result)
    } else {
      waiting?.reject(new RlvrError(answer.code, answer.message))
    }
  }

  #fail(message: string): void {
    // The first reason is the true one: a thread that fails ends after that.
    this.#ended ??= message
    for (const { reject } of this.#waiting.values()) reject(new RlvrError('RLVR_POLICY', this.#ended))
    this.#waiting.clear()
  }
}
