// Sums of numbers of up to two digits: 0.05 to 0.10 after the cold start, 0.10 to 0.27 at the end (held-out tasks,
// seeds 0 to 4).
import { characters, type Recipe } from '../recipe.ts'

export const recipe: Recipe = {
  options: { prompt: 'compact', level: 2 },
  policy: characters('0123456789+=', 24),
  settings: {
    algorithm: 'dapo',
    minibatches: 1,
    steps: 70,
    promptsPerStep: 64,
    sampling: { maxTokens: 8 },
    coldStart: { steps: 240 },
  },
}
