// Boards of 3 by 3, one step: 0.33 after the cold start, 0.70 at the end (seed 0, held-out tasks).
import { characters, type Recipe } from '../recipe.ts'

export const recipe: Recipe = {
  options: { prompt: 'compact' },
  policy: characters('/01,:', 35),
  settings: {
    algorithm: 'dapo',
    minibatches: 1,
    steps: 70,
    sampling: { maxTokens: 14 },
    coldStart: { steps: 200 },
  },
}
