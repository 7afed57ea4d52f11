// Four digits to sort: 0.17 to 0.27 after the cold start, 0.76 to 0.80 at the end (held-out tasks, seeds 0 to 4).
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
