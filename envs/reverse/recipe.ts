// Three letters to reverse: 0.14 to 0.23 after the cold start, 0.79 to 0.85 at the end (held-out tasks, seeds 0 to 4).
import { characters, type Recipe } from '../recipe.ts'

export const recipe: Recipe = {
  options: { prompt: 'compact' },
  policy: characters('0123456789abcdefghijklmnopqrstuvwxyz:', 48),
  settings: {
    algorithm: 'dapo',
    minibatches: 1,
    steps: 120,
    sampling: { maxTokens: 20 },
    coldStart: { steps: 60 },
  },
}
