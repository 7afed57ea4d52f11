import { afterAll, beforeAll, expect, test } from 'vitest'
import { Decoder, type DecodedReply, type DecoderOptions } from '../../../../src/policy/transformer/decode/decoder.ts'
import { stopAt } from '../stop-at.ts'
import { parameterShapes } from '../../../../src/policy/transformer/model/architecture.ts'
import { loraScale, loraShapes } from '../../../../src/policy/transformer/model/lora.ts'
import { ParameterSet } from '../../../../src/policy/transformer/model/parameter-set.ts'
import { AdaptedWeights } from '../../../../src/policy/transformer/model/weights.ts'
import type { Backend, Tensors } from '../../../../src/tensor/backend.ts'
import { openBackend } from '../../../../src/tensor/open-backend.ts'
import { adapter, adapterSet, architecture, base, expectSame, lora, requests, sampling, weightsOf } from './family.ts'

/** W + s · A · B. */
function merged(): Map<string, Float32Array> {
  const all = new Map(base)
  for (const [name, [rows, rank]] of [...loraShapes(architecture, lora)].filter(([each]) =>
    each.endsWith('.loraA'),
  ) as [string, [number, number]][]) {
    const product = name.slice(0, -'.loraA'.length)
    const [a, b] = [adapter.get(name) as Float32Array, adapter.get(`${product}.loraB`) as Float32Array]
    const columns = b.length / rank
    const weights = (base.get(product) as Float32Array).slice()
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++)
        for (let each = 0; each < rank; each++)
          weights[row * columns + column]! +=
            loraScale(lora) * (a[row * rank + each] as number) * (b[each * columns + column] as number)
    all.set(product, weights)
  }
  return all
}

let backend: Backend
beforeAll(async () => {
  backend = await openBackend({ name: 'onnx-cpu', threads: 1 })
})
afterAll(async () => await backend.close())

async function replies(
  values: ReadonlyMap<string, Float32Array>,
  options: DecoderOptions = {},
  on = backend,
  asked = sampling,
): Promise<DecodedReply[]> {
  const set = weightsOf(values, on)
  const decoder = Decoder.open({ architecture, lora }, on, options)
  const given = await decoder.generate(set, requests, asked, stopAt(0))
  await decoder.close()
  return given
}

test('programs that hold the weights answer as those that are given them', async () => {
  expectSame(await replies(base, { holdsWeights: true }), await replies(base))
})

test('adapters are inputs: beside the base they answer as if they were merged into it', async () => {
  const due = await replies(merged())
  expect(due.map(({ tokens }) => [...tokens])).not.toEqual((await replies(base)).map(({ tokens }) => [...tokens]))
  const beside = new Map([...base, ...adapter])
  expectSame(await replies(beside), due)
  expectSame(await replies(beside, { holdsWeights: true }), due)
})

test('programs that hold the base are given adapters anew every time, and none for the base alone', async () => {
  const withoutAdapter = ParameterSet.create(backend, parameterShapes(architecture), { values: base })
  const learned = adapterSet(adapter, backend)
  const asked: number[] = []
  // Weights that are widened when they are asked for are asked for once.
  const layer = (index: number): Tensors => {
    asked.push(index)
    return withoutAdapter.layer(index)
  }
  const { outside, layers, whole } = withoutAdapter
  const set = new AdaptedWeights({ lora: null, adapter: null, outside, layers, whole, layer }, learned, lora)
  const decoder = Decoder.open({ architecture, lora }, backend, { holdsWeights: true })
  const adapted = await decoder.generate(set, requests, sampling, stopAt(0))
  for (const [name, values] of adapter)
    if (name.endsWith('.loraB')) learned.write(name, new Float32Array(values.length))
  asked.length = 0
  const alone = await decoder.generate(set, requests, sampling, stopAt(0))
  expectSame(alone, await replies(base))
  expect(alone.map(({ tokens }) => [...tokens])).not.toEqual(adapted.map(({ tokens }) => [...tokens]))
  expect(asked).toEqual([])
  expectSame(await decoder.generate(withoutAdapter, requests, sampling, stopAt(0)), alone)
  await decoder.close()
})

test('a back end of several threads answers as one of one', async () => {
  const wide = await openBackend({ name: 'onnx-cpu', threads: 2 })
  expectSame(await replies(base, { holdsWeights: true }, wide), await replies(base))
  await wide.close()
})

test('in 8 and 4 bits greedy replies have nearly the probabilities of float32, and adapters still count', async () => {
  const greedy = { ...sampling, temperature: 0, maxTokens: 1 }
  const firstLogProbs = async (values: ReadonlyMap<string, Float32Array>, options: DecoderOptions): Promise<number[]> =>
    (await replies(values, options, backend, greedy)).map(({ logProbs }) => logProbs[0] as number)
  const beside = new Map([...base, ...adapter])
  const due = await firstLogProbs(beside, {})
  const worst = async (precision: 'int8' | 'int4'): Promise<number> =>
    Math.max(
      ...(await firstLogProbs(beside, { precision })).map((each, index) => Math.abs(each - (due[index] as number))),
    )
  const [eight, four] = [await worst('int8'), await worst('int4')]
  expect(eight).toBeGreaterThan(0)
  expect(eight).toBeLessThan(0.15)
  expect(four).toBeGreaterThan(eight)
  expect(four).toBeLessThan(2)
})

test('weights that give no numbers are said so, greedily or drawn, and the decoder goes on with others', async () => {
  const decoder = Decoder.open({ architecture }, backend)
  const sound = ParameterSet.create(backend, parameterShapes(architecture), { values: base })
  const broken = ParameterSet.create(backend, parameterShapes(architecture), {
    values: new Map(base).set(
      'layers.1.up',
      (base.get('layers.1.up') as Float32Array).map(() => Number.NaN),
    ),
  })
  const due = await decoder.generate(sound, requests, sampling, stopAt(0))
  for (const temperature of [0, 1])
    for (const topK of [0, 3])
      await expect(
        decoder.generate(broken, requests, { ...sampling, temperature, topK }, stopAt(0)),
      ).rejects.toMatchObject({
        code: 'RLVR_POLICY',
        message: expect.stringMatching(/^The weights gave no numbers: the probabilities of token 1 /),
      })
  expectSame(await decoder.generate(sound, requests, sampling, stopAt(0)), due)
  await decoder.close()
})
