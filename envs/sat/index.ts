// Satisfiability with a certificate: truth values that make every clause true. Any that do count.
// After the planted instances of the satisfiability literature: clauses are drawn among those that a hidden assignment
// makes true.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { judged, shownAnswer } from '../judged-answer.ts'
import { promptOption } from '../prompt-option.ts'
import { readTruths } from '../read-answer.ts'
import { drawInstance, firstFalse, isInstance, letterOf, levels, type Instance } from './instance.ts'

const sat: EnvironmentFactory<Instance> = defineEnv({
  id: 'sat',
  description: 'Give truth values that make every clause of a formula true.',
  card: {
    source: 'Generated; nothing is downloaded. Every formula has at least one answer.',
    verifier: 'The values are put into every clause; any that make all of them true are right.',
    limits: 'All formulas can be satisfied: no proofs that one cannot.',
  },
  options: Type.Object({
    level: Type.Integer({
      minimum: 1,
      maximum: levels.length,
      default: 1,
      description:
        '1: 4 variables, clauses of two; 2: 4, clauses of three; 3: 6; 4: 9; 5: 14; 6: 20, all with about four clauses a variable',
    }),
    prompt: promptOption,
  }),
  draw: ({ rng, options: { level, prompt } }) => {
    const answer = drawInstance(rng, levels[level - 1] as (typeof levels)[number])
    return { prompt: prompt === 'compact' ? `${answer.formula}:` : wordsPrompt(answer), answer }
  },
  rewards: ({ prompt }) => ({
    correct: judged<Instance>(prompt, { name: 'satisfied', isSound: isInstance, faultOf }),
  }),
  outcome: 'correct',
  demonstrate: ({ answer }, { options }) => shownAnswer(options.prompt, answer.solution),
})

function wordsPrompt({ formula, solution }: Instance): string {
  const lines = formula.split(',').map((clause) => (clause.match(/-?./g) ?? []).join(' or ').replaceAll('-', 'not '))
  return `Find truth values of a to ${letterOf(solution.length)} for which every line is true:\n${lines.join('\n')}\nWrite T or F for each variable in the order of the alphabet, such as TTF for a true, b true and c false, in <answer></answer>.`
}

function faultOf(text: string, { formula, solution }: Instance): string | null {
  const names = solution.split('').map((_, index) => letterOf(index + 1))
  const truths = readTruths(text, names)
  if (truths === null || truths.includes('?'))
    return `The answer is not T or F for each of the ${names.length} variables.`
  const broken = firstFalse(formula, truths)
  return broken === null ? null : `Clause ${broken + 1} is false.`
}

export default sat
export const noRecipe =
  'A small transformer learned little of it: 0.16 of the first level after its cold start, 0.30 after 150 steps, where one constant reply solves 0.14.'
