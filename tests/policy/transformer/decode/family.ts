// A small model with what families of checkpoints have: shared heads of keys and values, a head width of its own, biases,
// windows, and an adapter beside it.
import { expect } from 'vitest'
import type { Sampling } from '../../../../src/core/policy.ts'
import { Rng } from '../../../../src/core/random.ts'
import type { DecodedReply, DecodeRequest } from '../../../../src/policy/transformer/decode/decoder.ts'
import {
  initialParameters,
  parameterShapes,
  type Architecture,
} from '../../../../src/policy/transformer/model/architecture.ts'
import { initialLora, loraShapes, type LoraSettings } from '../../../../src/policy/transformer/model/lora.ts'
import { ParameterSet } from '../../../../src/policy/transformer/model/parameter-set.ts'
import { AdaptedWeights, type Weights } from '../../../../src/policy/transformer/model/weights.ts'
import type { Backend } from '../../../../src/tensor/backend.ts'

export const architecture: Architecture = {
  vocabularySize: 40,
  width: 24,
  layers: 3,
  heads: 6,
  keyValueHeads: 2,
  headWidth: 8,
  maxLengthTokens: 64,
  positions: 'rotary',
  mlp: 'swiglu',
  mlpWidth: 40,
  attentionBias: 'query-key-value',
  slidingWindow: { tokens: 9, layers: [1] },
}
export const lora: LoraSettings = {
  rank: 3,
  alpha: 6,
  targets: ['query', 'value', 'attentionOut', 'up', 'down'],
}
export const sampling: Sampling = { temperature: 1, topK: 0, topP: 1, maxTokens: 20 }

const rng = Rng.fromSeed('held weights')

export const base: ReadonlyMap<string, Float32Array> = new Map(
  [...initialParameters(architecture, rng)].map(([name, values]) => [
    name,
    // Matrices large enough for every part to count; norms stay 1.
    name.endsWith('Norm') ? values : values.map((each) => 6 * each),
  ]),
)
export const adapter: ReadonlyMap<string, Float32Array> = new Map(
  [...initialLora(architecture, lora, rng)].map(([name, values]) => {
    const stream = rng.fork(name)
    return [name, values.map(() => 0.3 * stream.normal())]
  }),
)

/** Prompts of several lengths. */
export const requests: readonly DecodeRequest[] = Array.from({ length: 9 }, (_, index) => ({
  prompt: Int32Array.from({ length: 3 + 5 * (index % 4) }, (__, at) => (7 * at + index) % 40),
  seed: index,
}))

function only(
  values: ReadonlyMap<string, Float32Array>,
  names: ReadonlyMap<string, unknown>,
): Map<string, Float32Array> {
  return new Map([...values].filter(([name]) => names.has(name)))
}

export function adapterSet(values: ReadonlyMap<string, Float32Array>, on: Backend): ParameterSet {
  const shapes = loraShapes(architecture, lora)
  return ParameterSet.create(on, shapes, { values: only(values, shapes) })
}

/** With the adapter where the values hold one. */
export function weightsOf(values: ReadonlyMap<string, Float32Array>, on: Backend): Weights {
  const shapes = parameterShapes(architecture)
  const whole = ParameterSet.create(on, shapes, { values: only(values, shapes) })
  return values.has('layers.0.query.loraA') ? new AdaptedWeights(whole, adapterSet(values, on), lora) : whole
}

export function expectSame(got: readonly DecodedReply[], due: readonly DecodedReply[], tolerance = 2e-5): void {
  expect(got.map(({ tokens }) => [...tokens])).toEqual(due.map(({ tokens }) => [...tokens]))
  got.forEach(({ logProbs }, index) =>
    logProbs.forEach((logProb, at) =>
      expect(Math.abs(logProb - (due[index]?.logProbs[at] as number))).toBeLessThan(tolerance),
    ),
  )
}
