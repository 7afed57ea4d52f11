// Three letters to reverse.
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
