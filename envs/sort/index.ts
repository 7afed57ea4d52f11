// Sorting numbers in ascending order. Level n has n + 2 of them.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { exact, tags } from '../../verifiers/index.ts'
import { promptOption } from '../prompt-option.ts'
import { sameNumbers } from './same-numbers.ts'

const sort: EnvironmentFactory<string> = defineEnv({
  id: 'sort',
  description: 'Sort `level` + 2 numbers in ascending order.',
  card: {
    source: 'Generated; nothing is downloaded.',
    verifier:
      'Words: the whole numbers in the last <answer>, however separated, are the sorted ones; 0.1 for the tags. Compact: exact, the sorted digits are the whole reply.',
    limits: 'Numbers from 0 to 99 (words) or digits (compact). No credit for a list that is nearly sorted.',
  },
  options: Type.Object({
    level: Type.Integer({ minimum: 1, maximum: 62, default: 1, description: 'numbers, less two' }),
    prompt: promptOption,
  }),
  draw: ({ rng, options }) => {
    const isCompact = options.prompt === 'compact'
    const numbers = Array.from({ length: options.level + 2 }, () => rng.int(0, isCompact ? 9 : 99))
    const sorted = numbers.toSorted((a, b) => a - b)
    if (isCompact) return { prompt: `${numbers.join('')}:`, answer: sorted.join('') }
    const prompt = `Sort these numbers in ascending order: ${numbers.join(', ')}. Write them, separated by commas, in <answer></answer>.`
    return { prompt, answer: sorted.join(', ') }
  },
  rewards: ({ prompt }) =>
    prompt === 'compact'
      ? { correct: exact() }
      : { correct: sameNumbers(), format: { weight: 0.1, verify: tags(['answer']) } },
  outcome: 'correct',
  demonstrate: ({ answer }, { options }) => (options.prompt === 'compact' ? answer : `<answer>${answer}</answer>`),
})

export default sort
export { recipe } from './recipe.ts'
