// Linear Diophantine equations: whole numbers that solve one equation. Any solution is right.
import type { EnvironmentFactory } from '../../src/core/define-env.ts'
import type { Rng } from '../../src/core/random.ts'
import { defineQuestions, type Question } from '../define-questions.ts'
import { judged } from '../judged-answer.ts'
import { readAssignment } from '../read-assignment.ts'

export interface DiophantineAnswer {
  readonly coefficients: readonly number[]
  readonly total: number
  /** The solution that the task was made from, one of many. */
  readonly solution: readonly number[]
  /** Whether a solution has no negative number. */
  readonly isNatural: boolean
}

interface DiophantineSettings {
  readonly unknowns: 2 | 3
  readonly coefficient: readonly [number, number]
  readonly solution: number
  readonly isNatural: boolean
}

const letters = ['x', 'y', 'z']

const diophantine: EnvironmentFactory<DiophantineAnswer> = defineQuestions<DiophantineSettings, DiophantineAnswer>({
  id: 'diophantine',
  description: 'Find whole numbers that solve a linear equation.',
  card: {
    source: 'Generated from a solution, so every task has one.',
    verifier:
      'Any whole numbers that make the equation true, by name or in the order x, y, z; at levels 1, 3 and 5 none may be negative.',
    limits: 'No equation without a solution; at levels 2 and 4 every equation has endlessly many.',
  },
  levels: [
    { unknowns: 2, coefficient: [2, 12], solution: 12, isNatural: true },
    { unknowns: 2, coefficient: [7, 60], solution: 60, isNatural: false },
    { unknowns: 2, coefficient: [40, 200], solution: 60, isNatural: true },
    { unknowns: 2, coefficient: [200, 2000], solution: 999, isNatural: false },
    { unknowns: 3, coefficient: [100, 999], solution: 40, isNatural: true },
  ],
  levelText:
    '1: two unknowns from 0, coefficients to 12; 2: any sign, to 60; 3: from 0, to 200; 4: any sign, to 2,000; 5: three unknowns from 0, to 999',
  ask: drawEquation,
  judge: (style) =>
    judged<DiophantineAnswer>(style, {
      name: 'whole-solution',
      isSound: ({ coefficients, total, isNatural }) =>
        [...coefficients, total].every(Number.isSafeInteger) &&
        coefficients.length > 1 &&
        typeof isNatural === 'boolean',
      faultOf: (text, { coefficients, total, isNatural }) => {
        const names = letters.slice(0, coefficients.length)
        const values = readAssignment(text, names)
        if (values === null) return `The answer does not give ${names.join(', ')} a value each.`
        if (values.some(({ denominator }) => denominator !== 1n)) return 'A value is no whole number.'
        if (isNatural && values.some(({ numerator }) => numerator < 0n)) return 'A value is negative.'
        const sum = values.reduce(
          (all, { numerator }, index) => all + numerator * BigInt(coefficients[index] as number),
          0n,
        )
        return sum === BigInt(total) ? null : `The left side is ${String(sum).slice(0, 40)}, not ${total}.`
      },
    }),
  gold: ({ solution }) => solution.map((value, index) => `${letters[index] as string}=${value}`).join(', '),
})

function drawEquation(rng: Rng, settings: DiophantineSettings): Question<DiophantineAnswer> {
  const { unknowns, coefficient, solution: highest, isNatural } = settings
  for (;;) {
    const coefficients = Array.from({ length: unknowns }, () => rng.int(...coefficient)).sort((a, b) => a - b)
    if (new Set(coefficients).size < unknowns) continue
    const solution = coefficients.map(() => rng.int(isNatural ? 1 : -highest, highest))
    const total = coefficients.reduce((sum, each, index) => sum + each * (solution[index] as number), 0)
    // A multiple of one coefficient would be solved by that unknown alone.
    if (coefficients.some((each) => total % each === 0)) continue
    const equation = `${coefficients.map((each, index) => `${each}*${letters[index] as string}`).join('+')}=${total}`
    const names = letters.slice(0, unknowns)
    return {
      compact: `${equation},${isNatural ? 'N' : 'Z'}:`,
      words: `Find whole numbers ${names.join(', ')}${isNatural ? ', none of them negative,' : ''} with ${equation.replaceAll('*', '').replaceAll(/[+=]/g, ' $& ')}.`,
      form: `one solution, like ${names.map((name, index) => `${name} = ${index + 1}`).join(', ')},`,
      answer: { coefficients, total, solution, isNatural },
    }
  }
}

export default diophantine
export const noRecipe = 'Diophantine equations were not tried with so small a model; train a checkpoint.'
