// Two of eight queens to place: 0.43 to 0.58 after the cold start, 0.71 to 0.76 at the end (held-out tasks, seeds 0 to
// 4).
import { characters, type Recipe } from '../recipe.ts'

export const recipe: Recipe = {
  options: { prompt: 'compact' },
  policy: characters('.12345678:', 27),
  settings: {
    algorithm: 'dapo',
    minibatches: 1,
    steps: 150,
    sampling: { maxTokens: 11 },
    coldStart: { steps: 120 },
  },
}
