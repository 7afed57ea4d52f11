import { expect, test } from 'vitest'
import type { EpisodeRecord, Group } from '../../src/core/episode.ts'
import { stepMetrics } from '../../trainers/step-metrics.ts'

type Part = Pick<EpisodeRecord, 'reward' | 'outcome' | 'lengthTokens' | 'status'>

const groupOf = (...records: readonly Part[]): Group => ({
  id: '0-0',
  taskId: 'task',
  episodes: records.map((record) => ({
    record: { ...record, verdicts: {} } as unknown as EpisodeRecord,
    sequence: null,
  })),
})

const metricsOf = (groups: readonly Group[]): ReturnType<typeof stepMetrics> =>
  stepMetrics({
    groups,
    rubric: { terms: {} },
    losses: [],
    gradNorms: [],
    learningRate: 0.1,
    entropies: [],
    logProbDifferences: [],
    skips: [],
    seconds: { generate: 2, update: 3 },
    policyVersion: 4,
  })

const solved: Part = { reward: 1, outcome: true, lengthTokens: 3, status: 'finished' }
const cut: Part = { reward: 0, outcome: false, lengthTokens: 8, status: 'truncated-tokens' }
const failed: Part = { reward: null, outcome: null, lengthTokens: null, status: 'error' }

test('an episode that failed is invalid: no reward of 0, no outcome, no length, and not cut off', () => {
  expect(metricsOf([groupOf(solved, cut, failed, failed)])).toMatchObject({
    reward: 0.5,
    outcome: 0.5,
    invalid_rewards: 2,
    'completions/clipped_ratio': 0.25,
    'completions/mean_length': 5.5,
    'completions/max_terminated_length': 3,
    frac_reward_zero_std: 0,
    num_tokens: 11,
    step_time: 5,
    tokens_per_second: 2.2,
    'time/generate': 2,
  })
})

test('groups whose rewards do not differ are counted, and what could not be measured is null', () => {
  expect(
    metricsOf([groupOf(solved, solved), groupOf(solved, cut), groupOf(cut, failed)])['frac_reward_zero_std'],
  ).toBeCloseTo(2 / 3)
  expect(metricsOf([groupOf(failed)])).toMatchObject({
    reward: null,
    outcome: null,
    grad_norm: null,
    entropy: null,
    kl: null,
  })
})
