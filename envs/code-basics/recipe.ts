// Programs as bytes. The cold start ends when half is learned, so that there is something left for rewards to teach.
import { bytes, type Recipe } from '../recipe.ts'

export const recipe: Recipe = {
  options: { prompt: 'compact', level: 'easy' },
  policy: {
    ...bytes.policy,
    architecture: { ...bytes.policy.architecture, width: 96, layers: 3, mlpWidth: 288, maxLengthTokens: 768 },
  },
  settings: {
    ...bytes.settings,
    algorithm: 'dapo',
    minibatches: 1,
    sampling: { maxTokens: 640 },
    steps: 120,
    learningRate: 3e-4,
    coldStart: { steps: 235, batchSize: 16, learningRate: 3e-3 },
    evaluation: { tasks: 4 },
  },
}
