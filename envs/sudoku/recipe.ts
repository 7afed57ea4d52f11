// Boards of 4 by 4 with five open cells: 0.20 after the cold start, 0.73 at the end (seed 0, held-out tasks).
import { characters, type Recipe } from '../recipe.ts'

export const recipe: Recipe = {
  options: { prompt: 'compact' },
  policy: characters('.1234:', 43),
  settings: {
    algorithm: 'dapo',
    minibatches: 1,
    steps: 200,
    sampling: { maxTokens: 19 },
    coldStart: { steps: 200 },
  },
}
