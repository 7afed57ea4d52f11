// Operations on a list, one after another. The list tasks of reasoning-gym (`number_sorting`, `number_filtering` and
// their like) as one chain.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { shownAnswer } from '../judged-answer.ts'
import { levelOf, levelOption } from '../level-option.ts'
import { promptOption } from '../prompt-option.ts'
import { sameItems } from '../same-answer.ts'
import { drawOperation } from './operations.ts'

const levels: readonly { readonly numbers: number; readonly operations: number; readonly highest: number }[] = [
  { numbers: 4, operations: 1, highest: 9 },
  { numbers: 5, operations: 2, highest: 9 },
  { numbers: 7, operations: 3, highest: 20 },
  { numbers: 10, operations: 5, highest: 30 },
  { numbers: 16, operations: 8, highest: 50 },
]

const listOperations: EnvironmentFactory<string> = defineEnv({
  id: 'list-operations',
  description: 'Apply operations to a list of numbers, one after another.',
  card: {
    source: 'Generated; nothing is downloaded. At least two numbers are left at the end.',
    verifier: 'The numbers of the final list in their order, whatever separates them.',
    limits: 'An operation may leave the list as it is, such as sorting a sorted one.',
  },
  options: Type.Object({
    level: levelOption(levels, '1: 4 numbers, 1 operation; 2: 5 and 2; 3: 7 and 3; 4: 10 and 5; 5: 16 and 8'),
    prompt: promptOption,
  }),
  draw: ({ rng, options: { level, prompt } }) => {
    const settings = levelOf(levels, level)
    for (;;) {
      const numbers = Array.from({ length: settings.numbers }, () => rng.int(0, settings.highest))
      const operations = Array.from({ length: settings.operations }, () => drawOperation(rng))
      const list = operations.reduce((left, { apply }) => apply(left), numbers)
      if (list.length < 2) continue
      return {
        prompt:
          prompt === 'compact'
            ? `${numbers.join(' ')} ${operations.map(({ sign }) => sign).join('')}:`
            : `Begin with the list ${numbers.join(', ')}. Do the following in this order: ${operations.map(({ sentence }, index) => `${index + 1}. ${sentence}`).join('; ')}. Write the final list in <answer></answer>, with commas between the numbers.`,
        answer: list.join(' '),
      }
    }
  },
  rewards: ({ prompt }) => ({ correct: sameItems(prompt) }),
  outcome: 'correct',
  demonstrate: ({ answer }, { options: { prompt } }) =>
    shownAnswer(prompt, prompt === 'compact' ? answer : answer.replaceAll(' ', ', ')),
})

export default listOperations
export const noRecipe =
  'A small transformer did not learn it: 0.01 of the first level after a cold start of 400 steps, and none after 150 of DAPO.'
