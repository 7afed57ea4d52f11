// Decoding on the host: products are step programs of any back end, attention is a kernel over caches in WebAssembly
// memory, probabilities come to JavaScript, which draws.
import type { Sampling } from '../../../core/policy.ts'
import type { Backend } from '../../../tensor/backend.ts'
import type { ConstantStorage } from '../../../tensor/program.ts'
import type { Weights } from '../model/weights.ts'
import type { AttentionHelper } from './attention-work.ts'
import { DecodeMemory } from './decode-memory.ts'
import type { DecodedModel } from './decode-programs.ts'
import { DecodeStep } from './decode-step.ts'
import type { Decoding, Draw, Extent, StepRow } from './decoding.ts'
import { sampleToken, type SampledToken } from './sample-token.ts'

export interface HostDecodingOptions {
  /** How programs hold the weights, which never change then, but for adapters; null where they are inputs. */
  readonly holds?: ConstantStorage | null
  /** Threads that may take part in attention. */
  readonly helpers?: readonly AttentionHelper[] | undefined
}

export class HostDecoding implements Decoding {
  readonly promptRows = 256
  readonly #vocabularySize: number
  readonly #memory: DecodeMemory
  readonly #step: DecodeStep

  constructor(model: DecodedModel, backend: Backend, { holds = null, helpers }: HostDecodingOptions = {}) {
    this.#vocabularySize = model.architecture.vocabularySize
    this.#memory = new DecodeMemory(model.architecture, helpers)
    this.#step = new DecodeStep(model, backend, this.#memory, holds)
  }

  get tokenBytes(): number {
    return this.#memory.tokenBytes
  }

  get mostTokens(): number {
    return this.#memory.mostTokens
  }

  layOut(extent: Extent): void {
    this.#step.forgetArrays()
    this.#memory.layOut(extent)
  }

  async step(
    weights: Weights,
    rows: readonly StepRow[],
    draws: readonly Draw[],
    sampling: Sampling,
  ): Promise<SampledToken[]> {
    const wanted = [...new Set(draws.map(({ row }) => row))]
    const drawn: SampledToken[] = []
    await this.#step.run(weights, rows, wanted, {
      // What greedy tokens are drawn from has no temperature; their probabilities are those at 1.
      temperature: sampling.temperature === 0 ? 1 : sampling.temperature,
      take: (first, probabilities_NV) => {
        const size = this.#vocabularySize
        for (let at = 0; at * size < probabilities_NV.length; at++) {
          const probabilities = probabilities_NV.subarray(at * size, (at + 1) * size)
          for (let next = draws[drawn.length]; next?.row === wanted[first + at]; next = draws[drawn.length])
            drawn.push(sampleToken(probabilities, sampling, (next as Draw).uniform))
        }
      },
    })
    return drawn
  }

  async rest(): Promise<void> {
    await this.#memory.rest()
  }

  async close(): Promise<void> {
    await this.#step.close()
  }
}
