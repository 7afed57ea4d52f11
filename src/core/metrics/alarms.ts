// Is something wrong? What the alarms of a run mean: `trainers/alarms.ts` raises them.
import type { MetricEntry, MetricFamily } from './metric.ts'

function alarm(name: string, meaning: string, formula: string, unhealthy: string): MetricEntry {
  return {
    name: `alarm/${name}`,
    meaning,
    formula,
    unit: 'none',
    range: '1 at steps where it holds; absent at others',
    healthy: 'Absent.',
    unhealthy,
  }
}

export const alarmMetrics: MetricFamily = {
  title: 'Alarms',
  entries: [
    {
      name: 'alarms',
      meaning: 'Alarms that hold at this step. Each is told once when it begins to hold, and listed in `summary.json`.',
      formula: 'count of `alarm/NAME`',
      unit: 'count',
      range: '0 and up',
      healthy: '0.',
      unhealthy: 'Above 0: `rlvr explain NAME` says what each means.',
    },
    alarm(
      'null-rewards',
      'No reply could be judged, step after step. It stops the run.',
      '`reward` is null for 3 steps (`nullRewardSteps`)',
      'The verifier fails, not the policy: the first cause is shown beside the alarm. Mend it, then `--resume`.',
    ),
    alarm(
      'weights-not-finite',
      'The weights gave log-probabilities that are no numbers. The policy goes back to its last sound checkpoint, and the run stops.',
      'a log-probability or entropy is NaN or infinite, in a step or before an evaluation or a checkpoint',
      'The learning rate is far too high, or a reward is far out of range. Lower the rate and begin again.',
    ),
    alarm(
      'entropy-collapse',
      'The policy has become certain of nearly every token: replies to one task no longer differ.',
      '`entropy` below 0.01 nats (`entropyNats`) for 5 steps (`entropySteps`)',
      'Before the outcome is high: lower the learning rate, raise the upper clip, or add an entropy bonus or a KL term, from a checkpoint before. With a high outcome the task is learned.',
    ),
    alarm(
      'zero-variance',
      'All rewards of each group were equal, step after step, so nothing was learned.',
      '`frac_reward_zero_std` is 1 for 10 steps (`zeroVarianceSteps`)',
      'At a low outcome the tasks are too hard: easier ones, more samples a prompt, a longer cold start. At a high one they are too easy: harder ones, or stop.',
    ),
    alarm(
      'no-updates',
      'The policy did not change, step after step.',
      '`policy_version` is the same for 20 steps (`noUpdateSteps`)',
      'No group passes the filter (look at `frac_reward_zero_std`), or every optimizer step is skipped (look at `skipped_steps`). After a fall of `outcome` the policy has collapsed: go back to a checkpoint before and lower the learning rate.',
    ),
    alarm(
      'reward-without-outcome',
      'The reward rises while fewer tasks are solved: the policy collects what can be had without solving them.',
      'between the means of two times 10 steps (`trendSteps`) `reward` rises by 0.02 (`rewardRise`) and `outcome` falls by 0.05 (`outcomeFall`)',
      'Lower the weight of the shaping rewards, or keep groups by outcome (`outcomeVaries`). The `rewards/NAME/mean` say which one it is.',
    ),
    alarm(
      'truncation',
      'Most replies end at the token limit, and are judged half written.',
      '`completions/clipped_ratio` at least 0.5 (`truncatedShare`) for 5 steps (`truncatedSteps`)',
      'Raise `maxTokens`, or reward ending in time. If lengths have grown without a rise of `outcome`, see `completions/mean_length`.',
    ),
    alarm(
      'sampler-scorer-gap',
      'What samples and what scores disagree about the same tokens, so that every ratio of the loss is wrong.',
      '`sampling/sampling_logp_difference/mean` above 0.02 nats (`logProbDifferenceNats`) for 3 steps (`logProbDifferenceSteps`)',
      'Temperature, truncation (top-k, top-p), tokens or weights differ between the two: `checkPolicy` says which. Fix this before anything else.',
    ),
  ],
}
