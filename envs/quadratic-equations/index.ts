// Quadratic equations with two real solutions. After reasoning-gym's `polynomial_equations`.
import type { EnvironmentFactory } from '../../src/core/define-env.ts'
import type { Rng } from '../../src/core/random.ts'
import { verifyMath } from '../../verifiers/index.ts'
import { defineQuestions } from '../define-questions.ts'
import { fraction, fractionText, greatestDivisor } from '../fractions.ts'
import { judged } from '../judged-answer.ts'
import { polynomialText } from '../polynomial-text.ts'
import { bare, oneSpaced } from '../read-answer.ts'
import { readFraction } from '../read-fraction.ts'

interface QuadraticSettings {
  readonly roots: 'whole' | 'fractions' | 'surds'
  readonly leading: number
  readonly highest: number
}

const quadraticEquations: EnvironmentFactory<string> = defineQuestions<QuadraticSettings, string>({
  id: 'quadratic-equations',
  description: 'Find both solutions of a quadratic equation.',
  card: {
    source: 'Generated from two different real solutions.',
    verifier:
      'math: both solutions as a list in any order, with or without `x =`, as exact numbers; fractions in any terms, roots in any form. One alone, or an equation, is wrong.',
    limits: 'No double and no complex solutions.',
  },
  levels: [
    { roots: 'whole', leading: 1, highest: 9 },
    { roots: 'whole', leading: 5, highest: 15 },
    { roots: 'fractions', leading: 6, highest: 12 },
    { roots: 'surds', leading: 1, highest: 9 },
    { roots: 'surds', leading: 6, highest: 15 },
  ],
  levelText:
    '1: x² + bx + c, whole solutions to 9; 2: ax² + bx + c, whole solutions to 15; 3: fractions; 4: irrational solutions of x² + bx + c; 5: irrational solutions of ax² + bx + c',
  ask: (rng, settings) => {
    const { coefficients, answer } = settings.roots === 'surds' ? drawSurds(rng, settings) : drawRational(rng, settings)
    const shared = coefficients.reduce(greatestDivisor)
    const inLowest = settings.roots === 'whole' ? coefficients : coefficients.map((each) => each / shared)
    const equation = `${polynomialText(inLowest)}=0`
    return {
      compact: `${equation}:`,
      words: `Solve ${equation.replaceAll(/(?<=\w)[-+=]/g, ' $& ').replaceAll('*', '')} for x.`,
      form: 'both solutions, exact and with a comma between them,',
      answer,
    }
  },
  judge: (style) =>
    judged<string>(style, {
      name: 'both-solutions',
      isSound: (answer) => verifyMath(answer, '').verdict !== 'unscorable',
      faultOf: (text, answer) => {
        const solutions = solutionsIn(text)
        if (solutions === answer) return null
        if (/x\s*[\^*²(]|=\s*0\b.*x|x\s*[-+]/.test(solutions)) return 'The answer is an equation, not its solutions.'
        const [first, second, ...more] = solutions.split(',').map(readFraction)
        if (first && second && more.length === 0) return isPair([first, second], answer.split(',').map(readFraction))
        const { verdict, reason } = verifyMath(`\\{${answer}\\}`, `\\boxed{${solutions}}`)
        return verdict === 'correct' ? null : reason
      },
    }),
  gold: (answer) => answer,
})

type Value = ReturnType<typeof readFraction>

function isPair([first, second]: readonly [Value, Value], wanted: readonly Value[]): string | null {
  const keys = (values: readonly Value[]): string =>
    values
      .map((value) => (value === null ? '?' : `${value.numerator}/${value.denominator}`))
      .sort()
      .join()
  return keys([first, second]) === keys(wanted) ? null : 'These are not both solutions.'
}

/** `2, -3` of `x = 2 or x = -3`. */
function solutionsIn(text: string): string {
  return oneSpaced(bare(text))
    .replaceAll(/x(?:_?\{?\d\}?)?\s*=(?!\s*0\s*$)/gi, '')
    .replaceAll(/\s*(?:,|;|\bor\b|\band\b|\\text\{\s*(?:or|and)\s*\})\s*/g, ', ')
    .trim()
}

interface Quadratic {
  /** From the constant up. */
  readonly coefficients: readonly [number, number, number]
  readonly answer: string
}

function drawRational(rng: Rng, { roots, leading, highest }: QuadraticSettings): Quadratic {
  for (;;) {
    const part = (): number => (roots === 'fractions' ? rng.int(2, leading) : 1)
    const [first, second] = [fraction(rng.int(-highest, highest), part()), fraction(rng.int(-highest, highest), part())]
    if (first.above * second.below >= second.above * first.below) continue
    if (roots === 'fractions' && first.below === 1 && second.below === 1) continue
    const times = roots === 'fractions' ? 1 : rng.int(leading > 1 ? 2 : 1, leading)
    return {
      coefficients: [
        times * first.above * second.above,
        -times * (first.above * second.below + second.above * first.below),
        times * first.below * second.below,
      ],
      answer: `${fractionText(first)}, ${fractionText(second)}`,
    }
  }
}

/** Solutions (p ± √q) / r, q no square; r divides nothing, so r² x² − 2 p r x + p² − q. */
function drawSurds(rng: Rng, { leading, highest }: QuadraticSettings): Quadratic {
  for (;;) {
    const [p, q, r] = [rng.int(-highest, highest), rng.int(2, 3 * highest), rng.int(leading > 1 ? 2 : 1, leading)]
    if (Number.isInteger(Math.sqrt(q))) continue
    const [square, middle, constant] = [r * r, -2 * p * r, p * p - q]
    const before = p === 0 ? '' : String(p)
    const solution = (sign: string): string => {
      const above = `${before}${sign === '+' && before === '' ? '' : sign}sqrt(${q})`
      return r === 1 ? above : `(${above})/${r}`
    }
    return { coefficients: [constant, middle, square], answer: `${solution('-')}, ${solution('+')}` }
  }
}

export default quadraticEquations
export const noRecipe = 'Equations were not tried with so small a model; train a checkpoint.'
