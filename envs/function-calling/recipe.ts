// Calls of four functions of two numbers: 0.13 to 0.89 after the cold start, 0.39 to 0.95 at the end (held-out tasks,
// seeds 0 to 4).
import { characters, type Recipe } from '../recipe.ts'

export const recipe: Recipe = {
  options: { prompt: 'compact', calls: 'arithmetic' },
  policy: characters('0123456789+-*/:<>_{}", abcdeghilmnoprstuvy', 96, { heads: 2 }),
  settings: {
    algorithm: 'dapo',
    minibatches: 1,
    promptsPerStep: 16,
    steps: 40,
    sampling: { maxTokens: 80 },
    coldStart: { steps: 175, batchSize: 48, learningRate: 4e-3 },
    evaluation: { tasks: 100 },
  },
}
