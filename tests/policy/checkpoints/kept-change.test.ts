import { expect, test } from 'vitest'
import { countingKept } from '../../../src/policy/checkpoints/kept-change.ts'

test('changes below half a step of the type are counted as lost, in every piece of a parameter', async () => {
  const size = 150_000
  const before = new Float32Array(size).fill(1)
  const after = before.slice()
  // Steps at 1: 2^-7 of bfloat16, 2^-10 of half precision.
  for (const at of [0, 70_000, 149_999]) after[at] = 1 + 2 ** -9
  for (const at of [1, 149_998]) after[at] = 1 + 2 ** -7
  after[2] = 1 + 2 ** -20
  const kept = async (type: 'BF16' | 'F16'): Promise<unknown> => {
    const counting = countingKept(
      () => after,
      () => before,
      type,
    )
    expect(await counting.read('embedding')).toBe(after)
    return counting.count()
  }
  expect(await kept('BF16')).toEqual({ changed: 6, kept: 2 })
  expect(await kept('F16')).toEqual({ changed: 6, kept: 5 })
})
