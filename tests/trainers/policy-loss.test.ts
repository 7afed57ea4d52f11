import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maxTokens, sequenceMean, sequenceSum, tokenMean, type Aggregate } from '../../trainers/aggregates.ts'
import { k1, k2, k3, klPenalty } from '../../trainers/kl.ts'
import { cispoBounds, cispoSurrogate } from '../../trainers/losses/cispo-surrogate.ts'
import { clippedSurrogate } from '../../trainers/losses/clipped-surrogate.ts'
import { reinforceSurrogate } from '../../trainers/losses/reinforce-surrogate.ts'
import { sapoSurrogate } from '../../trainers/losses/sapo-surrogate.ts'
import { gspoSurrogate, sequenceRatioSurrogate } from '../../trainers/losses/sequence-surrogate.ts'
import type { Surrogate } from '../../trainers/losses/surrogate.ts'
import { lossMetrics, policyLoss } from '../../trainers/policy-loss.ts'
import { cispo, dapo, drGrpo, grpo, gspo, rloo } from '../../trainers/presets.ts'
import { denominatorOf, type Denominator, type SequenceTerms } from '../../trainers/sequence-terms.ts'
import type { Algorithm } from '../../trainers/algorithm.ts'
import { goldenDenominator, goldenSequences } from './golden-sequences.ts'

const withSurrogate = (surrogate: Surrogate, aggregate: Aggregate): Algorithm => ({ ...grpo({ aggregate }), surrogate })
const goldenLoss = (algorithm: Algorithm): number => policyLoss(algorithm, goldenSequences, goldenDenominator).loss

function tokenValues(surrogate: Surrogate): number[] {
  return goldenSequences.flatMap(({ logProbs, oldLogProbs, advantage }) =>
    Array.from(logProbs, (logProb, t) => {
      const alone = { logProbs: [logProb], oldLogProbs: [oldLogProbs[t] as number], advantage }
      return surrogate(alone, 1).value
    }),
  )
}

function expectClose(got: readonly number[], wanted: readonly number[]): void {
  for (const [i, value] of wanted.entries()) expect(got[i]).toBeCloseTo(value, 5)
}

describe('golden losses', () => {
  it.each([
    ['grpo, clip 0.2', grpo(), 0.05],
    ['token mean, clip 0.2', grpo({ aggregate: tokenMean() }), 0.26],
    ['drGrpo with 4 tokens at most', drGrpo(), 0.1625],
    ['sequence mean of token sums', grpo({ aggregate: sequenceSum() }), 0.65],
    ['grpo, clip 0.2 and 0.28', grpo({ clip: [0.2, 0.28] }), 0.0375],
    ['dapo', dapo(), 0.25],
    ['drGrpo, clip 0.2 and 0.28', drGrpo({ clip: [0.2, 0.28] }), 0.15625],
    ['token sums, clip 0.2 and 0.28', grpo({ clip: [0.2, 0.28], aggregate: sequenceSum() }), 0.625],
    ['delta or dual clip 1.4', grpo({ aggregate: tokenMean(), delta: 1.4 }), 0.24],
    ['gspo', gspo(), -0.00015],
    ['gspo, clip 0.2', gspo({ clip: 0.2 }), -0.04572],
    ['cispo of TRL with at most 1.2', cispo({ bounds: [0, 1.2] }), -0.169786],
    ['cispo of verl', cispo({ bounds: cispoBounds.verl }), -0.307941],
    ['sapo', withSurrogate(sapoSurrogate(), sequenceMean()), -0.059962],
    ['rloo', rloo(), -0.1],
  ] as const)('%s', (_name, algorithm, loss) => {
    expect(goldenLoss(algorithm)).toBeCloseTo(loss, 5)
  })

  it('gives the values of each token', () => {
    expectClose(tokenValues(clippedSurrogate()), [-1.2, -0.8, 1, 1.5, 0.8])
    expectClose(tokenValues(clippedSurrogate({ clip: [0.2, 0.28] })), [-1.25, -0.8, 1, 1.5, 0.8])
    expectClose(tokenValues(clippedSurrogate({ delta: 1.4 })), [-1.2, -0.8, 1, 1.4, 0.8])
    expectClose(tokenValues(cispoSurrogate({ bounds: [0, 1.2] })), [0.831777, 1.28755, -1.203973, -0.612991, -1.151293])
    expectClose(tokenValues(cispoSurrogate({ bounds: cispoBounds.verl })).slice(4), [-1.842068])
    expectClose(tokenValues(sapoSurrogate()), [-2.248706, -1.800664, 1.904762, 2.393585, 1.415938])
  })

  it.each([
    ['k1', k1(), 0.012908],
    ['k2', k2(), 0.024199],
    ['k3', k3(), 0.026241],
  ] as const)('reports the mean %s over tokens', (_name, estimator, mean) => {
    const algorithm = grpo({ kl: klPenalty(estimator, { coefficient: 0.04 }), aggregate: tokenMean() })
    const part = policyLoss(algorithm, goldenSequences, goldenDenominator)
    expect(lossMetrics([[part]])['kl']).toBeCloseTo(mean, 5)
    expect(part.loss - part.policyLoss).toBeCloseTo(0.04 * mean, 6)
  })

  it('counts clipped ratios as TRL does', () => {
    const part = policyLoss(grpo(), goldenSequences, goldenDenominator)
    expect(lossMetrics([[part]])).toMatchObject({
      'clip_ratio/high_mean': 0.2,
      'clip_ratio/low_mean': 0.2,
      'clip_ratio/region_mean': 0.4,
      kl: null,
    })
  })

  it('gives the extremes over sequences, whatever passes they were in', () => {
    // Of two tokens one is clipped high; of three one is clipped low.
    const due = { 'clip_ratio/low_min': 0, 'clip_ratio/high_max': 0.5 }
    const apart = goldenSequences.map((terms) => policyLoss(grpo(), [terms], goldenDenominator))
    expect(lossMetrics([apart])).toMatchObject(due)
    expect(lossMetrics([[policyLoss(grpo(), goldenSequences, goldenDenominator)]])).toMatchObject(due)
    const second = policyLoss(grpo(), goldenSequences.slice(1), goldenDenominator)
    expect(lossMetrics([[second]])['clip_ratio/low_min']).toBeCloseTo(1 / 3, 12)
  })

  it('gives the mean loss of optimizer steps, not their sum', () => {
    const kl = klPenalty(k3(), { coefficient: 0.04 })
    const whole = policyLoss(grpo({ kl }), goldenSequences, goldenDenominator)
    const half = policyLoss(grpo({ kl }), goldenSequences.slice(1), goldenDenominator)
    expect(lossMetrics([[whole], [whole]])).toEqual(lossMetrics([[whole]]))
    expect(lossMetrics([[whole], [half]])).toMatchObject({
      loss: expect.closeTo((whole.loss + half.loss) / 2, 12) as number,
      policy_loss: expect.closeTo((whole.policyLoss + half.policyLoss) / 2, 12) as number,
    })
    expect(lossMetrics([])).toMatchObject({ loss: null, policy_loss: null, kl: null, 'clip_ratio/high_max': null })
  })
})

// Log-probabilities whose ratios keep away from every kink, so that the difference quotient is of one branch.
const kinks = [0.5, 0.8, 1.2, 1.28, 1.4, 3, 5].map(Math.log)
const token = fc
  .record({
    logProb: fc.double({ min: -6, max: -0.01, noNaN: true }),
    shift: fc.double({ min: -0.9, max: 0.9, noNaN: true }),
    referenceShift: fc.double({ min: -1, max: 1, noNaN: true }),
  })
  .filter(({ shift }) => kinks.every((kink) => Math.abs(shift - kink) > 1e-3))
const sequence = fc
  .record({
    tokens: fc.array(token, { minLength: 1, maxLength: 6 }),
    advantage: fc.oneof(fc.constantFrom(0, 1, -1), fc.double({ min: -2, max: 2, noNaN: true })),
  })
  .map(({ tokens, advantage }): SequenceTerms => ({
    logProbs: tokens.map((one) => one.logProb),
    oldLogProbs: tokens.map((one) => one.logProb - one.shift),
    referenceLogProbs: tokens.map((one) => one.logProb - one.referenceShift),
    advantage,
  }))
  .filter(({ logProbs, oldLogProbs }) => {
    const shifts = Array.from(logProbs, (logProb, t) => logProb - (oldLogProbs[t] as number))
    const sum = shifts.reduce((total, shift) => total + shift, 0)
    return [...kinks, -3e-4, 4e-4].every(
      (kink) => Math.abs(sum - kink) > 1e-3 && Math.abs(sum / shifts.length - kink) > 1e-4,
    )
  })

const aggregates = [tokenMean(), sequenceMean(), sequenceSum(), maxTokens()]
// One ratio for the sum of a sequence: each token of S weighs S times as much.
const sums = sequenceRatioSurrogate()
const surrogates: readonly (readonly [string, Surrogate])[] = [
  ['clipped', clippedSurrogate()],
  ['clipped higher', clippedSurrogate({ clip: [0.2, 0.28] })],
  ['clipped with delta', clippedSurrogate({ delta: 1.4 })],
  ['dual clip', clippedSurrogate({ delta: 3 })],
  ['gspo', gspoSurrogate()],
  ['gspo, wide', gspoSurrogate({ clip: 0.2 })],
  ['sequence ratio', sums],
  ['sapo', sapoSurrogate()],
  ['reinforce', reinforceSurrogate()],
]
const penalties = [
  grpo().kl,
  klPenalty(k1(), { coefficient: 0.1 }),
  klPenalty(k2(), { coefficient: 0.1 }),
  klPenalty(k3(), { coefficient: 0.1 }),
  klPenalty(k3(), { coefficient: 0.1, ratioCorrected: true }),
]

function lengthsOf(sequences: readonly SequenceTerms[]): Denominator {
  return denominatorOf(
    sequences.map((terms) => terms.logProbs.length),
    8,
  )
}

describe('the derivative', () => {
  it.each(surrogates)('of %s is that of the value, with every aggregate and KL term', (_name, surrogate) => {
    const step = 1e-6
    fc.assert(
      fc.property(sequence, fc.constantFrom(...aggregates), fc.constantFrom(...penalties), (terms, aggregate, kl) => {
        const algorithm = { ...grpo({ aggregate, kl }), surrogate }
        const denominator: Denominator = { tokens: 9, sequences: 3, maxTokens: 8 }
        const coefficients = policyLoss(algorithm, [terms], denominator).coefficients[0] ?? []
        for (let t = 0; t < terms.logProbs.length; t++) {
          const at = (shift: number): number => {
            const logProbs = Array.from(terms.logProbs, (value, i) => (i === t ? value + shift : value))
            return policyLoss(algorithm, [{ ...terms, logProbs }], denominator).loss
          }
          expect(coefficients[t]).toBeCloseTo((at(step) - at(-step)) / (2 * step), 6)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('of CISPO is that of the value with the clipped ratio held constant', () => {
    fc.assert(
      fc.property(sequence, (terms) => {
        const step = 1e-6
        const surrogate = cispoSurrogate({ bounds: [0.8, 1.28] })
        const { dLogProbs } = surrogate(terms, 0.5)
        for (let t = 0; t < terms.logProbs.length; t++) {
          // Moving the old log-probability along keeps the ratio where it is.
          const at = (shift: number): number => {
            const move = (values: ArrayLike<number>): number[] =>
              Array.from(values, (value, i) => (i === t ? value + shift : value))
            return surrogate({ ...terms, logProbs: move(terms.logProbs), oldLogProbs: move(terms.oldLogProbs) }, 0.5)
              .value
          }
          expect(dLogProbs[t]).toBeCloseTo((at(step) - at(-step)) / (2 * step), 6)
        }
      }),
    )
  })

  it('is the same on policy for the clipped loss, GSPO, CISPO, SAPO and REINFORCE, though their values differ', () => {
    fc.assert(
      fc.property(sequence, (terms) => {
        const onPolicy = { ...terms, oldLogProbs: terms.logProbs }
        const wanted = clippedSurrogate()(onPolicy, 0.25).dLogProbs
        for (const surrogate of [gspoSurrogate(), cispoSurrogate(), sapoSurrogate(), reinforceSurrogate()]) {
          const got = surrogate(onPolicy, 0.25).dLogProbs
          for (const [t, value] of wanted.entries()) expect(got[t]).toBeCloseTo(value, 9)
        }
      }),
    )
  })

  it('is 0 on the clipped side and -ratio * A inside', () => {
    const [first, second] = policyLoss(grpo({ aggregate: sequenceSum() }), goldenSequences, {
      tokens: 5,
      sequences: 1,
      maxTokens: 4,
    }).coefficients
    expect([...(first ?? [])]).toEqual([0, expect.closeTo(-0.8, 9)])
    expect([...(second ?? [])]).toEqual([expect.closeTo(1, 9), expect.closeTo(1.5, 9), 0])
  })

  it('of a sequence with advantage 0 is exactly 0, and so is its value', () => {
    for (const [, surrogate] of [...surrogates, ['cispo', cispoSurrogate()] as const]) {
      const result = surrogate({ ...(goldenSequences[0] as SequenceTerms), advantage: 0 }, 0.5)
      expect(result.value).toBe(0)
      expect([...result.dLogProbs]).toEqual([0, 0])
    }
  })
})

describe('an advantage a token', () => {
  const all = [...surrogates, ['cispo', cispoSurrogate()] as const]
  const close = (got: number, wanted: number): void => expect(got).toBeCloseTo(wanted, 9)

  it.each(all)('that is the same for all tokens gives what one number gives, for %s', (_name, surrogate) => {
    fc.assert(
      fc.property(sequence, (terms) => {
        const whole = surrogate(terms, 0.25)
        const each = surrogate(
          { ...terms, advantage: Array.from(terms.logProbs, () => terms.advantage as number) },
          0.25,
        )
        close(each.value, whole.value)
        close(each.clippedLow, whole.clippedLow)
        close(each.clippedHigh, whole.clippedHigh)
        expect(each.ratios).toBe(whole.ratios)
        for (const [t, slope] of whole.dLogProbs.entries()) close(each.dLogProbs[t] as number, slope)
      }),
    )
  })

  it.each(all)('pulls no token whose own is 0, and each by its own, for %s', (_name, surrogate) => {
    const onPolicy = { logProbs: [-1, -2, -0.5], oldLogProbs: [-1, -2, -0.5], advantage: [1, 0, -2] }
    const { dLogProbs } = surrogate(onPolicy, 0.5)
    expect([...dLogProbs]).toEqual(
      [expect.closeTo(-0.5, 9), 0, expect.closeTo(1, 9)].map((each, t) =>
        surrogate === sums ? [-1.5, 0, 3][t] : each,
      ),
    )
  })

  it('of losses with a ratio a token: each token counts as a sequence of its own would', () => {
    const { logProbs, oldLogProbs } = goldenSequences[1] as SequenceTerms
    const advantage = [1, -0.5, 2]
    for (const surrogate of [
      clippedSurrogate(),
      clippedSurrogate({ delta: 1.4 }),
      cispoSurrogate(),
      sapoSurrogate(),
      reinforceSurrogate(),
    ]) {
      const { value, dLogProbs } = surrogate({ logProbs, oldLogProbs, advantage }, 1)
      const alone = advantage.map((own, t) =>
        surrogate({ logProbs: [logProbs[t] as number], oldLogProbs: [oldLogProbs[t] as number], advantage: own }, 1),
      )
      close(
        value,
        alone.reduce((sum, each) => sum + each.value, 0),
      )
      expect([...dLogProbs]).toEqual(alone.map((each) => each.dLogProbs[0]))
    }
  })

  it('has to be as long as its sequence', () => {
    const terms = { ...(goldenSequences[0] as SequenceTerms), advantage: [1] }
    expect(() => policyLoss(grpo(), [terms], goldenDenominator)).toThrow('2 reference ones, and 1 advantages')
  })
})

describe('splitting a step into micro-batches', () => {
  const all = [...surrogates, ['cispo', cispoSurrogate()] as const]
  it.each(all)('changes neither loss, gradient nor metrics of %s', (_name, surrogate) => {
    fc.assert(
      fc.property(
        fc.array(sequence, { minLength: 1, maxLength: 6 }),
        fc.infiniteStream(fc.boolean()),
        fc.constantFrom(...aggregates),
        fc.constantFrom(...penalties),
        (sequences, cuts, aggregate, kl) => {
          const algorithm = { ...grpo({ aggregate, kl }), surrogate }
          const denominator = lengthsOf(sequences)
          const whole = policyLoss(algorithm, sequences, denominator)
          const microbatches: SequenceTerms[][] = [[]]
          for (const terms of sequences) {
            if (cuts.next().value === true) microbatches.push([])
            microbatches.at(-1)?.push(terms)
          }
          const parts = microbatches.map((microbatch) => policyLoss(algorithm, microbatch, denominator))
          expect(parts.flatMap((part) => part.coefficients)).toEqual(whole.coefficients)
          const together = lossMetrics([parts])
          for (const [name, alone] of Object.entries(lossMetrics([[whole]]))) {
            if (alone === null) expect(together[name]).toBeNull()
            else expect(together[name]).toBeCloseTo(alone, 9)
          }
        },
      ),
      { numRuns: 40 },
    )
  })
})

describe('edges', () => {
  const far: SequenceTerms = {
    logProbs: [-0.1, -1000],
    oldLogProbs: [-1000, -0.1],
    referenceLogProbs: [-900, -1],
    advantage: -1,
  }

  it('keeps extreme log-ratios finite', () => {
    for (const [, surrogate] of [...surrogates, ['cispo', cispoSurrogate()] as const]) {
      for (const advantage of [1, -1]) {
        const algorithm = { ...grpo({ kl: klPenalty(k3(), { coefficient: 0.1, ratioCorrected: true }) }), surrogate }
        const part = policyLoss(algorithm, [{ ...far, advantage }], lengthsOf([far]))
        expect(Number.isFinite(part.loss)).toBe(true)
        expect([...(part.coefficients[0] ?? [])].every(Number.isFinite)).toBe(true)
      }
    }
  })

  it('lets a NaN through, so that the guard of the loop can see it', () => {
    const broken = { logProbs: [Number.NaN], oldLogProbs: [-1], advantage: 1 }
    for (const [, surrogate] of [...surrogates, ['cispo', cispoSurrogate()] as const]) {
      expect(surrogate(broken, 1).value).toBeNaN()
    }
  })

  it('gives an empty sequence and an empty step no weight', () => {
    const empty: SequenceTerms = { logProbs: [], oldLogProbs: [], advantage: 1 }
    for (const aggregate of aggregates) {
      expect(policyLoss(grpo({ aggregate }), [empty], denominatorOf([0], 4)).loss).toBe(0)
      expect(policyLoss(gspo({ aggregate }), [empty], denominatorOf([0], 4)).loss).toBe(0)
    }
    const nothing = policyLoss(grpo(), [], denominatorOf([], 4))
    expect(lossMetrics([[nothing]])['clip_ratio/region_mean']).toBeNull()
  })

  it('refuses a KL term without its reference, and arrays of different tokens', () => {
    const algorithm = grpo({ kl: klPenalty(k3(), { coefficient: 0.1 }) })
    expect(() =>
      policyLoss(algorithm, [{ logProbs: [-1], oldLogProbs: [-1], advantage: 1 }], goldenDenominator),
    ).toThrow('no reference log-probabilities')
    expect(() => policyLoss(grpo(), [{ logProbs: [-1], oldLogProbs: [], advantage: 1 }], goldenDenominator)).toThrow(
      'same sampled tokens',
    )
  })

  it('refuses bounds that do not enclose a ratio of 1', () => {
    expect(() => clippedSurrogate({ clip: [-0.1, 0.2] })).toThrow('clip range')
    expect(() => clippedSurrogate({ clip: 0.2, delta: 1.1 })).toThrow('delta')
    expect(() => cispoSurrogate({ bounds: [0.2, 0.28] })).toThrow('of the ratio itself')
    expect(() => sapoSurrogate({ temperaturePositive: 0 })).toThrow('above 0')
  })
})
