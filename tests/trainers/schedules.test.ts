import { describe, expect, it } from 'vitest'
import { constant, cosine, linear } from '../../trainers/schedules.ts'

const steps = [0, 1, 2, 3, 4, 5]

describe('schedules', () => {
  it('constant rises to its peak within the warm-up and stays', () => {
    expect(steps.map(constant({ peak: 1, warmupSteps: 2 }))).toEqual([0.5, 1, 1, 1, 1, 1])
  })

  it('linear falls to the minimum at the last step and keeps it', () => {
    expect(steps.map(linear({ peak: 1, totalSteps: 4 }))).toEqual([1, 0.75, 0.5, 0.25, 0, 0])
    expect(linear({ peak: 1, totalSteps: 4, minimum: 0.2 })(9)).toBeCloseTo(0.2, 12)
  })

  it('cosine is halfway at half the steps', () => {
    const rate = cosine({ peak: 2, totalSteps: 6, warmupSteps: 2, minimum: 1 })
    expect(rate(0)).toBe(1)
    expect(rate(2)).toBe(2)
    expect(rate(4)).toBeCloseTo(1.5, 12)
    expect(rate(6)).toBeCloseTo(1, 12)
  })

  it('a warm-up as long as the run is no division by zero', () => {
    expect(steps.map(linear({ peak: 1, totalSteps: 2, warmupSteps: 2 }))).toEqual([0.5, 1, 1, 0, 0, 0])
  })

  it('says rates in few digits, and a rise alone as one', () => {
    expect(linear({ peak: 1e-5, totalSteps: 4, minimum: 1e-5 / 10, warmupSteps: 1 }).description).toBe(
      'linear at 1e-5 to 1e-6 at step 4, after 1 steps of warm-up',
    )
    expect(linear({ peak: 1e-3, totalSteps: 4, warmupSteps: 4 }).description).toBe('rising to 0.001 within 4 steps')
  })

  it('refuses a minimum above the peak, and a warm-up longer than the run', () => {
    expect(() => linear({ peak: 1, totalSteps: 4, minimum: 2 })).toThrow('minimum <= peak')
    expect(() => cosine({ peak: 1, totalSteps: 4, warmupSteps: 5 })).toThrow('warmupSteps')
  })
})
