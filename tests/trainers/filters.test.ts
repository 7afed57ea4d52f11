import { describe, expect, it } from 'vitest'
import type { Episode, EpisodeRecord, Group } from '../../src/core/episode.ts'
import { keepAll, outcomeVaries, rewardVaries } from '../../trainers/filters.ts'

function group(...results: readonly (readonly [reward: number | null, outcome: boolean | null])[]): Group {
  const episodes = results.map(([reward, outcome]): Episode => ({
    record: { reward, outcome } as EpisodeRecord,
    sequence: null,
  }))
  return { id: 'g', taskId: 't', episodes }
}

describe('outcomeVaries', () => {
  it('drops a group that failed as a whole although shaping made its rewards differ', () => {
    const shaped = group([0.1, false], [0, false], [0.05, false])
    expect(outcomeVaries()(shaped)).toEqual({ keep: false, reason: 'no reply solved the task' })
    expect(rewardVaries()(shaped).keep).toBe(true)
  })

  it('keeps a group with both outcomes and drops one that always succeeds', () => {
    expect(outcomeVaries()(group([1, true], [0, false])).keep).toBe(true)
    expect(outcomeVaries()(group([1, true], [1.1, true])).reason).toBe('every reply solved the task')
  })

  it('does not count what could not be judged', () => {
    expect(outcomeVaries()(group([1, true], [null, null])).reason).toBe('fewer than two judged replies')
  })
})

describe('rewardVaries and keepAll', () => {
  it('drops equal rewards, and groups with fewer than two', () => {
    expect(rewardVaries()(group([0.5, false], [0.5, true], [null, null])).reason).toBe('all rewards are equal')
    expect(rewardVaries()(group([0.5, false])).keep).toBe(false)
  })

  it('keepAll keeps even an empty group', () => {
    expect(keepAll()(group()).keep).toBe(true)
  })
})
