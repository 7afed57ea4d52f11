// Linear equations with one unknown. After reasoning-gym's `simple_equations`.
import type { EnvironmentFactory } from '../../src/core/define-env.ts'
import { defineNumberQuestions, type Question } from '../define-questions.ts'
import type { Rng } from '../../src/core/random.ts'
import { fraction, fractionText } from '../fractions.ts'

type Shape = 'one-side' | 'both-sides' | 'brackets'

interface EquationSettings {
  readonly shape: Shape
  readonly coefficient: number
  readonly solution: number
  readonly isWhole: boolean
}

const linearEquations: EnvironmentFactory<string> = defineNumberQuestions<EquationSettings>({
  id: 'linear-equations',
  description: 'Solve a linear equation with one unknown.',
  card: {
    source: 'Generated; each equation has one solution, and the letter is always x.',
    verifier: 'The value of x as digits, a decimal or a fraction, with or without `x =`; an equation to solve is none.',
    limits: 'Whole solutions are spread evenly over their range; fractions follow from the coefficients.',
  },
  levels: [
    { shape: 'one-side', coefficient: 9, solution: 12, isWhole: true },
    { shape: 'both-sides', coefficient: 12, solution: 20, isWhole: true },
    { shape: 'both-sides', coefficient: 20, solution: 50, isWhole: false },
    { shape: 'brackets', coefficient: 12, solution: 30, isWhole: true },
    { shape: 'brackets', coefficient: 25, solution: 99, isWhole: false },
  ],
  levelText:
    '1: ax + b = c, whole solutions to 12; 2: ax + b = cx + d, to 20; 3: with fractions as solutions; 4: with brackets, whole solutions to 30; 5: with brackets and fractions',
  ask: drawEquation,
})

function drawEquation(rng: Rng, settings: EquationSettings): Question<string> {
  for (;;) {
    const part = (): number => rng.int(1, settings.coefficient) * (rng.int(0, 1) === 0 ? 1 : -1)
    const [a, b, c, inner, outer] = [part(), part(), settings.shape === 'one-side' ? 0 : part(), part(), rng.int(2, 9)]
    const isInBrackets = settings.shape === 'brackets'
    // outer (a x + inner) + b = c x + d, or a x + b = c x + d
    const slope = (isInBrackets ? outer * a : a) - c
    const offset = b + (isInBrackets ? outer * inner : 0)
    if (slope === 0 || (isInBrackets && a === 1 && inner === 0)) continue
    const reach = settings.solution * Math.abs(settings.isWhole ? 1 : slope)
    const solution = fraction(rng.int(-reach, reach), settings.isWhole ? 1 : slope)
    if (solution.above === 0 || settings.isWhole !== (solution.below === 1)) continue
    const d = (slope * solution.above) / solution.below + offset
    const left = isInBrackets ? `${outer}*(${linear(a, inner)})${signed(b)}` : linear(a, b)
    const equation = `${left}=${linear(c, d)}`
    return {
      compact: `${equation}:`,
      words: `Solve for x: ${equation.replaceAll(/(?<=[^(=])[-+]|=/g, ' $& ').replaceAll('*', '')}.`,
      form: 'the value of x',
      answer: fractionText(solution),
    }
  }
}

/** `3*x-2`, `-x`, `5`. */
function linear(slope: number, offset: number): string {
  if (slope === 0) return String(offset)
  const factor = Math.abs(slope) === 1 ? '' : `${Math.abs(slope)}*`
  return `${slope < 0 ? '-' : ''}${factor}x${signed(offset)}`
}

function signed(value: number): string {
  return value === 0 ? '' : value < 0 ? String(value) : `+${value}`
}

export default linearEquations
export const noRecipe = 'Equations were not tried with so small a model; train a checkpoint.'
