import { assert, integer, property, string } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Rng } from '../../src/core/random.ts'
import { mean, standardDeviation } from '../../src/core/statistics.ts'

// The numbers of seed 7 are those of a xoroshiro128+ written in Python after Blackman and Vigna 2018 (state: the first
// 16 bytes of SHA-256 of the path as four little-endian words, high before low; output: the low 32 bits of the sum):
//   float(): ((next() & (1<<26)-1) * (1<<27) + (next() & (1<<27)-1)) / 2**53
//   normal(): sqrt(-2 * log(1 - u)) * cos(2 * pi * v), u and v floats in this order
describe('a stream', () => {
  test('gives the numbers of xoroshiro128+ for its seed', () => {
    const rng = Rng.fromSeed(7)
    expect([rng.float(), rng.float(), rng.float()]).toEqual([0.484004583096062, 0.8859748541571457, 0.5593332979751225])
  })

  test('gives Box and Muller’s normal numbers of them', () => {
    const rng = Rng.fromSeed('7')
    expect(rng.normal()).toBeCloseTo(0.8675368993310341, 14)
    expect(rng.normal()).toBeCloseTo(-0.7813983728290215, 14)
  })

  test('goes on from what was saved, and saving draws nothing', () => {
    const rng = Rng.fromSeed('a').fork('b')
    rng.float()
    const saved = JSON.parse(JSON.stringify(rng.save())) as ReturnType<Rng['save']>
    const ahead = [rng.float(), rng.int(1, 100), rng.normal()]
    const restored = Rng.restore(saved)
    expect(restored.path).toBe('a/b')
    expect([restored.float(), restored.int(1, 100), restored.normal()]).toEqual(ahead)
  })

  test('forks by name alone, whatever was drawn before', () => {
    const [fresh, used] = [Rng.fromSeed(1), Rng.fromSeed(1)]
    used.float()
    expect(used.fork('tasks').float()).toBe(fresh.fork('tasks').float())
    expect(fresh.fork('tasks').path).toBe('1/tasks')
    expect(fresh.fork(3).path).toBe('1/3')
    expect(fresh.fork('a').float()).not.toBe(fresh.fork('b').float())
    expect(fresh.fork('a').float()).not.toBe(fresh.fork('a').fork('a').float())
  })
})

describe('whole numbers', () => {
  test('lie between both ends, which are reached, each as often', () => {
    const rng = Rng.fromSeed('dice')
    const counts = new Map<number, number>()
    for (let i = 0; i < 12_000; i++) {
      const n = rng.int(-2, 3)
      counts.set(n, (counts.get(n) ?? 0) + 1)
    }
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2, 3])
    // Chi-squared with 5 degrees of freedom: above 20.5 in one of a thousand (scipy.stats.chi2.ppf(0.999, 5)).
    const chiSquared = [...counts.values()].reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0)
    expect(chiSquared).toBeLessThan(20.5)
  })

  test('of a range of one are that one, and an empty range is refused', () => {
    expect(Rng.fromSeed(1).int(4, 4)).toBe(4)
    expect(() => Rng.fromSeed(1).int(5, 4)).toThrow('rng.int needs low <= high; got 5 and 4.')
    expect(() => Rng.fromSeed(1).int(Number.NaN, 4)).toThrow('needs low <= high')
  })

  test('stay in any range', () => {
    assert(
      property(string(), integer(), integer(), (seed, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)]
        const n = Rng.fromSeed(seed).int(low, high)
        expect(Number.isInteger(n) && n >= low && n <= high).toBe(true)
      }),
    )
  })
})

test('fractions fill 0 to 1 evenly, 1 left out', () => {
  const rng = Rng.fromSeed('fractions')
  const drawn = Array.from({ length: 20_000 }, () => rng.float())
  expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...drawn)).toBeLessThan(1)
  // Mean 1/2 and deviation sqrt(1/12), each within four standard errors.
  expect(Math.abs((mean(drawn) as number) - 0.5)).toBeLessThan(0.0082)
  expect(Math.abs((standardDeviation(drawn) as number) - Math.sqrt(1 / 12))).toBeLessThan(0.0053)
})

test('normal numbers have mean 0, deviation 1 and the kurtosis 3', () => {
  const rng = Rng.fromSeed('normal')
  const drawn = Array.from({ length: 20_000 }, () => rng.normal())
  expect(Math.abs(mean(drawn) as number)).toBeLessThan(0.03)
  expect(Math.abs((standardDeviation(drawn) as number) - 1)).toBeLessThan(0.02)
  expect(Math.abs((mean(drawn.map((x) => x ** 4)) as number) - 3)).toBeLessThan(0.3)
  // 95 % lie within ±1.96.
  expect(Math.abs(drawn.filter((x) => Math.abs(x) < 1.959964).length / drawn.length - 0.95)).toBeLessThan(0.007)
})

describe('picking and shuffling', () => {
  test('any element can be picked, the first and the last too; of none there is an error', () => {
    const rng = Rng.fromSeed('pick')
    expect(new Set(Array.from({ length: 100 }, () => rng.pick(['a', 'b', 'c'])))).toEqual(new Set(['a', 'b', 'c']))
    expect(() => rng.pick([])).toThrow('rng.pick needs at least one item')
  })

  test('a shuffle is a copy that holds the same, in each order as often', () => {
    const rng = Rng.fromSeed('shuffle')
    const given = ['a', 'b', 'c']
    const counts = new Map<string, number>()
    for (let i = 0; i < 6000; i++) {
      const order = rng.shuffle(given).join('')
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    expect(given).toEqual(['a', 'b', 'c'])
    expect([...counts.keys()].sort()).toEqual(['abc', 'acb', 'bac', 'bca', 'cab', 'cba'])
    const chiSquared = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)
    expect(chiSquared).toBeLessThan(20.5)
    expect(rng.shuffle([])).toEqual([])
  })
})
