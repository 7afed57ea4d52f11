// Is the update sound?
import type { MetricFamily } from './metric.ts'

export const updateMetrics: MetricFamily = {
  title: 'Update',
  entries: [
    {
      name: 'entropy',
      meaning: 'How undecided the policy is at each token that it samples, on average.',
      formula:
        'mean over the sampled tokens of the first minibatch, before its update, of -sum over the vocabulary of p * log p; over those of the whole rollout where every group was filtered out',
      unit: 'nats',
      range: '0 to log(vocabulary size)',
      healthy: 'Falls slowly and levels off above 0.',
      unhealthy:
        'Drops to about 0 within a few steps: the policy has collapsed on one answer and every group becomes equal. Lower the learning rate, raise the upper clip (`clip: [0.2, 0.28]`), or add a KL term. Rises steadily: the update is noise; lower the learning rate or sample more replies a prompt.',
    },
    {
      name: 'grad_norm',
      meaning: 'Length of the whole gradient before clipping.',
      formula:
        'mean over the optimizer steps of sqrt(sum of squares of all gradients); 0 where every group was filtered out, because the loss is then a sum of nothing; null where every optimizer step was skipped',
      unit: 'none',
      range: '0 and up',
      healthy: 'Steady within a factor of a few; smaller as `frac_reward_zero_std` rises.',
      unhealthy:
        'Spikes: single replies dominate; clip harder (`maxGradNorm`), set `delta`, or use `tokenMean`. Exactly 0: no group taught anything in this step; with `optimizer_steps` 0 none was left after filtering.',
    },
    {
      name: 'kl',
      meaning: 'Estimated KL divergence from the frozen reference policy, per token. Absent without a KL term.',
      formula: 'mean over sampled tokens of k3 = exp(-x) + x - 1 with x = logProb - referenceLogProb (or k1, k2)',
      unit: 'nats',
      range: '0 and up for k2 and k3; k1 may be negative',
      healthy: 'Grows slowly from 0.',
      unhealthy:
        'Jumps: the policy runs away from its reference; lower the learning rate or raise the coefficient. Not 0 at the first step: the reference is another model, or is scored at another temperature.',
    },
    {
      name: 'kl_coef',
      meaning: 'The weight of the KL term in this step. Absent without a KL term.',
      formula: 'the coefficient as given, or where `adaptiveKl` has steered it',
      unit: 'none',
      range: '0 and up',
      healthy: 'Constant, or moving slowly while `kl` comes to its target.',
      unhealthy: 'Rises without end: the target is below what the learning rate makes of `kl`; lower the rate.',
    },
    {
      name: 'entropy_coef',
      meaning: 'The weight of the entropy bonus in this step. Absent without one.',
      formula:
        'the coefficient as given, or where `targetEntropy` has steered it; 0 while the entropy is above its target',
      unit: 'none',
      range: '0 and up',
      healthy: '0 or small.',
      unhealthy: 'At its maximum while `entropy` still falls: the bonus does not hold it; lower the learning rate.',
    },
    {
      name: 'clip_ratio/region_mean',
      meaning: 'Share of probability ratios that were clipped, on either side.',
      formula: 'clip_ratio/low_mean + clip_ratio/high_mean',
      unit: 'share',
      range: '0..1',
      healthy: '0 with one update a rollout, because ratios are then 1; up to about 0.2 with several.',
      unhealthy:
        'Above 0 on the first update of a rollout: sampler and trainer disagree; look at `sampling/sampling_logp_difference/max`. Above about 0.3: fewer updates a rollout, or a smaller learning rate. GSPO clips far more by design.',
    },
    {
      name: 'clip_ratio/low_mean',
      meaning: 'Share of ratios below the lower bound where the advantage is negative.',
      formula: 'ratios < 1 - low with A < 0 / all ratios',
      unit: 'share',
      range: '0..1',
      healthy: 'Of the size of `clip_ratio/high_mean`.',
      unhealthy:
        'Much larger than the high side: bad replies are pushed down faster than good ones rise; `entropy` will move.',
    },
    {
      name: 'clip_ratio/low_min',
      meaning: 'Smallest share of low-clipped ratios among the sequences of the rollout.',
      formula:
        'min over sequences of the share of their ratios that were clipped low, however they were split into passes',
      unit: 'share',
      range: '0..1',
      healthy: '0: there are sequences of which nothing was clipped low, such as all with a positive advantage.',
      unhealthy: 'Above 0: every sequence was held back on the low side.',
    },
    {
      name: 'clip_ratio/high_mean',
      meaning: 'Share of ratios above the upper bound where the advantage is positive.',
      formula: 'ratios > 1 + high with A > 0 / all ratios',
      unit: 'share',
      range: '0..1',
      healthy: 'Below about 0.1.',
      unhealthy:
        'Large while `entropy` falls: rare good tokens are held back and the policy narrows; raise the upper bound (clip-higher, 0.28).',
    },
    {
      name: 'clip_ratio/high_max',
      meaning: 'Largest share of high-clipped ratios among the sequences of the rollout.',
      formula:
        'max over sequences of the share of their ratios that were clipped high, however they were split into passes',
      unit: 'share',
      range: '0..1',
      healthy: 'A small multiple of `clip_ratio/high_mean`; short sequences give large shares.',
      unhealthy:
        'Near 1 while the mean is small: single sequences learn nothing any more; use fewer updates a rollout.',
    },
    {
      name: 'sampling/sampling_logp_difference/mean',
      meaning: 'How far the log-probabilities of the sampler and of the trainer are apart for the same tokens.',
      formula: 'mean over sampled tokens of |logProb by the sampler - logProb by the scorer|, before the update',
      unit: 'nats',
      range: '0 and up',
      healthy: 'Below 1e-5 on a CPU; about 1e-3 with a separate inference engine.',
      unhealthy:
        'Larger: temperature, truncation (top-k, top-p), tokens or weights differ between the two. The ratio is then wrong from the first update; fix this before anything else.',
    },
    {
      name: 'sampling/sampling_logp_difference/max',
      meaning: 'The largest such difference of the step.',
      formula: 'max over sampled tokens of |logProb by the sampler - logProb by the scorer|, before the update',
      unit: 'nats',
      range: '0 and up',
      healthy: 'Below 1e-4 on a CPU.',
      unhealthy:
        'Large with a small mean: single tokens differ, often the first or the last; check masks and the end token.',
    },
    {
      name: 'learning_rate',
      meaning: 'The rate that this step used.',
      formula: 'the schedule at this step',
      unit: 'none',
      range: '0 and up',
      healthy: 'As planned: warm-up, then constant or falling.',
      unhealthy: '0: the schedule ended before the run did; set its total to the number of steps.',
    },
    {
      name: 'optimizer_steps',
      meaning: 'Optimizer steps that this rollout was learned from in.',
      formula: '`minibatches` times `updatesPerRollout`, less those skipped or without a reply',
      unit: 'count',
      range: '0 and up',
      healthy: '`minibatches` times `updatesPerRollout`.',
      unhealthy: '0: every group was filtered out (see `frac_reward_zero_std`), or every step was skipped.',
    },
    {
      name: 'skipped_steps',
      meaning: 'Optimizer steps of this rollout not taken because the loss or a gradient was not finite.',
      formula: 'count over the minibatches of the rollout',
      unit: 'count',
      range: '0 and up',
      healthy: '0.',
      unhealthy:
        'Above 0: the warning names the first bad value. Three in a row stop the run; lower the learning rate, or look at that sample.',
    },
    {
      name: 'policy_version',
      meaning: 'Updates applied to the policy so far.',
      formula: 'count; rises by one with every optimizer step that was not skipped',
      unit: 'count',
      range: '0 and up',
      healthy: 'Rises by the updates of each step.',
      unhealthy: 'Stands still: every step is skipped, or no group passes the filter.',
    },
    {
      name: 'loss',
      meaning: 'The number that was minimised. Not a measure of progress: look at `reward` and `outcome`.',
      formula:
        'mean over the optimizer steps of policy_loss + coefficient * KL; 0 where every group was filtered out, null where every optimizer step was skipped; in the cold start the mean of -logProb over the tokens of the reply',
      unit: 'none',
      range: 'any; around 0 after the cold start',
      healthy:
        'About 0 throughout reinforcement. On policy every ratio is 1, so the loss is -mean(A), and the advantages of a group sum to 0 because the mean of the group was subtracted. Its gradient is not 0: each token is pulled with its own A. What remains is replies of unequal length under token weighting, and ratios that differ from 1 in later updates. With a KL term the loss rises from 0 as the policy moves; with CISPO, SAPO and REINFORCE it is not centred on 0 at all. In the cold start it falls.',
      unhealthy:
        'NaN: the step is skipped and counted in `skipped_steps`. Far from 0 with the clipped loss: ratios have run away; look at `clip_ratio/region_mean`.',
    },
    {
      name: 'policy_loss',
      meaning: 'The loss without its KL term.',
      formula: 'mean over the optimizer steps of the sum over sequences and tokens of weight * surrogate',
      unit: 'none',
      range: 'any; around 0 on policy',
      healthy: 'About 0, for the reason given at `loss`.',
      unhealthy: 'As at `loss`.',
    },
  ],
}
