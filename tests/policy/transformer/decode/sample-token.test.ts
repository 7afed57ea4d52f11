import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Rng } from '../../../../src/core/random.ts'
import { sampleToken } from '../../../../src/policy/transformer/decode/sample-token.ts'

const all = { temperature: 1, topK: 0, topP: 1 }

/** The distribution that top-k and top-p leave, by their definitions. */
function bruteForce(probabilities: Float32Array, topK: number, topP: number): number[] {
  const ranked = [...probabilities.keys()].sort(
    (a, b) => (probabilities[b] as number) - (probabilities[a] as number) || a - b,
  )
  const kept: number[] = []
  let mass = 0
  for (const token of ranked) {
    if (topK > 0 && kept.length === topK) break
    kept.push(token)
    mass += probabilities[token] as number
    if (mass >= topP) break
  }
  return [...probabilities].map((probability, token) => (kept.includes(token) ? probability / mass : 0))
}

/** How often each token is drawn, spread evenly over the random stream's range. */
function drawnShares(probabilities: Float32Array, sampling: typeof all & { minP?: number }, draws: number): number[] {
  const counts = Array.from(probabilities, () => 0)
  for (let draw = 0; draw < draws; draw++) {
    counts[sampleToken(probabilities, sampling, (draw + 0.5) / draws).token]! += 1 / draws
  }
  return counts
}

const distributions = fc
  .array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 8 })
  .filter((weights) => weights.some((weight) => weight > 0))
  .map((weights) => {
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    return Float32Array.from(weights, (weight) => weight / total)
  })

test('tokens are drawn with the probabilities that top-k and top-p leave', () => {
  fc.assert(
    fc.property(distributions, fc.nat(9), fc.constantFrom(0.1, 0.5, 0.83, 0.99, 1), (probabilities, topK, topP) => {
      const shares = drawnShares(probabilities, { temperature: 1, topK, topP }, 2000)
      const due = bruteForce(probabilities, topK, topP)
      shares.forEach((share, token) => expect(Math.abs(share - (due[token] as number))).toBeLessThan(2e-3))
    }),
  )
})

test('minP keeps the tokens that are likely enough beside the likeliest', () => {
  const probabilities = Float32Array.of(0.1, 0.5, 0.3, 0.0625, 0.0375)
  const shares = drawnShares(probabilities, { ...all, minP: 0.2 }, 9000)
  const due = [1 / 9, 5 / 9, 3 / 9, 0, 0]
  shares.forEach((share, token) => expect(Math.abs(share - (due[token] as number))).toBeLessThan(2e-3))
})

test('a token without probability is never drawn, not at either end of the random range', () => {
  const probabilities = Float32Array.of(0, 0.5, 0, 0.5, 0)
  for (const uniform of [0, 0.5, 1 - 2 ** -53]) expect([1, 3]).toContain(sampleToken(probabilities, all, uniform).token)
})

test('the log-probability is that before top-k and top-p', () => {
  const probabilities = Float32Array.of(0.5, 0.25, 0.25)
  const { token, logProb } = sampleToken(probabilities, { temperature: 1, topK: 1, topP: 0.1 }, 0.7)
  expect(token).toBe(0)
  expect(logProb).toBeCloseTo(Math.log(0.5), 6)
})

test('temperature 0 takes the likeliest, the first of equals, whatever is drawn', () => {
  for (const uniform of [0, 0.5, 1 - 2 ** -53])
    expect(sampleToken(Float32Array.of(0.2, 0.4, 0.4), { ...all, temperature: 0 }, uniform).token).toBe(1)
})

/** The token of a whole sorted vocabulary, by the definitions of top-k, top-p and min-p in turn. */
function bySorting(
  probabilities: Float32Array,
  { topK, topP, minP }: typeof all & { minP: number },
  at: number,
): number {
  const order = [...probabilities.keys()].sort(
    (a, b) => (probabilities[b] as number) - (probabilities[a] as number) || a - b,
  )
  const least = minP * (probabilities[order[0] as number] as number)
  const candidates = order
    .slice(0, topK === 0 ? order.length : topK)
    .filter((token) => (probabilities[token] as number) >= least)
  let mass = 0
  const reached = candidates.findIndex((token) => (mass += probabilities[token] as number) >= topP)
  const kept = reached < 0 ? candidates : candidates.slice(0, reached + 1)
  let rest = at * kept.reduce((sum, token) => sum + (probabilities[token] as number), 0)
  return kept.find((token) => (rest -= probabilities[token] as number) < 0) ?? (kept.at(-1) as number)
}

/** Flat and steep, with many equal ones, down to what float32 can hardly hold. */
const longDistributions = fc
  .record({ size: fc.integer({ min: 1, max: 400 }), steepness: fc.constantFrom(0, 0.1, 1, 8, 40), seed: fc.nat() })
  .map(({ size, steepness, seed }) => {
    const rng = Rng.fromSeed(seed)
    const weights = Array.from({ length: size }, () =>
      Math.exp(-steepness * Math.round(4 * rng.float()) - rng.int(0, 1)),
    )
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    return Float32Array.from(weights, (weight) => weight / total)
  })

test('of a long vocabulary the same token is drawn as by sorting all of it', () => {
  fc.assert(
    fc.property(
      longDistributions,
      fc.record({
        topK: fc.constantFrom(0, 1, 5, 40, 1000),
        topP: fc.constantFrom(0.05, 0.5, 0.9, 0.999, 1),
        minP: fc.constantFrom(0, 1e-6, 0.05, 0.5, 1),
      }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (probabilities, kept, at) => {
        // Nothing is cut: tokens are drawn in their own order.
        fc.pre(kept.topK > 0 || kept.topP < 1 || kept.minP > 0)
        const sampling = { temperature: 1, ...kept }
        const { token } = sampleToken(probabilities, sampling, at)
        const due = bySorting(probabilities, sampling, at)
        expect(token).toBe(due)
      },
    ),
    { numRuns: 2000 },
  )
})

test('a distribution that is none gives a token and a log-probability that is none', () => {
  const { token, logProb } = sampleToken(
    new Float32Array(5).fill(Number.NaN),
    { temperature: 1, topK: 2, topP: 0.9 },
    0,
  )
  expect(token).toBe(0)
  expect(logProb).toBeNaN()
})
