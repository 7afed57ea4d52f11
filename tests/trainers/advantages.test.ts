import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { groupNorm, groupNormPresets, maxRl } from '../../trainers/advantages.ts'
import {
  reinforcePlusPlusBaseline,
  type LengthWeighedEstimator as Estimator,
} from '../../trainers/reinforce-plus-plus-baseline.ts'
import { members } from './members.ts'

const A = [1, 0, 0, 1]
const B = [1, 0, 0, 0]
const C = [0.1, 1.1, 0, 0.1]
const D = [1, 1, 1, 1]

function expectClose(got: readonly number[] | undefined, wanted: readonly number[]): void {
  expect(got).toHaveLength(wanted.length)
  for (const [i, value] of wanted.entries()) expect(got?.[i]).toBeCloseTo(value, 5)
}

const plusMinus = (value: number): number[] => [value, -value, -value, value]
const first = (best: number, rest: number): number[] => [best, rest, rest, rest]

describe('golden numbers of the trainers', () => {
  const table: readonly (readonly [string, Estimator, number[], number[], number[] | null])[] = [
    [
      'TRL',
      groupNorm(groupNormPresets.trl),
      plusMinus(0.865875),
      first(1.4997, -0.4999),
      [-0.433599, 1.493507, -0.62631, -0.433599],
    ],
    [
      'verl',
      groupNorm(groupNormPresets.verl),
      plusMinus(0.866024),
      first(1.499997, -0.499999),
      [-0.433682, 1.493792, -0.626429, -0.433682],
    ],
    [
      'GRPO-Zero',
      groupNorm(groupNormPresets.grpoZero),
      plusMinus(0.9998),
      first(1.731651, -0.577217),
      [-0.500662, 1.724502, -0.723178, -0.500662],
    ],
    [
      'Dr. GRPO',
      groupNorm(groupNormPresets.drGrpo),
      plusMinus(0.5),
      first(0.75, -0.25),
      [-0.225, 0.775, -0.325, -0.225],
    ],
    [
      'RLOO',
      groupNorm(groupNormPresets.rloo),
      plusMinus(0.666667),
      first(1, -0.333333),
      [-0.3, 1.033333, -0.433333, -0.3],
    ],
    ['NeMo-RL', groupNorm(groupNormPresets.nemo), plusMinus(1.154699), first(1, -0.577349), null],
    ['MaxRL', maxRl(), plusMinus(1), first(3, -1), [-0.692308, 2.384615, -1, -0.692308]],
  ]

  it.each(table)('%s gives its advantages, and exactly 0 for equal rewards', (_name, estimate, ofA, ofB, ofC) => {
    expectClose(estimate(members([A]))[0], ofA)
    expectClose(estimate(members([B]))[0], ofB)
    if (ofC !== null) expectClose(estimate(members([C]))[0], ofC)
    expect(estimate(members([D]))[0]).toEqual([0, 0, 0, 0])
  })

  it('TRL with scale_rewards="batch" divides by the standard deviation over the batch', () => {
    const advantages = groupNorm(groupNormPresets.trlBatch)(members([A, B]))
    expectClose(advantages[0], plusMinus(0.965905))
    expectClose(advantages[1], first(1.448858, -0.482953))
  })

  it('TRL leaves a reward that could not be judged out of the baseline and gives it 0', () => {
    expectClose(groupNorm(groupNormPresets.trl)(members([[1, null, 0, 0]]))[0], [1.154501, 0, -0.57725, -0.57725])
  })

  it('verl keeps the raw reward of a group of one; the others give 0', () => {
    expect(groupNorm(groupNormPresets.verl)(members([[0.7]]))).toEqual([[0.7]])
    expect(groupNorm(groupNormPresets.trl)(members([[0.7]]))).toEqual([[0]])
  })

  it('REINFORCE++ with a baseline whitens over tokens', () => {
    expectClose(reinforcePlusPlusBaseline()(members([A], [[2, 3, 1, 2]]))[0], [1, -1, -1, 1])
    const sample = reinforcePlusPlusBaseline({ variance: 'sample' })(members([A], [[2, 3, 1, 2]]))[0]
    expectClose(sample, plusMinus(Math.sqrt(7 / 8)))
  })
})

describe('any groups', () => {
  const estimators: readonly Estimator[] = [
    ...Object.values(groupNormPresets).map(groupNorm),
    groupNorm({ mean: 'batch', level: 'batch', epsilon: 0 }),
    groupNorm({ mean: 'none', epsilon: 0 }),
    groupNorm({ epsilon: 0 }),
    maxRl(),
    reinforcePlusPlusBaseline(),
    reinforcePlusPlusBaseline({ variance: 'sample' }),
  ]
  const reward = fc.option(fc.oneof(fc.constantFrom(0, 1, 0.1), fc.double({ min: -1e6, max: 1e6, noNaN: true })))
  const groups = fc.array(fc.array(reward, { maxLength: 6 }), { maxLength: 5 })

  it('give a finite advantage each, 0 for null, in the shape of the rewards', () => {
    fc.assert(
      fc.property(groups, fc.constantFrom(...estimators), (rewards, estimate) => {
        const advantages = estimate(members(rewards))
        expect(advantages.map((group) => group.length)).toEqual(rewards.map((group) => group.length))
        for (const [g, group] of rewards.entries()) {
          for (const [i, value] of group.entries()) {
            expect(Number.isFinite(advantages[g]?.[i])).toBe(true)
            if (value === null) expect(advantages[g]?.[i]).toBe(0)
          }
        }
      }),
    )
  })

  it('give exactly 0 to equal rewards even where their mean is rounded and epsilon is 0', () => {
    for (const value of [0.1, 0.3, 1 / 3, 1e-9]) {
      expect(groupNorm({ epsilon: 0 })(members([[value, value, value, null]]))).toEqual([[0, 0, 0, 0]])
      expect(groupNorm({ leaveOneOut: true, epsilon: 0 })(members([[value, value, value]]))).toEqual([[0, 0, 0]])
    }
  })

  it('do not depend on the order of replies', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 0.5, 1, null), { minLength: 1, maxLength: 8 }), (rewards) => {
        const forward = groupNorm()(members([rewards]))[0] ?? []
        const backward = groupNorm()(members([rewards.toReversed()]))[0] ?? []
        expectClose(backward.toReversed(), forward)
      }),
    )
  })
})

describe('wrong settings and rewards', () => {
  it('refuses to leave one out of the batch', () => {
    expect(() => groupNorm({ leaveOneOut: true, level: 'batch' })).toThrow('leaves one out of its group only')
  })

  it('refuses a reward that is not finite', () => {
    expect(() => groupNorm()(members([[1, Number.NaN]]))).toThrow('A reward is NaN')
    expect(() => groupNorm()(members([[1, Infinity]]))).toThrow('A reward is Infinity')
  })

  it('refuses a negative epsilon', () => {
    expect(() => groupNorm({ epsilon: -1 })).toThrow('epsilon')
  })
})
