import { expect, test } from 'vitest'
import { mergedWith } from '../../../src/policy/checkpoints/merge-adapter.ts'
import { loraScale } from '../../../src/policy/transformer/model/lora.ts'

const parameters = new Map([
  ['layers.0.query', Float32Array.of(1, 2, 3, 4, 5, 6)],
  ['layers.0.up', Float32Array.of(9)],
  ['finalNorm', Float32Array.of(7)],
])
const adapter = new Map([
  // [in 2, r 2] and [r 2, out 3].
  ['layers.0.query.loraA', Float32Array.of(1, 2, 3, 4)],
  ['layers.0.query.loraB', Float32Array.of(1, 0, -1, 0.5, 2, 1)],
])

test('a weight is the base and the scaled product, and the rest and the base stay as they are', async () => {
  const settings = { rank: 2, alpha: 6, targets: ['query'], rankStabilised: true } as const
  const scale = 6 / Math.sqrt(2)
  expect(loraScale(settings)).toBe(scale)
  const read = mergedWith((name) => parameters.get(name) as Float32Array, {
    settings,
    readAdapter: (name) => adapter.get(name) as Float32Array,
  })
  // By hand: A · B = [[2, 4, 1], [5, 8, 1]].
  const product = [2, 4, 1, 5, 8, 1]
  expect(await read('layers.0.query')).toEqual(Float32Array.from(product, (each, at) => at + 1 + scale * each))
  expect(await read('layers.0.up')).toBe(parameters.get('layers.0.up'))
  expect(await read('finalNorm')).toBe(parameters.get('finalNorm'))
  expect(parameters.get('layers.0.query')).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6))
})
