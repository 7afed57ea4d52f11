// Palindromes of six letters: 0.02 to 0.14 after the cold start, 0.45 to 0.73 at the end (seeds 0 and 1, held-out tasks).
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
