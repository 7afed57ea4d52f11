// What a training does by default where the weights were trained before: no demonstrations first, small rollouts of
// longer replies, and rates that leave what was learned in place.
//   all weights   1e-6: TRL 1.16, GRPOConfig.learning_rate, and DeepSeekMath (arXiv 2402.03300, section 4.2)
//   an adapter    1e-5: ten times that of all weights (Schulman et al. 2025, "LoRA Without Regret", Thinking Machines)
import type { TrainablePolicy } from '../src/core/policy.ts'
import type { PartialPlainSettings } from './plain-settings.ts'

const rates = {
  full: { learningRate: 1e-6, supervised: 1e-5 },
  adapter: { learningRate: 1e-5, supervised: 1e-4 },
} as const

/** What stands over the general defaults for such a policy; nothing for one that starts from nothing. */
export function pretrainedDefaults(pretrained: TrainablePolicy['pretrained']): PartialPlainSettings {
  if (pretrained === undefined) return {}
  const { learningRate, supervised } = rates[pretrained]
  return {
    steps: 100,
    promptsPerStep: 8,
    samplesPerPrompt: 8,
    microbatchTokens: 4096,
    sampling: { maxTokens: 256 },
    learningRate,
    coldStart: { steps: 0, batchSize: 16, learningRate: supervised },
    evaluation: { tasks: 32, repliesPerTask: 2 },
    checkpointEverySteps: 10,
  }
}
