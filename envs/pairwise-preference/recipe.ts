// Pairs of five letters, of which the better one has more of the letter a: 0.48 to 0.85 after the cold start, 0.82 to
// 0.98 at the end (held-out tasks, seeds 0 to 4).
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
