// A model in a worker thread, called as if it were here.
import { SHARE_ENV, Worker } from 'node:worker_threads'
import type { ModelAnswer, ModelArguments, ModelFunctions, ModelMethod, ModelResult } from './model-protocol.ts'
import type { ModelOptions } from './transformer-model.ts'
import { WorkerCalls, workerFile } from './worker-calls.ts'

export class ModelClient {
  readonly #calls: WorkerCalls<ModelFunctions>
  #version = 0
  #backend = ''
  #memoryLines: readonly string[] = []

  private constructor(calls: WorkerCalls<ModelFunctions>) {
    this.#calls = calls
  }

  static async open({ onProgress, ...options }: ModelOptions): Promise<ModelClient> {
    // TensorFlow reads the environment of the process, which a thread with one of its own cannot set.
    const worker = new Worker(workerFile('model-worker', import.meta.url), { env: SHARE_ENV })
    const client = new ModelClient(new WorkerCalls(worker, onProgress === undefined ? {} : { onProgress }))
    try {
      const answer = await client.#calls.call('open', options)
      client.#note(answer)
      client.#memoryLines = answer.result
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

  /** What the model takes of the memory while it learns, for people. */
  get memoryLines(): readonly string[] {
    return this.#memoryLines
  }

  async call<M extends ModelMethod>(method: M, ...given: ModelArguments<M>): Promise<ModelResult<M>> {
    // That a method's arguments and result belong together is known to `ModelFunctions`, but not of an unnamed method.
    const call = this.#calls.call.bind(this.#calls) as (
      name: M,
      ...all: ModelArguments<M>
    ) => Promise<ModelAnswer<ModelResult<M>>>
    const answer = await call(method, ...given)
    this.#note(answer)
    return answer.result
  }

  /** Ends the thread; safe to call twice. */
  async close(): Promise<void> {
    await this.#calls.close()
  }

  #note({ version, backend }: ModelAnswer): void {
    this.#version = version
    this.#backend = backend
  }
}
