// Is it learning? What to look at first.
import type { MetricFamily } from './metric.ts'

export const learningMetrics: MetricFamily = {
  title: 'Learning',
  entries: [
    {
      name: 'outcome',
      meaning: 'Share of the judged replies of this step that solved their task, apart from any shaping.',
      formula: 'solved replies / replies with an outcome',
      unit: 'share',
      range: '0..1',
      healthy: 'Rises, with noise from step to step because each step draws other tasks.',
      unhealthy:
        'Flat or falling while `reward` rises: the policy collects partial credit without solving tasks. Lower the weight of the shaping rewards, or keep groups by outcome (`outcomeVaries`). At 0 from the start: no reply ever succeeds, so there is nothing to prefer; use easier tasks or a longer cold start.',
    },
    {
      name: 'reward',
      meaning: 'Mean reward of the judged replies of this step: the weighted sum of the verdicts.',
      formula: 'sum of rewards / replies whose reward is not null',
      unit: 'reward',
      range: 'from the smallest to the largest sum of the weights of the rubric',
      healthy: 'Rises together with `outcome`.',
      unhealthy:
        'Rises alone: see `outcome`. Falls after a rise: the learning rate is too high or the policy collapsed; look at `entropy`, `kl` and `grad_norm` just before.',
    },
    {
      name: 'outcome_all',
      meaning:
        'Share of all replies of this step that solved their task: the strict rate, where one that could not be judged counts as not solved.',
      formula: 'solved replies / replies',
      unit: 'share',
      range: '0..1, at most `outcome`',
      healthy: 'Equal to `outcome`.',
      unhealthy: 'Below `outcome`: replies go unjudged, and `outcome` says nothing of them; look at `invalid_rewards`.',
    },
    {
      name: 'reward_all',
      meaning: 'Mean reward of all replies of this step, where one that could not be judged earns nothing.',
      formula: 'sum of rewards / replies',
      unit: 'reward',
      range: 'as `reward`, with 0',
      healthy: 'Equal to `reward`.',
      unhealthy:
        'Apart from `reward`: replies go unjudged; look at `invalid_rewards`. Training never sees this number: a failure of the verifier is no wrong answer.',
    },
    {
      name: 'reward_std',
      meaning: 'Sample standard deviation of the rewards of this step, all groups together.',
      formula: 'sqrt(sum of (reward - mean)² / (n - 1))',
      unit: 'reward',
      range: '0 and up; at most about 0.5 for rewards of 0 and 1',
      healthy: 'Above 0; largest when about half of the replies succeed.',
      unhealthy: 'Near 0: all replies are alike and there is little to learn; look at `frac_reward_zero_std`.',
    },
    {
      name: 'frac_reward_zero_std',
      meaning: 'Share of groups whose rewards are all equal, and so teach nothing.',
      formula: 'groups with equal rewards / groups of the step, before filtering',
      unit: 'share',
      range: '0..1',
      healthy: 'Below about 0.5. It rises towards the end, when most tasks are solved every time.',
      unhealthy:
        'Near 1: nearly every rollout is wasted. With low `outcome` the tasks are too hard, with high `outcome` too easy: change the difficulty, sample more replies a prompt, or raise the temperature.',
    },
    {
      name: 'rewards/NAME/mean',
      meaning: 'Mean score of one reward of the rubric, before its weight.',
      formula: 'sum of scores / replies that this verifier scored',
      unit: 'share',
      range: '0..1',
      healthy: 'Format rewards rise first and stay near 1; the reward of the outcome follows.',
      unhealthy:
        'One component rises while the one that matters falls: its weight is too large, or it can be had cheaply.',
    },
    {
      name: 'rewards/NAME/std',
      meaning: 'Sample standard deviation of one reward of the rubric over the step.',
      formula: 'sqrt(sum of (score - mean)² / (n - 1))',
      unit: 'share',
      range: '0 to about 0.5, or 0.71 for two replies',
      healthy: 'Above 0 while there is something to learn about this reward.',
      unhealthy: '0 from the start: this reward tells replies apart nowhere; check its verifier on replies by hand.',
    },
    {
      name: 'invalid_rewards',
      meaning:
        'Replies that could not be judged: broken reference answer, timeout, failed sandbox. Their reward is null, never 0.',
      formula: 'replies of the step with reward null',
      unit: 'count',
      range: '0 and up',
      healthy: '0.',
      unhealthy:
        'Above 0: the verifier fails, not the policy. `episodes.jsonl.gz` holds the cause of each. Such replies leave the baseline of their group and have advantage 0.',
    },
    {
      name: 'failed_episodes',
      meaning:
        'Episodes of this step that broke off: a failed request, an environment or tool that threw. They are among `invalid_rewards`.',
      formula: 'count of episodes with the status error',
      unit: 'count',
      range: '0 and up',
      healthy: '0.',
      unhealthy: 'Above 0: `summary.json` holds their codes, with the words of the first.',
    },
    {
      name: 'empty_replies',
      meaning: 'Replies of this step without a word and without a tool call.',
      formula: 'count of replies that are blank',
      unit: 'count',
      range: '0 and up',
      healthy: '0, or few at the start.',
      unhealthy:
        'Many: the policy ends at once; check that silence earns nothing, and that the prompt ends where it should.',
    },
  ],
}
