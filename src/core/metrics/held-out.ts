// Does it hold on tasks that training never saw?
import type { MetricFamily } from './metric.ts'

export const heldOutMetrics: MetricFamily = {
  title: 'Held-out tasks',
  entries: [
    {
      name: 'eval/sampled_pass1',
      meaning:
        'Share of held-out tasks solved by one reply sampled at the training temperature: the headline of a run.',
      formula: 'mean over tasks of (solved replies / replies)',
      unit: 'share',
      range: '0..1',
      healthy: 'Rises from the cold start; close to `outcome` on training tasks.',
      unhealthy:
        'Stays behind `outcome`: the policy memorises training tasks; use more tasks or a generator. Falls: stop, and go back to the checkpoint before.',
    },
    {
      name: 'eval/greedy_pass1',
      meaning: 'Share of held-out tasks solved when the likeliest token is always taken.',
      formula: 'solved tasks / tasks, one reply each at temperature 0',
      unit: 'share',
      range: '0..1',
      healthy: 'At or above `eval/sampled_pass1`, and rising more slowly: reinforcement mostly sharpens what is there.',
      unhealthy:
        'Falls while `eval/sampled_pass1` rises: the policy becomes uniform in its mistakes; look at `entropy`.',
    },
    {
      name: 'eval/sampled_reward',
      meaning: 'Mean reward of replies to held-out tasks, sampled at the training temperature.',
      formula: 'mean over tasks of the mean reward of their replies',
      unit: 'reward',
      range: 'the range of the rubric',
      healthy: 'Rises with `reward` on training tasks; where rewards are graded, long before `eval/sampled_pass1`.',
      unhealthy:
        'Rises while `eval/sampled_pass1` stays: partial credit is earned without solving; read replies, and weigh the terms anew.',
    },
    {
      name: 'eval/low',
      meaning: 'Lower end of the 95 % interval of `eval/sampled_pass1` over tasks.',
      formula: '2.5 % point of the interval over tasks',
      unit: 'share',
      range: '0..1',
      healthy: 'Above the upper end of the cold start by the end of the run: the gain is not chance.',
      unhealthy: 'The intervals of start and end overlap: evaluate on more tasks before claiming a gain.',
    },
    {
      name: 'eval/high',
      meaning: 'Upper end of the 95 % interval of `eval/sampled_pass1` over tasks.',
      formula: '97.5 % point of the interval over tasks',
      unit: 'share',
      range: '0..1',
      healthy: 'Close to `eval/low`: 1,000 tasks give about ±0.03.',
      unhealthy: 'Far from `eval/low`: too few tasks. Four times as many halve the distance.',
    },
  ],
}
