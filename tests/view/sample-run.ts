// A made-up run with a cold start, noise, missing values and a reply that attacks the page.
import type { EpisodeRecord } from '../../src/core/episode.ts'
import { Rng } from '../../src/core/random.ts'
import type { MetricRow, ReportInput } from '../../src/view/report-input.ts'

export const hostileReply: string =
  '</pre></script><script>alert("x")</script><img src=x onerror=alert(1)> \u001b[2J\u202E & so on'

export function sampleEpisode(changes: Partial<EpisodeRecord> & { reply?: string } = {}): EpisodeRecord {
  const { reply = '(3 + 4) * 2', ...rest } = changes
  return {
    format: 1,
    id: 'e1',
    environment: 'countdown',
    task: { id: 'countdown-17', hash: '00', answer: { numbers: [3, 4, 2], target: 14 }, metadata: {} },
    group: { id: 'g1', index: 0 },
    phase: 'train',
    step: 1,
    policy: { name: 'transformer', version: 1 },
    seed: '0',
    messages: [
      { role: 'user', content: 'Use 3, 4 and 2 to make 14.' },
      { role: 'assistant', content: reply },
    ],
    status: 'finished',
    error: null,
    turns: 1,
    toolCalls: 0,
    toolFailures: 0,
    lengthTokens: 11,
    reward: 1,
    outcome: true,
    verdicts: { correct: { status: 'scored', score: 1, reason: 'The expression gives 14.' } },
    advantage: 0.86,
    timing: { generateMs: 1, stepMs: 1 },
    ...rest,
  }
}

export function sampleGroup(step: number): EpisodeRecord[] {
  const wrong: Partial<EpisodeRecord> = {
    step,
    reward: 0.1,
    outcome: false,
    advantage: -0.5,
    verdicts: { correct: { status: 'scored', score: 0, reason: 'The expression gives 20, not 14.' } },
  }
  return [
    sampleEpisode({ step }),
    sampleEpisode({ ...wrong, reply: '3 * 4 + 2 * 4' }),
    sampleEpisode({ ...wrong, reply: hostileReply }),
    sampleEpisode({
      step,
      reply: '',
      reward: null,
      outcome: null,
      advantage: 0,
      verdicts: { correct: { status: 'invalid', cause: 'timeout', reason: 'No verdict within 10 s.' } },
    }),
  ]
}

export function sampleRun(): ReportInput {
  const rng = Rng.fromSeed(1)
  const metrics: MetricRow[] = []
  for (let step = 1; step <= 40; step++) {
    metrics.push({
      format: 1,
      phase: 'cold-start',
      step,
      loss: 3 * Math.exp(-step / 15) + 0.1 * rng.float(),
      grad_norm: 2 * Math.exp(-step / 30),
      learning_rate: 0.003,
      tokens_per_second: 9000 + 500 * rng.float(),
      ...(step === 40 && {
        'eval/sampled_pass1': 0.28,
        'eval/greedy_pass1': 0.41,
        'eval/sampled_reward': 0.35,
        'eval/low': 0.25,
        'eval/high': 0.31,
      }),
    })
  }
  for (let step = 1; step <= 120; step++) {
    const level = 0.28 + 0.52 * (1 - Math.exp(-step / 45))
    const evaluated = step % 20 === 0
    metrics.push({
      format: 1,
      phase: 'grpo',
      step,
      outcome: Math.min(1, level + 0.08 * rng.normal()),
      reward: Math.min(1.1, level * 0.9 + 0.1 + 0.07 * rng.normal()),
      reward_std: 0.45 - 0.2 * level,
      frac_reward_zero_std: Math.max(0, level - 0.35 + 0.05 * rng.normal()),
      entropy: 0.9 * Math.exp(-step / 80) + 0.15,
      kl: null,
      grad_norm: step === 60 ? null : 0.4 + 0.2 * rng.float(),
      learning_rate: 0.001 * (1 - step / 130),
      loss: 0.002 * rng.normal(),
      'completions/mean_length': 11 + rng.float(),
      'completions/min_length': 6,
      'completions/max_length': 20,
      'completions/clipped_ratio': 0.02 * rng.float(),
      'rewards/correct/mean': level,
      'rewards/format/mean': Math.min(1, 0.6 + step / 100),
      'clip_ratio/low_mean': 0.01 * rng.float(),
      'clip_ratio/high_mean': 0.02 * rng.float(),
      tokens_per_second: 6500 + 400 * rng.float(),
      step_time: 1.2,
      'time/generate': 0.6 + 0.05 * rng.float(),
      'time/verify': 0.05,
      'time/update': 0.45 + 0.05 * rng.float(),
      'time/evaluate': evaluated ? 0.8 : 0,
      'time/checkpoint': evaluated ? 0.1 : 0,
      ...(evaluated && {
        'eval/sampled_pass1': level,
        'eval/greedy_pass1': Math.min(1, level + 0.06),
        'eval/sampled_reward': level * 0.9 + 0.1,
        'eval/low': level - 0.03,
        'eval/high': level + 0.03,
      }),
    })
  }
  return {
    config: {
      environment: 'countdown',
      algorithm: { name: 'grpo', clip: [0.2, 0.28] },
      promptsPerStep: 16,
      note: '<b>bold</b>',
    },
    metrics,
    samples: [1, 2, 60, 61, 118, 119, 120].map(sampleGroup),
    summary: {
      environment: 'countdown',
      seed: 0,
      steps: 120,
      seconds: 192,
      heldOut: {
        coldStart: {
          sampledPass1: 0.28,
          greedyPass1: 0.41,
          sampledReward: 0.352,
          interval: { low: 0.25, high: 0.31 },
          tasks: 500,
        },
        end: {
          sampledPass1: 0.764,
          greedyPass1: 0.822,
          sampledReward: 0.788,
          interval: { low: 0.738, high: 0.788 },
          tasks: 500,
        },
      },
    },
  }
}
