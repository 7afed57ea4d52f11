// That adapters compute what PEFT's do is shown by `tests/policy/transformer/conformance.test.ts`.
import { expect, test } from 'vitest'
import { Rng } from '../../../../src/core/random.ts'
import type { Architecture } from '../../../../src/policy/transformer/model/architecture.ts'
import {
  checkLora,
  drawKept,
  initialLora,
  keptWidths,
  loraScale,
  loraShapes,
  type LoraSettings,
} from '../../../../src/policy/transformer/model/lora.ts'

const architecture: Architecture = {
  vocabularySize: 11,
  width: 16,
  layers: 2,
  heads: 4,
  keyValueHeads: 2,
  headWidth: 8,
  maxLengthTokens: 8,
  positions: 'rotary',
  mlp: 'swiglu',
  mlpWidth: 24,
}

const settings: LoraSettings = { rank: 4, alpha: 8, targets: ['down', 'query'] }

test('the matrices of an adapter stand in the order of the layers and of their products', () => {
  expect([...loraShapes(architecture, settings)]).toEqual([
    ['layers.0.query.loraA', [16, 4]],
    ['layers.0.query.loraB', [4, 32]],
    ['layers.0.down.loraA', [24, 4]],
    ['layers.0.down.loraB', [4, 16]],
    ['layers.1.query.loraA', [16, 4]],
    ['layers.1.query.loraB', [4, 32]],
    ['layers.1.down.loraA', [24, 4]],
    ['layers.1.down.loraB', [4, 16]],
  ])
})

test('an adapter counts alpha / rank, or alpha / √rank', () => {
  expect(loraScale(settings)).toBe(2)
  expect(loraScale({ ...settings, rankStabilised: true })).toBe(4)
})

test('A begins uniform within ±1/√in and B at 0, each from a stream of its own name', () => {
  const values = initialLora(architecture, { ...settings, rank: 100 }, Rng.fromSeed(1))
  const a = values.get('layers.1.down.loraA') as Float32Array
  const bound = 1 / Math.sqrt(24)
  expect(Math.max(...a)).toBeLessThan(bound)
  expect(Math.max(...a)).toBeGreaterThan(0.98 * bound)
  expect(Math.min(...a)).toBeLessThan(-0.98 * bound)
  // Variance of a uniform distribution: bound² / 3.
  const variance = a.reduce((sum, each) => sum + each * each, 0) / a.length
  expect(variance / (bound ** 2 / 3)).toBeCloseTo(1, 1)
  expect((values.get('layers.1.down.loraB') as Float32Array).every((each) => each === 0)).toBe(true)
  const fewer = initialLora(architecture, { ...settings, rank: 100, targets: ['down'] }, Rng.fromSeed(1))
  expect(fewer.get('layers.1.down.loraA')).toEqual(a)
})

test('dropout needs an input for each adapter, keeps the rest grown, and draws nothing where it is 0', () => {
  expect(keptWidths(architecture, settings)).toEqual(new Map())
  expect(keptWidths(architecture, { ...settings, dropout: 0.25 })).toEqual(
    new Map([
      ['query.loraKept', 16],
      ['down.loraKept', 24],
    ]),
  )
  const kept = drawKept(4000, 0.25, Rng.fromSeed(2))
  expect(new Set(kept)).toEqual(new Set([0, Math.fround(4 / 3)]))
  expect(kept.reduce((sum, each) => sum + each, 0) / kept.length).toBeCloseTo(1, 1)
})

const refusals: [unknown, string][] = [
  [{ ...settings, rank: 0 }, '`lora`: `rank` is a whole number above 0, such as 16; got 0.'],
  [{ ...settings, rank: 1.5 }, '`rank` is a whole number above 0, such as 16; got 1.5.'],
  [{ ...settings, alpha: Infinity }, '`alpha` is a finite number above 0, such as twice the rank; got Infinity.'],
  [{ rank: 4, targets: ['query'] }, '`alpha` is a finite number above 0, such as twice the rank; got undefined.'],
  [{ ...settings, dropout: 1 }, '`dropout` is a number from 0 to below 1; got 1.'],
  [{ ...settings, rankStabilised: 'yes' }, '`rankStabilised` is true or false; got "yes".'],
  [
    { ...settings, targets: [] },
    '`targets` is a list of one or more of query, key, value, attentionOut, gate, up, down; got [].',
  ],
  [{ ...settings, targets: ['q_proj'] }, 'got q_proj. Did you mean query?'],
  [{ ...settings, targets: ['vallue'] }, 'got vallue. Did you mean value?'],
  [{ ...settings, targets: ['up', 'up'] }, '`targets` names up twice; once is enough.'],
  [{ ...settings, r: 4 }, '`lora` has no setting `r`. The rank is called `rank`.'],
  [null, '`lora` takes settings as an object'],
]
for (const [given, due] of refusals)
  test(`settings are refused in a sentence: ${due}`, () => {
    expect(() => checkLora(given, architecture)).toThrow(due)
  })

test('a gate is a product of SwiGLU alone', () => {
  expect(() => checkLora({ ...settings, targets: ['gate'] }, { ...architecture, mlp: 'silu' })).toThrow(
    "`lora`: there is no gate in an MLP of kind 'silu'; leave it out of `targets`.",
  )
  expect(() => checkLora({ ...settings, targets: ['gate'], dropout: 0.1 }, architecture)).not.toThrow()
})
