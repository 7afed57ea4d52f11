import { characters, type Recipe } from '../recipe.ts'

export const recipe: Recipe = {
  options: { prompt: 'compact' },
  policy: characters('abcdefgh0123456789/,:', 28),
  settings: {
    algorithm: 'dapo',
    minibatches: 1,
    steps: 90,
    sampling: { maxTokens: 6 },
    coldStart: { steps: 100 },
  },
}
