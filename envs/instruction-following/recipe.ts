import { characters, type Recipe } from '../recipe.ts'

export const recipe: Recipe = {
  options: { prompt: 'compact' },
  policy: characters('abcdefghABCDEFGHosx :234^"<>*[].-\n', 48),
  settings: {
    algorithm: 'dapo',
    minibatches: 1,
    steps: 50,
    sampling: { maxTokens: 24 },
    coldStart: { steps: 130 },
  },
}
