// Sums of numbers of up to two digits: 0.08 to 0.26 after the cold start, 0.11 to 0.54 at the end (held-out tasks,
// seeds 0 to 4).
import { characters, type Recipe } from '../recipe.ts'

export const recipe: Recipe = {
  options: { prompt: 'compact', level: 2 },
  policy: characters('0123456789+=', 24),
  settings: {
    algorithm: 'dapo',
    minibatches: 1,
    steps: 150,
    promptsPerStep: 64,
    sampling: { maxTokens: 8 },
    coldStart: { steps: 300 },
  },
}
