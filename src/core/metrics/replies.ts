// How long are the replies, and do they end?
import type { MetricEntry, MetricFamily } from './metric.ts'

function lengthMetric(statistic: 'mean' | 'min' | 'max', terminated: boolean): MetricEntry {
  const words = { mean: 'Mean', min: 'Smallest', max: 'Largest' }[statistic]
  const which = terminated ? 'replies that the policy ended itself' : 'replies of this step'
  return {
    name: `completions/${statistic}_${terminated ? 'terminated_' : ''}length`,
    meaning: `${words} length of the ${which}.`,
    formula: `${statistic} over ${which} of their sampled tokens${terminated ? '; null where there are none' : ''}`,
    unit: 'tokens',
    range: '0 to the longest reply allowed',
    healthy:
      statistic === 'mean'
        ? 'Steady, or rising slowly where longer replies solve more.'
        : statistic === 'min'
          ? 'Above the length of the shortest right answer.'
          : 'Below the longest reply allowed.',
    unhealthy:
      statistic === 'mean'
        ? 'Rises while `outcome` does not: the loss rewards length; use `maxTokens` or `tokenMean`, or a length limit. Collapses to a few tokens: a short reply earns partial credit; check the shaping rewards.'
        : statistic === 'min'
          ? 'Near 0: replies that end at once; check that an empty reply earns nothing.'
          : 'At the longest allowed: see `completions/clipped_ratio`.',
  }
}

export const replyMetrics: MetricFamily = {
  title: 'Replies',
  entries: [
    {
      name: 'completions/clipped_ratio',
      meaning: 'Share of replies that a token limit cut off.',
      formula: 'replies that ended by length / replies',
      unit: 'share',
      range: '0..1',
      healthy: 'Near 0.',
      unhealthy: 'Above about 0.1: answers are lost half written; allow more tokens, or reward ending in time.',
    },
    lengthMetric('mean', false),
    lengthMetric('min', false),
    lengthMetric('max', false),
    lengthMetric('mean', true),
    lengthMetric('min', true),
    lengthMetric('max', true),
    {
      name: 'num_tokens',
      meaning: 'Tokens that the policy wrote in this step.',
      formula: 'sum over the replies of the step of their sampled tokens',
      unit: 'tokens',
      range: '0 and up',
      healthy: 'Steady, as `completions/mean_length` is.',
      unhealthy: '0: no episode got an answer; look at `invalid_rewards` and at the first error in `episodes.jsonl`.',
    },
  ],
}
