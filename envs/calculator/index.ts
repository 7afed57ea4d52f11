// Long arithmetic with a calculator at hand: whoever asks it has the answer, whoever works by head hardly ever.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { calculator } from '../../src/tools/calculator/calculator.ts'
import { judged } from '../judged-answer.ts'
import { levelOf, levelOption } from '../level-option.ts'
import { drawProblem, levels, type Problem } from './draw.ts'

const withCalculator: EnvironmentFactory<Problem, { level: number }> = defineEnv({
  id: 'calculator',
  description: 'Work out arithmetic that is too long for the head, with a calculator as a tool.',
  card: {
    source: 'Generated: sums of products of whole numbers, from a seed.',
    verifier: 'The whole number, digit by digit; commas and spaces between digits do not matter.',
    limits: 'One call with the whole expression solves a task. The calculator may be left alone.',
  },
  options: Type.Object({
    level: levelOption(
      levels,
      '1: a product of four digits less a number; 2: two products of six digits; 3: three of nine; 4: their remainder',
    ),
  }),
  system: 'You have a calculator. Ask it, then answer.',
  draw: ({ rng, options }) => {
    const problem = drawProblem(rng, levelOf(levels, options.level))
    return { prompt: `What is ${problem.expression}? Put the whole number in <answer></answer>.`, answer: problem }
  },
  tools: { calculator: calculator() },
  maxTurns: 6,
  rewards: {
    correct: judged<Problem>('words', {
      name: 'whole-number',
      isSound: ({ value }) => /^-?\d+$/.test(value),
      faultOf: (text, { value }) => {
        const digits = text.trim().replaceAll(/(?<=\d)[,_\s](?=\d)/g, '')
        if (!/^[-+]?\d+$/.test(digits)) return 'The answer is no whole number in digits.'
        return BigInt(digits.replace('+', '')) === BigInt(value) ? null : `${digits.slice(0, 40)} is not the number.`
      },
    }),
  },
  outcome: 'correct',
  demonstrate: ({ answer: { expression, value } }) => [
    { text: '', toolCalls: [{ name: 'calculator', arguments: { expression } }] },
    `<answer>${value}</answer>`,
  ],
})

export default withCalculator
export const noRecipe = 'A recipe for episodes with tools has not been run; train a checkpoint.'
