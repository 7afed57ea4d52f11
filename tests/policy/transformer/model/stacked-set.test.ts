import { expect, test } from 'vitest'
import { parameterShapes, type Architecture } from '../../../../src/policy/transformer/model/architecture.ts'
import { loraShapes } from '../../../../src/policy/transformer/model/lora.ts'
import { stacksOf } from '../../../../src/policy/transformer/model/parameter-stacks.ts'
import { StackedSet } from '../../../../src/policy/transformer/model/stacked-set.ts'
import { openBackend } from '../../../../src/tensor/open-backend.ts'
import { elementCount, type Shape } from '../../../../src/tensor/program.ts'
import { trafficBetween } from '../../../../src/tensor/traffic.ts'

const architecture: Architecture = {
  vocabularySize: 31,
  width: 16,
  layers: 6,
  heads: 4,
  keyValueHeads: 2,
  maxLengthTokens: 16,
  positions: 'rotary',
  mlp: 'swiglu',
  mlpWidth: 24,
}
const shapes = parameterShapes(architecture)

test('parameters that are alike but for their rows are one stack, up to a size, and decay falls on stacks of matrices', () => {
  for (const given of [shapes, loraShapes(architecture, { rank: 2, alpha: 4, targets: ['query', 'key', 'down'] })]) {
    const stacks = stacksOf(given)
    // As many as there are widths of matrices, and the vectors.
    expect(stacks.length).toBe(new Set([...given.values()].map((shape) => shape.slice(1).join())).size)
    expect(stacks.flatMap(({ names }) => names).sort()).toEqual([...given.keys()].sort())
    for (const { names, shapes: own, shape, decays } of stacks) {
      expect(own).toEqual(names.map((name) => given.get(name)))
      expect(elementCount(shape)).toBe(own.reduce((sum, each) => sum + elementCount(each), 0))
      expect(decays).toBe(shape.length === 2)
    }
  }
  for (const { names, shape } of stacksOf(shapes, 500))
    expect(elementCount(shape) <= 500 || names.length === 1).toBe(true)
})

test('numbers are read and written by name; zeros cross in no direction, and a stack crosses once', async () => {
  const backend = await openBackend({ name: 'tfjs-cpu' })
  const set = new StackedSet(backend, shapes)
  const numbersOf = (name: string): Float32Array =>
    Float32Array.from({ length: elementCount(shapes.get(name) as Shape) }, (_, at) => at + name.length / 100)
  expect([...(await set.read('layers.3.query'))].every((each) => each === 0)).toBe(true)
  expect(backend.traffic.counts).toMatchObject({ uploads: 0, downloads: 0 })
  for (const name of set.names) set.write(name, numbersOf(name))
  const total = [...shapes.values()].reduce((sum, shape) => sum + elementCount(shape), 0)
  expect(backend.traffic.counts).toMatchObject({ uploads: set.stacks.length, uploadedBytes: 4 * total })
  const before = backend.traffic.counts
  for (const name of set.names) expect(await set.read(name), name).toEqual(numbersOf(name))
  expect(trafficBetween(before, backend.traffic.counts)).toMatchObject({
    downloads: set.stacks.length,
    downloadedBytes: 4 * total,
  })
  expect(await set.read('finalNorm')).toEqual(numbersOf('finalNorm'))
  set.clear()
  expect((await set.read('finalNorm')).every((each) => each === 0)).toBe(true)
  set.dispose()
  await backend.close()
})
