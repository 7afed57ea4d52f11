// One instruction and a word of three letters, in compact prompts: 0.11 to 0.58 after the cold start, 0.31 to 0.82 at
// the end (held-out tasks, seeds 0 to 4).
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
