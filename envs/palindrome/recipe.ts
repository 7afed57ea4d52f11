// Palindromes of four letters: 0.17 to 0.20 after the cold start, 0.82 to 0.91 at the end (seeds 0 and 1, held-out tasks).
import { characters, type Recipe } from '../recipe.ts'

export const recipe: Recipe = {
  options: { prompt: 'compact' },
  policy: characters('abcdefghijklmnopqrstuvwxyz:', 24),
  settings: {
    algorithm: 'dapo',
    minibatches: 1,
    steps: 120,
    sampling: { maxTokens: 8 },
    coldStart: { steps: 60 },
  },
}
