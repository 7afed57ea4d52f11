import { characters, type Recipe } from '../recipe.ts'

const letters = 'abcdefghijklmnopqrstuvwxyz'

export const recipe: Recipe = {
  options: { prompt: 'compact' },
  policy: characters(`${letters}${letters.toUpperCase()}+>;?:- `, 48),
  settings: {
    algorithm: 'dapo',
    minibatches: 1,
    steps: 50,
    sampling: { maxTokens: 18 },
    coldStart: { steps: 65 },
    evaluation: { repliesPerTask: 16 },
  },
}
