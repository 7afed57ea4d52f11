// A model in a worker thread, called as if it were here.
import { Worker } from 'node:worker_threads'
import type { ModelAnswer, ModelArguments, ModelMethod, ModelResult } from './model-protocol.ts'
import type { ModelOptions } from './transformer-model.ts'
import { WorkerCalls, workerFile } from './worker-calls.ts'

export class ModelClient {
  readonly #calls: WorkerCalls
  #version = 0
  #backend = ''

  private constructor(calls: WorkerCalls) {
    this.#calls = calls
  }

  static async open(options: ModelOptions): Promise<ModelClient> {
    const client = new ModelClient(new WorkerCalls(new Worker(workerFile('model-worker', import.meta.url))))
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

  async call<M extends ModelMethod>(method: M, ...given: ModelArguments<M>): Promise<ModelResult<M>> {
    return (await this.#send(method, given)) as ModelResult<M>
  }

  /** Ends the thread; safe to call twice. */
  async close(): Promise<void> {
    await this.#calls.close()
  }

  async #send(method: string, given: readonly unknown[]): Promise<unknown> {
    const { result, version, backend } = (await this.#calls.call(method, given)) as ModelAnswer
    this.#version = version
    this.#backend = backend
    return result
  }
}
