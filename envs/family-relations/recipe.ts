// Families of two generations: 0.12 to 0.19 after the cold start, 0.36 to 0.51 at the end (held-out tasks, seeds 0 to
// 4).
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
