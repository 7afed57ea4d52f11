// Systems of linear equations with one solution.
import type { EnvironmentFactory } from '../../src/core/define-env.ts'
import type { Rng } from '../../src/core/random.ts'
import { equal } from '../../verifiers/number/rational.ts'
import { defineQuestions, type Question } from '../define-questions.ts'
import { fraction, fractionText, reckoned } from '../fractions.ts'
import { judged } from '../judged-answer.ts'
import { determinantOf } from '../matrices/determinant.ts'
import { readAssignment } from '../read-assignment.ts'
import { readFraction } from '../read-fraction.ts'

interface SystemSettings {
  readonly unknowns: number
  readonly coefficient: number
  readonly solution: number
  /** The highest denominator of a value; 1 for whole ones. */
  readonly denominator: number
}

const letters = ['x', 'y', 'z', 'w']

const linearSystems: EnvironmentFactory<readonly string[]> = defineQuestions<SystemSettings, readonly string[]>({
  id: 'linear-systems',
  description: 'Solve a system of linear equations.',
  card: {
    source: 'Generated; every system has one solution, and its equations stand in one order.',
    verifier: 'The exact value of each unknown, by name in any order or as a list in the order x, y, z, w.',
    limits: 'No systems without a solution or with many.',
  },
  levels: [
    { unknowns: 2, coefficient: 4, solution: 9, denominator: 1 },
    { unknowns: 2, coefficient: 12, solution: 20, denominator: 1 },
    { unknowns: 2, coefficient: 12, solution: 20, denominator: 6 },
    { unknowns: 3, coefficient: 9, solution: 12, denominator: 1 },
    { unknowns: 4, coefficient: 9, solution: 12, denominator: 1 },
  ],
  levelText:
    '1: two unknowns, coefficients to 4; 2: two, to 12; 3: two, with fractions; 4: three unknowns, to 9; 5: four unknowns, to 9',
  ask: drawSystem,
  judge: (style) =>
    judged<readonly string[]>(style, {
      name: 'values-of-unknowns',
      isSound: (answer) => answer.length > 1 && answer.every((value) => readFraction(value) !== null),
      faultOf: (text, answer) => {
        const names = letters.slice(0, answer.length)
        const given = readAssignment(text, names)
        if (given === null) return `The answer does not give ${names.join(', ')} a value each.`
        const wrong = given.findIndex((value, index) => {
          const wanted = readFraction(answer[index] as string)
          return wanted === null || !equal(value, wanted)
        })
        return wrong < 0 ? null : `${names[wrong] as string} is another number.`
      },
    }),
  gold: (answer) => answer.map((value, index) => `${letters[index] as string}=${value}`).join(', '),
})

function drawSystem(rng: Rng, { unknowns, coefficient, solution, denominator }: SystemSettings): Question<string[]> {
  for (;;) {
    const rows = Array.from({ length: unknowns }, () =>
      Array.from({ length: unknowns }, () => rng.int(-coefficient, coefficient)),
    )
    if (determinantOf(rows) === 0) continue
    const values = rows.map(() => fraction(rng.int(-solution, solution), rng.int(1, denominator)))
    if (values.every(({ above }) => above === 0)) continue
    const equations = rows
      .map((row) => {
        const terms = row.map((each, index) => reckoned(fraction(each), '*', values[index] as (typeof values)[number]))
        const total = terms.reduce((sum, term) => reckoned(sum, '+', term))
        // Whole coefficients, the first of them positive.
        const times = total.below * Math.sign(row.find((each) => each !== 0) ?? 1)
        return `${row.map((each, index) => termText(each * times, letters[index] as string)).join('')}=${(total.above * times) / total.below}`
      })
      .map((text) => text.replace(/^\+/, '').replace('=-0', '=0'))
      .sort()
    return {
      compact: `${equations.join(',')}:`,
      words: `Solve the system of equations ${equations.map((each) => each.replaceAll(/(?<=[a-z])[-+]|=/g, ' $& ').replaceAll('*', '')).join('; ')}.`,
      form: `the values, like ${letters
        .slice(0, unknowns)
        .map((letter, index) => `${letter} = ${index + 1}`)
        .join(', ')},`,
      answer: values.map(fractionText),
    }
  }
}

function termText(coefficient: number, letter: string): string {
  if (coefficient === 0) return ''
  const size = Math.abs(coefficient)
  return `${coefficient < 0 ? '-' : '+'}${size === 1 ? '' : `${size}*`}${letter}`
}

export default linearSystems
export const noRecipe = 'Systems were not tried with so small a model; train a checkpoint.'
