// Palindromes of six letters: 0.02 to 0.14 after the cold start, 0.45 to 0.88 at the end (held-out tasks, seeds 0 to
// 4).
import { characters, type Recipe } from '../recipe.ts'

export const recipe: Recipe = {
  options: { prompt: 'compact', level: 2 },
  policy: characters('abcdefghijklmnopqrstuvwxyz:', 28),
  settings: {
    algorithm: 'dapo',
    minibatches: 1,
    steps: 120,
    sampling: { maxTokens: 10 },
    coldStart: { steps: 80 },
  },
}
