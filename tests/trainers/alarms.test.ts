import { describe, expect, it } from 'vitest'
import { findMetric } from '../../src/core/metric-catalogue.ts'
import { alarmHistorySteps, alarmsAt, defaultAlarmThresholds, type AlarmName } from '../../trainers/alarms.ts'
import type { Metrics } from '../../trainers/train-event.ts'

const sound: Metrics = {
  reward: 0.5,
  outcome: 0.5,
  entropy: 0.3,
  frac_reward_zero_std: 0.25,
  'completions/clipped_ratio': 0.01,
  'sampling/sampling_logp_difference/mean': 1e-6,
}

/** So many steps whose metrics are `sound` but for `changes`; the version rises by one each. */
function steps(count: number, changes: (step: number) => Metrics = () => ({})): Metrics[] {
  return Array.from({ length: count }, (_, step) => ({ ...sound, policy_version: step, ...changes(step) }))
}

const namesAt = (history: readonly Metrics[]): string[] => alarmsAt(history).map(({ name }) => name)

/** For each alarm: the steps it needs, and what they look like. */
const raised: readonly (readonly [AlarmName, number, (step: number) => Metrics, RegExp])[] = [
  ['entropy-collapse', 5, () => ({ entropy: 0.005 }), /below 0.01 nats for 5 steps \(now 0.005\)/],
  ['zero-variance', 10, () => ({ frac_reward_zero_std: 1, outcome: 0 }), /equal for 10 steps.*too hard/],
  ['zero-variance', 10, () => ({ frac_reward_zero_std: 1, outcome: 1 }), /too easy/],
  ['null-rewards', 3, () => ({ reward: null, outcome: null }), /No reply of the last 3 steps could be judged/],
  ['truncation', 5, () => ({ 'completions/clipped_ratio': 0.6 }), /cut off 60 % of the replies.*50 % for 5 steps/],
  [
    'reward-without-outcome',
    20,
    (step) => (step < 10 ? {} : { reward: 0.6, outcome: 0.4 }),
    /the reward rose by 0.1 while the outcome fell by 0.1/,
  ],
  ['sampler-scorer-gap', 3, () => ({ 'sampling/sampling_logp_difference/mean': 0.3 }), /0.3 nats apart/],
  ['no-updates', 21, () => ({ policy_version: 7 }), /has not changed for 20 steps/],
]

describe('alarmsAt', () => {
  it.each(raised)('raises %s after %d steps, not one before, and says why', (name, count, changes, words) => {
    expect(namesAt(steps(count - 1, changes))).not.toContain(name)
    const alarm = alarmsAt(steps(count, changes)).find((each) => each.name === name)
    expect(alarm?.message).toMatch(words)
  })

  it.each(raised)('lowers %s again after one sound step', (name, count, changes) => {
    const mended = [...steps(count, changes), { ...sound, policy_version: 1000, reward: 0.5, outcome: 1 }]
    expect(namesAt(mended)).not.toContain(name)
  })

  it('says nothing of a run that is well, of one that has just begun, and of metrics that were not measured', () => {
    expect(namesAt(steps(60))).toEqual([])
    expect(namesAt([])).toEqual([])
    expect(namesAt(Array.from({ length: 60 }, () => ({ reward: 0.5 })))).toEqual([])
  })

  it('says nothing where reward and outcome fall, or rise, together', () => {
    expect(namesAt(steps(20, (step) => (step < 10 ? {} : { reward: 0.3, outcome: 0.3 })))).toEqual([])
    expect(namesAt(steps(20, (step) => (step < 10 ? {} : { reward: 0.8, outcome: 0.8 })))).toEqual([])
  })

  it('keeps to thresholds that are given', () => {
    const low = steps(2, () => ({ entropy: 0.2 }))
    const thresholds = { ...defaultAlarmThresholds, entropyNats: 0.25, entropySteps: 2 }
    expect(alarmsAt(low, thresholds).map(({ name }) => name)).toEqual(['entropy-collapse'])
  })

  it('needs no more of the past than it says', () => {
    expect(alarmHistorySteps(defaultAlarmThresholds)).toBe(21)
    for (const [name, count, changes] of raised)
      expect(namesAt(steps(count + 30, (step) => changes(step - 30)).slice(-21)), name).toContain(name)
  })

  it('has an entry in the catalogue for each', () => {
    for (const [name] of raised) expect(findMetric(`alarm/${name}`)?.name).toBe(`alarm/${name}`)
    expect(findMetric('alarm/weights-not-finite')?.name).toBe('alarm/weights-not-finite')
  })
})
