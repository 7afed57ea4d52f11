// A model that learns and answers on onnxruntime's WebGPU provider, beside the same one on the CPU. The provider is asked
// for no program of which a node would fall back to the CPU, so what runs here runs on the device.
import { describe, expect, test } from 'vitest'
import type { TokenCoefficients, TokenSequence } from '../../../src/core/policy.ts'
import { Rng } from '../../../src/core/random.ts'
import type { BackendName } from '../../../src/tensor/open-backend.ts'
import { trafficBetween } from '../../../src/tensor/traffic.ts'
import { TransformerModel } from '../../../src/policy/transformer/threads/transformer-model.ts'
import { tinyModels, type TinyModel } from '../../tensor/onnx/model-programs.ts'
import { withoutGpu } from '../../tensor/onnx/software-gpu.ts'

const reason = await withoutGpu()
const sampling = { temperature: 1, topK: 0, topP: 1, maxTokens: 6 }

const rng = Rng.fromSeed('sequences')
const sequences = [12, 9, 15, 5].map((count): TokenSequence => ({
  tokens: Int32Array.from({ length: count }, () => rng.int(0, 31)),
  sampled: Uint8Array.from({ length: count }, (_, at) => Number(at >= 3)),
  logProbs: new Float32Array(count - 3),
  sampledBy: null,
}))
const drawn = (): Float32Array[] => sequences.map(({ logProbs }) => logProbs.map(() => rng.normal()))
const [ofLogProbs, ofEntropies, ofValues] = [drawn(), drawn(), drawn()]

interface Learned {
  /** Scores after the last step, and log-probabilities of replies. */
  readonly columns: readonly Float32Array[]
  readonly norms: readonly number[]
  readonly replies: readonly { readonly tokens: Int32Array }[]
  /** Of the last step. */
  readonly crossedBytes: number
  readonly readBack: number
}

async function learn({ architecture, lora }: TinyModel, backend: BackendName): Promise<Learned> {
  const model = await TransformerModel.open({
    ...{ architecture, backend, seed: 1, threads: 1 },
    ...(lora !== undefined && { lora }),
  })
  const coefficients = sequences.map((_, index): TokenCoefficients => ({
    logProbs: ofLogProbs[index] as Float32Array,
    entropies: ofEntropies[index] as Float32Array,
    ...(architecture.valueHead === true && { values: ofValues[index] as Float32Array }),
  }))
  const norms: number[] = []
  let before = model.backend.traffic.counts
  for (let step = 0; step < 3; step++) {
    before = model.backend.traffic.counts
    await model.accumulate(sequences, 1, coefficients)
    norms.push((await model.apply({ learningRate: 1e-3, maxGradNorm: 1 })).gradNorm ?? NaN)
  }
  const { uploadedBytes, downloadedBytes } = trafficBetween(before, model.backend.traffic.counts)
  const requests = [1, 2, 3].map((seed) => ({ prompt: Int32Array.of(1, 2, 3), seed }))
  const replies = await model.generate(requests, sampling, { tokens: [0], texts: [], pieces: null })
  const scores = await model.score(sequences, 1)
  // Tensors that are still there when the model closes do not end the process, as onnxruntime's own binding would.
  await model.freeze()
  await model.close()
  const columns = [
    ...scores.flatMap((each) => Object.values(each) as Float32Array[]),
    ...replies.map((each) => each.logProbs),
  ]
  return { columns, norms, replies, crossedBytes: uploadedBytes, readBack: downloadedBytes }
}

describe.skipIf(reason !== null)(`on onnx-webgpu ${reason === null ? '' : `left out: ${reason}`}`.trim(), () => {
  for (const [name, given] of Object.entries(tinyModels))
    test(
      `${name} learns and answers as on the CPU, and only what each token is and counts crosses`,
      { timeout: 400_000 },
      async () => {
        const [due, found] = [await learn(given, 'onnx-cpu'), await learn(given, 'onnx-webgpu')]
        expect(found.norms).toEqual(due.norms.map((norm) => expect.closeTo(norm, 3)))
        expect(found.replies.map(({ tokens }) => [...tokens])).toEqual(due.replies.map(({ tokens }) => [...tokens]))
        for (const [index, columns] of found.columns.entries())
          expect([...columns]).toEqual([...(due.columns[index] ?? [])].map((each) => expect.closeTo(each, 5)))
        // Of 64 positions in packed rows at most: tokens, places, spans, coefficients; scores and a norm come back.
        expect(found.crossedBytes).toBeLessThan(64 * 4 * 12)
        expect(found.readBack).toBeLessThanOrEqual(29 * 3 * 4 + 4)
      },
    )
})
