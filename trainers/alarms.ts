// Alarms of a training run: pure functions over the metrics of its steps, the newest last. Each says whether it holds
// now, and in words why. `rlvr explain NAME` says what to do about it.
import type { Metrics } from './train-event.ts'

/** When each alarm is raised. */
export interface AlarmThresholds {
  /** `entropy-collapse`: mean entropy below this many nats, for so many steps. */
  readonly entropyNats: number
  readonly entropySteps: number
  /** `zero-variance`: no group with two different rewards, for so many steps. */
  readonly zeroVarianceSteps: number
  /** `null-rewards`: no reply that could be judged, for so many steps. It stops the run. */
  readonly nullRewardSteps: number
  /** `truncation`: at least this share of the replies cut off at the token limit, for so many steps. */
  readonly truncatedShare: number
  readonly truncatedSteps: number
  /** `reward-without-outcome`: from the mean of so many steps to that of the next so many, reward rises and outcome falls by these. */
  readonly trendSteps: number
  readonly rewardRise: number
  readonly outcomeFall: number
  /** `sampler-scorer-gap`: mean difference of log-probabilities above this many nats, for so many steps. */
  readonly logProbDifferenceNats: number
  readonly logProbDifferenceSteps: number
  /** `no-updates`: the policy's version stands still for so many steps. */
  readonly noUpdateSteps: number
}

export const defaultAlarmThresholds: AlarmThresholds = {
  entropyNats: 0.01,
  entropySteps: 5,
  zeroVarianceSteps: 10,
  nullRewardSteps: 3,
  truncatedShare: 0.5,
  truncatedSteps: 5,
  trendSteps: 10,
  rewardRise: 0.02,
  outcomeFall: 0.05,
  logProbDifferenceNats: 0.02,
  logProbDifferenceSteps: 3,
  noUpdateSteps: 20,
}

export type AlarmName =
  | 'entropy-collapse'
  | 'zero-variance'
  | 'null-rewards'
  | 'truncation'
  | 'reward-without-outcome'
  | 'weights-not-finite'
  | 'sampler-scorer-gap'
  | 'no-updates'

/** An alarm that holds. */
export interface Alarm {
  readonly name: AlarmName
  readonly message: string
}

/** Alarms that end a run: nothing can be learned while they hold. */
export const stoppingAlarms: readonly AlarmName[] = ['null-rewards', 'weights-not-finite']

type Rule = (history: readonly Metrics[], thresholds: AlarmThresholds) => string | null

const rules: { readonly [name in Exclude<AlarmName, 'weights-not-finite'>]: Rule } = {
  'entropy-collapse': (history, { entropyNats, entropySteps }) => {
    const last = lastValues(history, 'entropy', entropySteps)
    if (last === null || !last.every((entropy) => entropy < entropyNats)) return null
    return `The entropy has been below ${entropyNats} nats for ${entropySteps} steps (now ${short(last.at(-1))}): replies hardly differ any more.`
  },
  'zero-variance': (history, { zeroVarianceSteps }) => {
    const last = lastValues(history, 'frac_reward_zero_std', zeroVarianceSteps)
    if (last === null || !last.every((share) => share === 1)) return null
    const outcome = history.at(-1)?.['outcome'] ?? null
    const why =
      outcome === null ? '' : outcome > 0.5 ? ' The tasks are too easy by now.' : ' The tasks are too hard for it.'
    return `All rewards of each group have been equal for ${zeroVarianceSteps} steps, so there was nothing to learn.${why}`
  },
  'null-rewards': (history, { nullRewardSteps }) => {
    const last = history.slice(-nullRewardSteps)
    if (last.length < nullRewardSteps || !last.every(({ reward }) => reward === null)) return null
    return `No reply of the last ${nullRewardSteps} steps could be judged.`
  },
  truncation: (history, { truncatedShare, truncatedSteps }) => {
    const last = lastValues(history, 'completions/clipped_ratio', truncatedSteps)
    if (last === null || !last.every((share) => share >= truncatedShare)) return null
    return `The token limit has cut off ${percent(last.at(-1))} of the replies, and at least ${percent(truncatedShare)} for ${truncatedSteps} steps.`
  },
  'reward-without-outcome': (history, { trendSteps, rewardRise, outcomeFall }) => {
    const reward = change(history, 'reward', trendSteps)
    const outcome = change(history, 'outcome', trendSteps)
    if (reward === null || outcome === null || reward < rewardRise || outcome > -outcomeFall) return null
    return `Over the last ${2 * trendSteps} steps the reward rose by ${short(reward)} while the outcome fell by ${short(-outcome)}: the policy collects reward without solving tasks.`
  },
  'sampler-scorer-gap': (history, { logProbDifferenceNats, logProbDifferenceSteps }) => {
    const last = lastValues(history, 'sampling/sampling_logp_difference/mean', logProbDifferenceSteps)
    if (last === null || !last.every((difference) => difference > logProbDifferenceNats)) return null
    return `Sampler and scorer give the same tokens log-probabilities that are ${short(last.at(-1))} nats apart on average: the ratios of the loss are wrong.`
  },
  'no-updates': (history, { noUpdateSteps }) => {
    const versions = lastValues(history, 'policy_version', noUpdateSteps + 1)
    if (versions === null || !versions.every((version) => version === versions[0])) return null
    return `The policy has not changed for ${noUpdateSteps} steps: no group passed the filter, or every optimizer step was skipped.`
  },
}

/** Steps of the past that the rules look at, the present one counted. */
export function alarmHistorySteps(thresholds: AlarmThresholds): number {
  const { trendSteps, noUpdateSteps, ...others } = thresholds
  return Math.max(
    2 * trendSteps,
    noUpdateSteps + 1,
    others.entropySteps,
    others.zeroVarianceSteps,
    others.nullRewardSteps,
    others.truncatedSteps,
    others.logProbDifferenceSteps,
  )
}

/** The metrics that the rules look at. */
export const alarmMetrics: readonly string[] = [
  'reward',
  'outcome',
  'entropy',
  'frac_reward_zero_std',
  'completions/clipped_ratio',
  'sampling/sampling_logp_difference/mean',
  'policy_version',
]

/**
 * The alarms that hold after the newest step of `history`.
 * @example alarmsAt([{ reward: null }, { reward: null }, { reward: null }])[0]?.name // 'null-rewards'
 */
export function alarmsAt(
  history: readonly Metrics[],
  thresholds: AlarmThresholds = defaultAlarmThresholds,
): readonly Alarm[] {
  return Object.entries(rules).flatMap(([name, rule]) => {
    const message = rule(history, thresholds)
    return message === null ? [] : [{ name: name as AlarmName, message }]
  })
}

/** The values of the last `steps` steps; null where there are fewer, or one was not measured. */
function lastValues(history: readonly Metrics[], name: string, steps: number): number[] | null {
  if (history.length < steps) return null
  const values = history.slice(-steps).map((metrics) => metrics[name] ?? null)
  return values.every((value) => value !== null) ? values : null
}

/** From the mean over the `steps` before to that over the last `steps`; null where something was not measured. */
function change(history: readonly Metrics[], name: string, steps: number): number | null {
  const values = lastValues(history, name, 2 * steps)
  if (values === null) return null
  const sum = (part: readonly number[]): number => part.reduce((total, value) => total + value, 0)
  return (sum(values.slice(steps)) - sum(values.slice(0, steps))) / steps
}

function short(value: number | undefined): string {
  return value === undefined ? '–' : String(Number(value.toPrecision(3)))
}

function percent(share: number | undefined): string {
  return `${Math.round((share ?? 0) * 100)} %`
}
