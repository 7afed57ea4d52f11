import { assert, double, array, integer, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Rng } from '../../src/core/random.ts'
import {
  bootstrapInterval,
  mean,
  passAtK,
  passHatK,
  quantile,
  standardDeviation,
  wilsonInterval,
} from '../../src/core/statistics.ts'

// Numbers marked "numpy" and "statsmodels" are what numpy 2.4.6 and statsmodels 0.15.0 give for the call named beside
// them, in double precision.
const values = [3.5, -1.25, 0, 7.75, 2, 2, 11.5]
const reals = array(double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 30 })

describe('mean and standard deviation', () => {
  test('are those of numpy', () => {
    expect(mean(values)).toBeCloseTo(3.642857142857143, 14) // np.mean
    expect(standardDeviation(values)).toBeCloseTo(4.495036945660974, 14) // np.std(ddof=1)
    expect(standardDeviation(values, 'sample')).toBeCloseTo(4.495036945660974, 14)
    expect(standardDeviation(values, 'population')).toBeCloseTo(4.161595553513148, 14) // np.std
  })

  test('are null where there is nothing to measure, never 0', () => {
    expect(mean([])).toBeNull()
    expect(standardDeviation([])).toBeNull()
    expect(standardDeviation([], 'population')).toBeNull()
    expect(standardDeviation([3])).toBeNull()
    expect(standardDeviation([3], 'population')).toBe(0)
    expect(standardDeviation([3, 3])).toBe(0)
  })
})

describe('a quantile', () => {
  // np.quantile(values, q)
  test.each([
    [0, -1.25],
    [0.025, -1.0625],
    [0.1, -0.5],
    [0.25, 1],
    [1 / 3, 2],
    [0.5, 2],
    [0.9, 9.25],
    [0.975, 10.9375],
    [1, 11.5],
  ])('at %d is interpolated as numpy does: %d', (q, expected) => {
    expect(quantile(values, q)).toBeCloseTo(expected, 12)
  })

  test('leaves the given values in their order, and is null for none', () => {
    const given = [3, 1, 2]
    expect(quantile(given, 0.5)).toBe(2)
    expect(given).toEqual([3, 1, 2])
    expect(quantile([], 0.5)).toBeNull()
    expect(quantile([10, 9, 100], 1)).toBe(100)
  })

  test('lies between the extremes and rises with q', () => {
    assert(
      property(reals, double({ min: 0, max: 1, noNaN: true }), double({ min: 0, max: 1, noNaN: true }), (xs, a, b) => {
        const [low, high] = [quantile(xs, Math.min(a, b)) as number, quantile(xs, Math.max(a, b)) as number]
        expect(low).toBeLessThanOrEqual(high + 1e-9)
        expect(low).toBeGreaterThanOrEqual(Math.min(...xs))
        expect(high).toBeLessThanOrEqual(Math.max(...xs))
      }),
    )
  })
})

describe('Wilson’s interval', () => {
  // statsmodels.stats.proportion.proportion_confint(successes, trials, alpha=0.05, method='wilson')
  test.each([
    [8, 10, 0.49016247153664183, 0.9433178485456247],
    [0, 10, 0, 0.27753279986288926],
    [10, 10, 0.7224672001371106, 1],
    [1, 1, 0.2065493143772374, 1],
    [37, 400, 0.06785393449857381, 0.12489858538387787],
    [1, 3, 0.06149194472039626, 0.7923403991979523],
    [199, 200, 0.9722262956021069, 0.9991168312843989],
  ])('of %d in %d is that of statsmodels, at 95 %%', (successes, trials, low, high) => {
    const interval = wilsonInterval(successes, trials)
    expect(interval?.low).toBeCloseTo(low, 12)
    expect(interval?.high).toBeCloseTo(high, 12)
  })

  test('at another confidence is that of its normal quantile', () => {
    // alpha=0.10; scipy.stats.norm.ppf(0.95)
    const interval = wilsonInterval(8, 10, 1.6448536269514722)
    expect(interval?.low).toBeCloseTo(0.5407928056874879, 12)
    expect(interval?.high).toBeCloseTo(0.9314420122624679, 12)
  })

  test('is null without trials, lies in 0..1 and holds the proportion', () => {
    expect(wilsonInterval(0, 0)).toBeNull()
    assert(
      property(integer({ min: 1, max: 5000 }), integer({ min: 0, max: 5000 }), (trials, some) => {
        const successes = some % (trials + 1)
        const { low, high } = wilsonInterval(successes, trials) ?? { low: 1, high: 0 }
        expect(low).toBeGreaterThanOrEqual(0)
        expect(high).toBeLessThanOrEqual(1)
        expect(low).toBeLessThanOrEqual(successes / trials + 1e-12)
        expect(high).toBeGreaterThanOrEqual(successes / trials - 1e-12)
      }),
    )
  })
})

describe('the bootstrap interval', () => {
  test('is, with many resamples, the one of the normal law: mean ± 1.96 standard errors', () => {
    // 400 values of 0 and 1, three quarters of them 1: the standard error of their mean is sqrt(0.75 * 0.25 / 400).
    const shares = Array.from({ length: 400 }, (_, index) => (index % 4 === 0 ? 0 : 1))
    const { low, high } = bootstrapInterval(shares, Rng.fromSeed(1), { resamples: 8000 }) ?? { low: 0, high: 0 }
    const half = 1.959963984540054 * Math.sqrt((0.75 * 0.25) / 400)
    expect(Math.abs(low - (0.75 - half))).toBeLessThan(0.003)
    expect(Math.abs(high - (0.75 + half))).toBeLessThan(0.003)
  })

  test('narrows with the confidence that is asked for, in both tails alike', () => {
    const shares = Array.from({ length: 400 }, (_, index) => (index % 4 === 0 ? 0 : 1))
    const interval = bootstrapInterval(shares, Rng.fromSeed(1), { resamples: 8000, confidence: 0.5 })
    const half = 0.6744897501960817 * Math.sqrt((0.75 * 0.25) / 400) // scipy.stats.norm.ppf(0.75)
    expect(Math.abs((interval?.low ?? 0) - (0.75 - half))).toBeLessThan(0.003)
    expect(Math.abs((interval?.high ?? 0) - (0.75 + half))).toBeLessThan(0.003)
  })

  test('draws from all values, the first and the last too, as often as it is told', () => {
    const drawn = new Set<number>()
    let draws = 0
    const rng = {
      int: (low: number, high: number) => (drawn.add(low).add(high), draws++, draws % 2 === 0 ? low : high),
    }
    expect(bootstrapInterval([1, 5, 9], rng as unknown as Rng, { resamples: 10 })).toEqual({
      // Means of last, first, last and of first, last, first: 19/3 and 11/3, half of the rounds each.
      low: 11 / 3,
      high: 19 / 3,
    })
    expect(drawn).toEqual(new Set([0, 2]))
    expect(draws).toBe(30)
    draws = 0
    bootstrapInterval([1], rng as unknown as Rng)
    expect(draws).toBe(2000)
  })

  test('is a point for equal values, null for none, and the same for the same stream', () => {
    expect(bootstrapInterval([0.5, 0.5], Rng.fromSeed(1))).toEqual({ low: 0.5, high: 0.5 })
    expect(bootstrapInterval([], Rng.fromSeed(1))).toBeNull()
    const again = bootstrapInterval(values, Rng.fromSeed(7))
    expect(bootstrapInterval(values, Rng.fromSeed(7))).toEqual(again)
  })
})

describe('pass@k', () => {
  // Python: 1 - math.comb(n - c, k) / math.comb(n, k)
  test.each([
    [16, 4, 4, 0.7280219780219781],
    [200, 13, 10, 0.4975511147306061],
    [5, 1, 5, 1],
    [5, 0, 3, 0],
    [10, 7, 3, 0.9916666666666667],
    [10, 7, 4, 1],
    [100, 1, 1, 0.01],
    [3, 3, 1, 1],
    [64, 2, 32, 0.753968253968254],
  ])('of n = %d, c = %d, k = %d is the published formula’s %d', (n, c, k, expected) => {
    expect(passAtK(n, c, k)).toBeCloseTo(expected, 12)
  })

  test.each([
    [4, 5, 1],
    [4, -1, 1],
    [4, 2, 0],
    [4, 2, 5],
    [4.5, 2, 1],
    [4, 1.5, 1],
    [4, 2, 1.5],
    [Number.NaN, 2, 1],
  ])('of n = %d, c = %d, k = %d is refused', (n, c, k) => {
    expect(() => passAtK(n, c, k)).toThrow(`got n = ${n}, c = ${c}, k = ${k}`)
  })
})

test('pass^k is the share of choices of k replies that all solve, counted one by one', () => {
  const choose = (items: readonly number[], k: number): readonly number[][] =>
    k === 0 ? [[]] : items.flatMap((first, at) => choose(items.slice(at + 1), k - 1).map((rest) => [first, ...rest]))
  for (const [n, c] of [
    [4, 3],
    [5, 0],
    [5, 5],
    [6, 2],
  ] as const)
    for (let k = 1; k <= n; k++) {
      const all = choose(
        Array.from({ length: n }, (_, index) => index),
        k,
      )
      expect(passHatK(n, c, k)).toBeCloseTo(
        all.filter((chosen) => chosen.every((each) => each < c)).length / all.length,
        12,
      )
    }
  expect(() => passHatK(2, 1, 3)).toThrow('pass^k needs whole numbers')
})
