// Word problems whose answer is computed from their numbers. Of GSM8K's kind, in words of our own.
import type { EnvironmentFactory } from '../../src/core/define-env.ts'
import { defineNumberQuestions } from '../define-questions.ts'
import { stories, type Story } from './stories.ts'

const wordProblems: EnvironmentFactory<string> = defineNumberQuestions<readonly Story[]>({
  id: 'word-problems',
  description: 'Solve a word problem of one to five steps.',
  card: {
    source:
      'Generated from stories of our own; nobody pays in fractions, and nothing is left over where it is shared out.',
    verifier: 'The value, however it is written: digits, a decimal or a fraction, but no calculation and no unit.',
    limits: 'Three to four stories a level: a policy may learn them by heart. gsm8k has real ones.',
  },
  levels: stories,
  levelText:
    '1: one step; 2: two steps; 3: three steps; 4: four steps, with rates and percentages; 5: five steps, backwards',
  ask: (rng, told) => {
    const { words, compact, answer } = rng.pick(told)(rng)
    return { words, compact, answer: String(answer) }
  },
})

export default wordProblems
export const noRecipe = 'Word problems need a policy that reads; train a checkpoint on them.'
