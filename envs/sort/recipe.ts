// Four digits to sort.
import { characters, type Recipe } from '../recipe.ts'

export const recipe: Recipe = {
  options: { prompt: 'compact', level: 2 },
  policy: characters('0123456789:', 32),
  settings: {
    algorithm: 'dapo',
    minibatches: 1,
    steps: 100,
    sampling: { maxTokens: 12 },
    coldStart: { steps: 50 },
  },
}
