// Sums of numbers of up to two digits: 5,050 pairs, of which one in eight is held out. 0.27 after the cold
// start, 0.52 at the end (held-out tasks, seed 0).
import { characters, type Recipe } from '../recipe.ts'

export const recipe: Recipe = {
  options: { prompt: 'compact', level: 2 },
  policy: characters('0123456789+=', 24),
  settings: {
    algorithm: 'dapo',
    minibatches: 1,
    steps: 70,
    promptsPerStep: 64,
    sampling: { maxTokens: 8 },
    coldStart: { steps: 240 },
  },
}
