// An engine in a worker thread, called as if it were here.
import { Worker } from 'node:worker_threads'
import type { EngineAnswer, EngineArguments, EngineMethod, EngineResult } from './engine-protocol.ts'
import type { EngineOptions } from './engine.ts'
import { WorkerCalls, workerFile } from './worker-calls.ts'

export class EngineClient {
  readonly #calls: WorkerCalls
  #version = 0
  #backend = ''

  private constructor(calls: WorkerCalls) {
    this.#calls = calls
  }

  static async open(options: EngineOptions): Promise<EngineClient> {
    const client = new EngineClient(new WorkerCalls(new Worker(workerFile('engine-worker', import.meta.url))))
    try {
      await client.#send('open', [options])
    } catch (thrown) {
      await client.close()
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
    await this.#calls.close()
  }

  async #send(method: string, given: readonly unknown[]): Promise<unknown> {
    const { result, version, backend } = (await this.#calls.call(method, given)) as EngineAnswer
    this.#version = version
    this.#backend = backend
    return result
  }
}
