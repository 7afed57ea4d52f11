// Two of eight queens to place: 0.43 to 0.46 after the cold start, 0.71 to 0.74 at the end (seeds 0 to 2, held-out tasks).
import { characters, type Recipe } from '../recipe.ts'

export const recipe: Recipe = {
  options: { prompt: 'compact' },
  policy: characters('.12345678:', 27),
  settings: {
    algorithm: 'dapo',
    minibatches: 1,
    steps: 70,
    sampling: { maxTokens: 11 },
    coldStart: { steps: 120 },
  },
}
