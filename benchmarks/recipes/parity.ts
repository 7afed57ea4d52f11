// The other control: an environment that no small policy learns from its data, because every part of the answer's
// question says nothing of it alone: the parity of a long row of bits (Shalev-Shwartz, Shamir and Shammah 2017,
// "Failures of gradient-based deep learning", section 2).
import { characters, type Recipe } from '../../envs/recipe.ts'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { scored } from '../../src/core/verdict.ts'

const bits = 32

export const parity: EnvironmentFactory<string> = defineEnv({
  id: 'parity',
  description: 'Say whether a row of bits holds an odd number of ones.',
  draw: ({ rng }) => {
    const drawn = Array.from({ length: bits }, () => rng.int(0, 1))
    return { prompt: `${drawn.join('')}:`, answer: String(drawn.reduce((sum, bit) => sum + bit, 0) % 2) }
  },
  rewards: { correct: ({ reply, task }) => scored(reply === task.answer, `The parity is ${task.answer}.`) },
  outcome: 'correct',
  demonstrate: ({ answer }) => answer,
})

export const parityRecipe: Recipe = {
  options: {},
  policy: characters('01:', bits + 12),
  settings: {
    algorithm: 'dapo',
    minibatches: 1,
    steps: 40,
    sampling: { maxTokens: 4 },
    coldStart: { steps: 60 },
  },
}
