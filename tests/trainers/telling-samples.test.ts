import { expect, test } from 'vitest'
import type { Group } from '../../src/core/episode.ts'
import { sampledSequence, tellingGroup } from '../../trainers/telling-samples.ts'

const groupOf = (id: string, ...rewards: (number | null)[]): Group =>
  ({ id, taskId: id, episodes: rewards.map((reward) => ({ record: { reward }, sequence: null })) }) as unknown as Group

test('the group to show is the first whose rewards differ, else the first, else none', () => {
  const [same, differs, later] = [groupOf('a', 1, 1), groupOf('b', 1, 0), groupOf('c', 0, 1)]
  expect(tellingGroup([same, differs, later])).toBe(differs)
  expect(tellingGroup([same, groupOf('d', 0, 0)])).toBe(same)
  expect(tellingGroup([groupOf('n', null, 0)])?.id).toBe('n')
  expect(tellingGroup([])).toBeNull()
})

test('the sequence to try weights by is the first with sampled tokens', () => {
  const withSequence = (...lengths: (number | null)[]): Group =>
    ({
      episodes: lengths.map((length) => ({
        record: {},
        sequence: length === null ? null : { logProbs: new Float32Array(length) },
      })),
    }) as unknown as Group
  expect(sampledSequence([withSequence(null, 0), withSequence(3, 5)])?.logProbs).toHaveLength(3)
  expect(sampledSequence([withSequence(null, 0)])).toBeNull()
  expect(sampledSequence([])).toBeNull()
})
