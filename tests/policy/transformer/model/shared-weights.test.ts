// Weights as one thread holds them and another is told of them; what crosses is cloned as a message clones it.
import { expect, test } from 'vitest'
import type { Architecture } from '../../../../src/policy/transformer/model/architecture.ts'
import { HalfWeights } from '../../../../src/policy/transformer/model/half-weights.ts'
import { heldAdapter } from '../../../../src/policy/transformer/model/model-numbers.ts'
import { loraShapes, type LoraSettings } from '../../../../src/policy/transformer/model/lora.ts'
import { ParameterSet } from '../../../../src/policy/transformer/model/parameter-set.ts'
import { weightsOver, type SharedWeights } from '../../../../src/policy/transformer/model/shared-weights.ts'
import type { Weights } from '../../../../src/policy/transformer/model/weights.ts'
import type { Backend, DeviceTensor } from '../../../../src/tensor/backend.ts'
import { openBackend } from '../../../../src/tensor/open-backend.ts'

const architecture: Architecture = {
  vocabularySize: 5,
  width: 8,
  layers: 3,
  heads: 2,
  maxLengthTokens: 4,
  positions: 'rotary',
  mlp: 'silu',
  mlpWidth: 12,
}
const lora: LoraSettings = { rank: 2, alpha: 2, targets: ['up'] }

async function numbersOf(backend: Backend, tensor: DeviceTensor | undefined): Promise<number[]> {
  return [...(await backend.download(tensor as DeviceTensor))]
}

test('another thread sees halves and the adapter on them, and what is written later', async () => {
  const backend = await openBackend({ name: 'onnx-cpu', threads: 1 })
  const halves = HalfWeights.create(backend, architecture)
  for (let layer = 0; layer < 3; layer++) halves.array(`layers.${layer}.up`).fill(0x3f80 + layer)
  halves.array('embedding').fill(2.5)
  const adapter = ParameterSet.create(backend, loraShapes(architecture, lora))
  const held = heldAdapter(adapter, { base: halves, key: 1, lora })
  const told = new Map<number, Weights>()
  const crossed = (shared: SharedWeights): Weights =>
    weightsOver(backend, architecture, { shared, known: (key) => told.get(key) as Weights })
  told.set(1, crossed({ kind: 'bfloat16', halves: halves.shared }))
  const there = crossed(held.shared as SharedWeights)
  expect([there.layers, there.lora, there.whole]).toEqual([3, lora, null])
  expect(await numbersOf(backend, there.outside['embedding'])).toEqual(Array.from({ length: 40 }, () => 2.5))
  adapter.write('layers.1.up.loraA', new Float32Array(16).fill(7))
  expect(await numbersOf(backend, there.layer(1)['up.loraA'])).toEqual(Array.from({ length: 16 }, () => 7))
  await backend.close()
})

test('scratch holds the two layers that were asked for last', async () => {
  const backend = await openBackend({ name: 'onnx-cpu', threads: 1 })
  const halves = HalfWeights.create(backend, architecture)
  for (let layer = 0; layer < 3; layer++) halves.array(`layers.${layer}.up`).fill(0x3f80 + 0x80 * layer)
  const first = async (layer: number): Promise<number> =>
    (await numbersOf(backend, halves.layer(layer)['up']))[0] as number
  const [zero, one] = [halves.layer(0), halves.layer(1)]
  expect([await first(0), await first(1)]).toEqual([1, 2])
  expect(halves.layer(0)).toBe(zero)
  expect(halves.layer(2)).toBe(one)
  expect((await numbersOf(backend, halves.layer(2)['up']))[0]).toBe(4)
  expect((await numbersOf(backend, zero['up']))[0]).toBe(1)
  await backend.close()
})
