import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { aggregateMetrics } from '../../../../src/serve/environments/nemo-gym/aggregate-metrics.ts'

// What compute_aggregate_metrics of nemo-gym 0.7.0 makes of the same replies, one of them masked.
const { verify_responses, metrics } = JSON.parse(
  readFileSync(new URL('./aggregate-metrics.json', import.meta.url), 'utf8'),
) as { verify_responses: unknown; metrics: object }

/** Numbers to twelve digits: the order of sums is not the same. */
function rounded(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, each: unknown) => (typeof each === 'number' ? Number(each.toPrecision(12)) : each)),
  )
}

it('has the names and numbers of NeMo Gym, without what was not judged', () => {
  expect(rounded(aggregateMetrics({ verify_responses }))).toEqual(rounded(metrics))
})

it('invents no average where nothing was judged', () => {
  const coverage = {
    'coverage/measured_rollouts': 0,
    'coverage/masked_rollouts': 2,
    'coverage/measured_tasks': 0,
    'coverage/fully_masked_tasks': 2,
  }
  const masked = [
    { _ng_task_index: 0, reward: 0, mask_sample: true },
    { _ng_task_index: 1, reward: 0, _ng_failure_class: 'session_lost' },
  ]
  expect(aggregateMetrics({ verify_responses: masked })).toEqual({
    group_level_metrics: [],
    agent_metrics: coverage,
    key_metrics: coverage,
    repeat_level_metrics: [],
  })
  expect(aggregateMetrics({ verify_responses: [] }).agent_metrics).toEqual({})
})

it('refuses what are no replies', () => {
  expect(() => aggregateMetrics({})).toThrow('verify_responses')
  expect(() => aggregateMetrics({ verify_responses: [1] })).toThrow('verify_responses')
})
