import { describe, expect, it } from 'vitest'
import { estimateMean, estimateShare } from '../../src/core/estimate.ts'
import { wilsonInterval } from '../../src/core/statistics.ts'

describe('estimateShare', () => {
  it('gives one interval for one number', () => {
    const shares = [0.25, 0.5, 0, 1, 0.75, 0.5]
    expect(estimateShare(shares)).toEqual(estimateShare([...shares]))
    expect(estimateShare(shares)).toMatchObject({ value: 0.5, method: 'bootstrap', tasks: 6 })
  })

  it('takes the interval of Wilson where tasks are all or nothing, or all alike', () => {
    expect(estimateShare([1, 1, 0])).toEqual({
      value: 2 / 3,
      interval: wilsonInterval(2, 3),
      method: 'wilson',
      tasks: 3,
    })
    expect(estimateShare([0.5, 0.5, 0.5, 0.5])).toMatchObject({ interval: wilsonInterval(2, 4), method: 'wilson' })
  })

  it('takes many replies to one task as one trial', () => {
    const { interval } = estimateShare([0.5]) ?? { interval: { low: 0.5, high: 0.5 } }
    expect(interval.low).toBeLessThan(0.06)
    expect(interval.high).toBeGreaterThan(0.94)
  })

  it('is null for no tasks', () => {
    expect(estimateShare([])).toBeNull()
    expect(estimateMean([])).toBeNull()
  })
})

describe('estimateMean', () => {
  it('gives no interval for a single task', () => {
    expect(estimateMean([0.4])).toEqual({ value: 0.4, interval: null, method: 'none', tasks: 1 })
  })

  it('gives a bootstrap interval over tasks that holds the mean', () => {
    const { value, interval } = estimateMean([0, 1, 2, 3, 4, 5]) ?? { value: 0, interval: null }
    expect(value).toBe(2.5)
    expect(interval?.low).toBeGreaterThan(0.7)
    expect(interval?.low).toBeLessThan(2)
    expect(interval?.high).toBeGreaterThan(3)
    expect(interval?.high).toBeLessThan(4.3)
  })
})
