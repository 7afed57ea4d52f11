import { expect, it } from 'vitest'
import { studentInterval } from '../../src/core/student-interval.ts'

// scipy.stats.t.ppf(0.975, n - 1)
it.each([
  [2, 12.706204736174694],
  [3, 4.302652729749462],
  [4, 3.1824463052837078],
  [8, 2.364624251592784],
  [31, 2.0422724563012378],
  [102, 1.983731002955606],
  [401, 1.9659123432294627],
  [402, 1.965897465336516],
  [1001, 1.9623390808264083],
])('the interval of %i values is as wide as that of scipy', (n, width) => {
  const interval = studentInterval(1, { error: 0.5, n })
  expect(interval?.high).toBeCloseTo(1 + width / 2, 8)
  expect(interval?.low).toBeCloseTo(1 - width / 2, 8)
})

it('is a point where all values are the same, and none of a single value', () => {
  expect(studentInterval(3, { error: 0, n: 5 })).toEqual({ low: 3, high: 3 })
  expect(studentInterval(3, { error: 0, n: 1 })).toBeNull()
})
