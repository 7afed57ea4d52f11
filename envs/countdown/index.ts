// Countdown: reach a target with the given numbers, each used once. After Jiayi-Pan/TinyZero
// (examples/data_preprocess/countdown.py), whose tasks are those of level 4.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { expression, tags, type ExpressionTask } from '../../verifiers/index.ts'
import { promptOption } from '../prompt-option.ts'
import type { Operation } from './arithmetic.ts'
import { drawPuzzle, type PuzzleSettings } from './draw.ts'
import { solve } from './solve.ts'

const levels: readonly Omit<PuzzleSettings, 'highestTarget'>[] = [
  { numbers: 2, highest: 9, operations: ['+', '-', '*'] },
  { numbers: 3, highest: 9, operations: ['+', '-', '*'] },
  { numbers: 3, highest: 20, operations: ['+', '-', '*', '/'] },
  { numbers: 4, highest: 99, operations: ['+', '-', '*', '/'] },
]

const countdown: EnvironmentFactory<ExpressionTask> = defineEnv({
  id: 'countdown',
  description: 'Write an expression that uses each given number once and equals the target.',
  card: {
    source: 'Generated, every task solvable; nothing is downloaded.',
    verifier:
      'expression: exact arithmetic on the last <answer>, \\boxed{} or line; each number once. In words 0.1 for the tags.',
    limits: 'All four operations are accepted at every level. Targets from 1 to 99 unless `highestTarget` says more.',
  },
  options: Type.Object({
    level: Type.Integer({
      minimum: 1,
      maximum: 4,
      default: 1,
      description: '1: two numbers to 9; 2: three to 9; 3: three to 20, with division; 4: four to 99, with division',
    }),
    numbers: Type.Optional(Type.Integer({ minimum: 2, maximum: 6, description: 'how many, instead of the level’s' })),
    highest: Type.Optional(Type.Integer({ minimum: 1, maximum: 999, description: 'highest number given' })),
    highestTarget: Type.Integer({ minimum: 1, maximum: 99_999, default: 99, description: 'highest target' }),
    operations: Type.Optional(
      Type.String({ pattern: '^[-+*/]{1,4}$', description: 'what targets are built with, like +-*' }),
    ),
    prompt: promptOption,
  }),
  draw: ({ rng, options }) => {
    const { numbers, target } = drawPuzzle(rng, settingsOf(options))
    const prompt =
      options.prompt === 'compact'
        ? `${numbers.join(',')}=${target}:`
        : `Using each of the numbers ${numbers.join(', ')} exactly once, write an expression that equals ${target}. You may use +, -, *, / and parentheses. Put the expression in <answer></answer>, like <answer>(1 + 2) * 3</answer>.`
    return { prompt, answer: { numbers, target } }
  },
  rewards: ({ prompt }) =>
    prompt === 'compact'
      ? { correct: expression() }
      : { correct: expression(), format: { weight: 0.1, verify: tags(['answer']) } },
  outcome: 'correct',
  demonstrate: ({ answer }, { rng, options }) => {
    const isCompact = options.prompt === 'compact'
    const solution = solve(answer, settingsOf(options).operations, rng, isCompact ? '' : ' ')
    if (solution === null) throw new Error(`No solution of ${JSON.stringify(answer)} with the operations in force.`)
    return isCompact ? solution : `<answer>${solution}</answer>`
  },
})

function settingsOf(options: {
  level: number
  numbers?: number
  highest?: number
  highestTarget: number
  operations?: string
}): PuzzleSettings {
  const level = levels[options.level - 1] as (typeof levels)[number]
  return {
    numbers: options.numbers ?? level.numbers,
    highest: options.highest ?? level.highest,
    highestTarget: options.highestTarget,
    operations: options.operations === undefined ? level.operations : (options.operations.split('') as Operation[]),
  }
}

export default countdown
export { recipe } from './recipe.ts'
