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
