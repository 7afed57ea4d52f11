import { expect, test } from 'vitest'
import { findMetric } from '../../src/core/metric-catalogue.ts'
import type { EpisodeRecord, Group } from '../../src/core/episode.ts'
import { stepMetrics, type StepMeasurements } from '../../trainers/step-metrics.ts'

type Part = Pick<EpisodeRecord, 'reward' | 'outcome' | 'lengthTokens' | 'status'>

const groupOf = (...records: readonly Part[]): Group => ({
  id: '0-0',
  taskId: 'task',
  episodes: records.map((record) => ({
    record: { ...record, verdicts: {}, messages: [], error: null } as unknown as EpisodeRecord,
    sequence: null,
  })),
})

const metricsOf = (groups: readonly Group[], more: Partial<StepMeasurements> = {}): ReturnType<typeof stepMetrics> =>
  stepMetrics({
    groups,
    terms: [],
    losses: [],
    gradNorms: [],
    learningRate: 0.1,
    entropies: [],
    logProbDifferences: [],
    skips: [],
    klCoefficient: null,
    entropyCoefficient: null,
    seconds: { generate: 2, update: 3 },
    policyVersion: 4,
    ...more,
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
    entropy: null,
    kl: null,
  })
})

test('with nothing to learn from, loss and gradient are 0 and no optimizer step was taken', () => {
  const entropies = [Float32Array.of(0.5, 1.5)]
  expect(metricsOf([groupOf(solved)], { entropies })).toMatchObject({
    loss: 0,
    policy_loss: 0,
    grad_norm: 0,
    optimizer_steps: 0,
    entropy: 1,
  })
})

test('where every optimizer step was skipped, loss and gradient are not known', () => {
  expect(metricsOf([groupOf(solved)], { skips: ['the loss is NaN'] })).toMatchObject({
    loss: null,
    grad_norm: null,
    optimizer_steps: 0,
    skipped_steps: 1,
  })
})

test('the gradient norm is the mean over optimizer steps, and coefficients are those of the step', () => {
  const pass = { loss: 1, policyLoss: 1, coefficients: [], tokens: 2, klSum: 0.5, clips: [] }
  expect(
    metricsOf([groupOf(solved)], {
      losses: [[pass], [pass, pass]],
      gradNorms: [1, 3],
      klCoefficient: 0.1,
      entropyCoefficient: 0,
    }),
  ).toMatchObject({ loss: 1.5, grad_norm: 2, optimizer_steps: 2, kl: 0.25, kl_coef: 0.1, entropy_coef: 0 })
})

test('every metric of a step is in the catalogue', () => {
  const names = Object.keys(metricsOf([groupOf(solved, cut, failed)]))
  expect(names.filter((name) => findMetric(name) === null)).toEqual([])
})
