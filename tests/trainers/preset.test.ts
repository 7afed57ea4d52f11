import { expect, test } from 'vitest'
import { describe } from '../../trainers/algorithm.ts'
import { k3, klPenalty } from '../../trainers/kl.ts'
import { algorithmNamed, algorithms, cispo, grpo, reinforcePlusPlus, rloo, sapo } from '../../trainers/presets.ts'

const lines = (name: string, options: object): string[] => describe(algorithmNamed(name, options)).slice(1)

test('options that are plain data give what the same parts in code give', () => {
  expect(lines('grpo', { klCoefficient: 0.1 })).toEqual(
    describe(grpo({ kl: klPenalty(k3(), { coefficient: 0.1 }) })).slice(1),
  )
  expect(lines('gspo', { clip: 0.2, aggregate: 'maxTokens', filter: 'rewardVaries', advantage: 'maxRl' })).toEqual([
    'groups      groups whose rewards differ',
    "advantage   A = reward minus the group's mean, divided by that mean",
    "loss        -min(s * A, clip(s, 0.8, 1.2) * A) with s = exp(mean of the sequence's log-ratios); ratio = exp(logProb - oldLogProb)",
    'aggregate   the sum over tokens divided by sequences times the longest reply allowed',
    'KL          none',
  ])
  expect(lines('cispo', { bounds: [0.5, 3] })[2]).toContain('clip(ratio, 0.5, 3)')
  expect(lines('sapo', { temperatureNegative: 2 })[2]).toContain('else 2')
  expect(lines('grpo', { delta: 1.5 })[2]).toContain('at most 1.5 where A < 0')
})

test('a KL term is steered where it has a target', () => {
  expect(lines('grpo', { klCoefficient: 0.1, klEstimator: 'k2', klTarget: 0.05, klHorizon: 512 })[4]).toBe(
    'KL          + 0.1, steered to a KL of 0.05 a token over 512 sequences * (k2 = x² / 2), x = logProb - referenceLogProb',
  )
})

test("k3 has verl's bounds where the preset gives a trainer's numbers that bounds it, else TRL's", () => {
  expect(lines('grpo', { klCoefficient: 0.1 })[4]).toContain('(k3 = exp(-x) + x - 1)')
  expect(reinforcePlusPlus({ klCoefficient: 0.1 }).kl.estimator?.(-5).value).toBe(10)
})

test.each([
  ['an unknown option, with the nearest', 'grpo', { clpi: 0.2 }, /`grpo` has no option `clpi`\. Did you mean `clip`\?/],
  ['a clip where there is none', 'cispo', { clip: 0.2 }, /`cispo` has no option `clip`.*Options: bounds, advantage/],
  [
    'a wrong name of a part',
    'grpo',
    { aggregate: 'mean' },
    /aggregate must be equal to one of the allowed values.*tokenMean/,
  ],
  ['a part that is no function', 'grpo', { filter: 3 }, /filter/],
  ['a clip that is no range', 'grpo', { clip: [0.1, 0.2, 0.3] }, /clip/],
  ['a negative weight', 'grpo', { klCoefficient: -1 }, /klCoefficient must be >= 0/],
  ['a number for kl', 'grpo', { kl: 0.1 }, /for a number use `klCoefficient`/],
  ['two ways to say one thing', 'grpo', { kl: grpo().kl, klCoefficient: 0.1 }, /not both/],
  ['an estimator without a weight', 'grpo', { klEstimator: 'k2' }, /`klEstimator` of `grpo` has no effect without/],
  ['a target without a weight', 'grpo', { klCoefficient: 0, klTarget: 0.1 }, /`klTarget` of `grpo` has no effect/],
  ['a horizon without a target', 'grpo', { klCoefficient: 0.1, klHorizon: 9 }, /no effect without a `klTarget`/],
])('%s is refused', (_name, algorithm, options, message) => {
  expect(() => algorithmNamed(algorithm, options)).toThrow(message)
  expect(() => algorithmNamed(algorithm, options)).toThrow(expect.objectContaining({ code: 'RLVR_USAGE' }) as Error)
})

test('an algorithm that is not there is named with the nearest', () => {
  expect(() => algorithmNamed('grop')).toThrow(/Unknown algorithm `?grop`?.*grpo/)
})

test('every preset tells its options, and those that clip or gate a ratio want several minibatches', () => {
  for (const preset of Object.values(algorithms)) {
    expect(Object.values(preset.options.properties).every((schema) => 'description' in schema)).toBe(true)
    expect(preset().defaultMinibatches).toBe(preset.defaultMinibatches)
  }
  expect(Object.keys(sapo.options.properties)).toContain('temperaturePositive')
  expect(Object.keys(cispo.options.properties)).not.toContain('clip')
  expect(Object.values(algorithms).map((preset) => [preset.name, preset.defaultMinibatches])).toEqual([
    ['grpo', 2],
    ['drGrpo', 2],
    ['dapo', 2],
    ['gspo', 4],
    ['cispo', 2],
    ['rloo', 1],
    ['reinforcePlusPlus', 2],
    ['sapo', 2],
  ])
  expect(rloo().defaultMinibatches).toBe(1)
})
