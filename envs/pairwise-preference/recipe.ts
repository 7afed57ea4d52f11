import { characters, type Recipe } from '../recipe.ts'

export const recipe: Recipe = {
  options: { prompt: 'compact', pairs: 'letters' },
  policy: characters('abc:/?AB', 24),
  settings: {
    algorithm: 'dapo',
    minibatches: 1,
    steps: 60,
    sampling: { maxTokens: 3 },
    coldStart: { steps: 60 },
  },
}
