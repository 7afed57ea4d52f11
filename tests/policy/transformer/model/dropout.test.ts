// Dropout of adapters: what is left out depends on a seed alone, the same on the way back, and only where gradients are
// computed.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Rng } from '../../../../src/core/random.ts'
import type { Backend } from '../../../../src/tensor/backend.ts'
import { openBackend } from '../../../../src/tensor/open-backend.ts'
import { elementCount } from '../../../../src/tensor/program.ts'
import { parameterShapes, type Architecture } from '../../../../src/policy/transformer/model/architecture.ts'
import { ModelPass } from '../../../../src/policy/transformer/model/model-pass.ts'
import {
  keptWidths,
  loraLayerShapes,
  loraScale,
  loraShapes,
  type LoraSettings,
} from '../../../../src/policy/transformer/model/lora.ts'
import { packSequences } from '../../../../src/policy/transformer/model/packed-rows.ts'
import { ParameterSet } from '../../../../src/policy/transformer/model/parameter-set.ts'
import { TransformerModel } from '../../../../src/policy/transformer/threads/transformer-model.ts'
import { relativeError } from '../golden.ts'

const architecture: Architecture = {
  vocabularySize: 13,
  width: 16,
  layers: 2,
  heads: 4,
  keyValueHeads: 2,
  maxLengthTokens: 16,
  positions: 'rotary',
  mlp: 'swiglu',
  mlpWidth: 24,
}
const lora: LoraSettings = { rank: 2, alpha: 4, targets: ['query', 'attentionOut', 'gate', 'down'], dropout: 0.4 }
const adapterShapes = loraShapes(architecture, lora)
const rng = Rng.fromSeed('dropout')
const values = new Map(
  [...parameterShapes(architecture), ...adapterShapes].map(([name, shape]) => [
    name,
    Float32Array.from({ length: elementCount(shape) }, () => (shape.length === 1 ? 1 : 0) + 0.3 * rng.normal()),
  ]),
)
const sequence = {
  tokens: Int32Array.of(3, 1, 4, 1, 5, 9, 2, 6),
  sampled: Uint8Array.of(0, 0, 1, 1, 1, 1, 1, 1),
  logProbs: new Float32Array(6),
  sampledBy: null,
}
const coefficients = { logProbs: Float32Array.of(1, -0.5, 0.3, 2, -1, 0.7) }
const packing = { maxLengthTokens: 16, positionsPerRun: 64, attentionTokens: 64 }
const [run] = packSequences([sequence], packing)

let backend: Backend
beforeAll(async () => {
  backend = await openBackend({ name: 'onnx-cpu', threads: 1 })
})
afterAll(async () => await backend.close())

async function computed(
  given: ReadonlyMap<string, Float32Array>,
  { drops, runBytes = Infinity }: { drops: string; runBytes?: number },
): Promise<{ logProbs: Float32Array; scored: Float32Array; gradients: Map<string, Float32Array> }> {
  const shapes = new Map([...parameterShapes(architecture), ...adapterShapes])
  const weights = ParameterSet.create(backend, shapes, { values: given })
  const gradients = ParameterSet.create(backend, adapterShapes)
  const dropout = { chance: 0.4, widths: keptWidths(architecture, lora) }
  const adapters = { shapes: loraLayerShapes(architecture, lora), scale: loraScale(lora), dropout }
  const learns = (name: string): boolean => name.includes('.lora')
  const pass = new ModelPass({ trained: { architecture, adapters, learns }, backend, gradients, runBytes })
  const { logProbs } = await pass.accumulate(weights, run!, { temperature: 1, coefficients, drops })
  const { logProbs: scored } = await pass.score(weights, run!, 1)
  const found = new Map<string, Float32Array>()
  for (const name of adapterShapes.keys())
    found.set(name, (await backend.download(gradients.named[name]!)).slice() as Float32Array)
  await pass.close()
  return { logProbs, scored, gradients: found }
}

test('the same seed leaves the same out, another seed something else, and scores nothing', async () => {
  const first = await computed(values, { drops: 'a' })
  const again = await computed(values, { drops: 'a' })
  const other = await computed(values, { drops: 'b' })
  expect(again).toEqual(first)
  expect(relativeError(other.logProbs, first.logProbs)).toBeGreaterThan(1e-3)
  expect(relativeError(first.scored, first.logProbs)).toBeGreaterThan(1e-3)
  expect(other.scored).toEqual(first.scored)
})

test('what is computed again on the way back leaves out the same', async () => {
  const { gradients } = await computed(values, { drops: 'a' })
  const again = await computed(values, { drops: 'a', runBytes: 1 })
  for (const [name, gradient] of gradients)
    expect(relativeError(again.gradients.get(name)!, gradient), name).toBeLessThan(1e-5)
})

test('gradients are those of the sum with the same numbers left out', async () => {
  const { gradients } = await computed(values, { drops: 'a' })
  const sumAt = async (step: number): Promise<number> => {
    const moved = new Map(values)
    for (const [name, gradient] of gradients)
      moved.set(
        name,
        values.get(name)!.map((each, at) => each + step * gradient[at]!),
      )
    const { logProbs } = await computed(moved, { drops: 'a' })
    return logProbs.reduce((sum, each, at) => sum + each * coefficients.logProbs[at]!, 0)
  }
  let square = 0
  for (const gradient of gradients.values()) for (const each of gradient) square += each * each
  const step = 2e-3 / Math.sqrt(square)
  expect(((await sumAt(step)) - (await sumAt(-step))) / (2 * step) / square).toBeCloseTo(1, 1)
})

test('a model that learns with dropout goes the same way twice, and another one than without', async () => {
  const learned = async (settings: LoraSettings): Promise<Float32Array> => {
    const model = await TransformerModel.open({
      architecture,
      lora: settings,
      seed: 1,
      backend: 'onnx-cpu',
      threads: 1,
    })
    for (let step = 0; step < 3; step++) {
      await model.accumulate([sequence], 1, [{ logProbs: Float64Array.from(coefficients.logProbs, (each) => -each) }])
      await model.apply({ learningRate: 0.05, maxGradNorm: Infinity })
    }
    const [scores] = await model.score([sequence], 1)
    await model.close()
    return scores!.logProbs
  }
  const once = await learned(lora)
  expect(await learned(lora)).toEqual(once)
  expect(await learned({ ...lora, dropout: 0 })).not.toEqual(once)
})
