// Definite integrals and antiderivatives. After reasoning-gym's `simple_integration` and `intermediate_integration`.
import type { EnvironmentFactory } from '../../src/core/define-env.ts'
import type { Rng } from '../../src/core/random.ts'
import { verifyMath } from '../../verifiers/index.ts'
import { outer, polynomial, signedWhole, type Curve } from '../calculus.ts'
import { defineQuestions, type Question } from '../define-questions.ts'
import { fraction, fractionText, reckoned, type Fraction } from '../fractions.ts'
import { judged } from '../judged-answer.ts'
import { polynomialText } from '../polynomial-text.ts'
import { fractionFault, readFraction } from '../read-fraction.ts'
import { workedOut } from '../worked-out.ts'

export interface IntegralAnswer {
  /** The value, or one antiderivative of many. */
  readonly solution: string
  /** What any antiderivative has as its derivative; null where a value is asked for. */
  readonly integrand: string | null
}

interface IntegralSettings {
  readonly kind: 'definite' | 'polynomial' | 'function' | 'substitution' | 'by-parts'
  readonly degree: number
}

const integrals: EnvironmentFactory<IntegralAnswer> = defineQuestions<readonly IntegralSettings[], IntegralAnswer>({
  id: 'integrals',
  description: 'Integrate a function of x.',
  card: {
    source: 'Generated; antiderivatives are made first, and a test holds their derivatives equal to those of mathjs.',
    verifier:
      'A definite integral: its exact value. An antiderivative: its derivative is the integrand by `math`, so any constant is right, and none too. An integral that is not worked out is no answer.',
    limits: 'One letter, x; ln is the natural logarithm, and C the constant.',
  },
  levels: [
    [{ kind: 'definite', degree: 1 }],
    [{ kind: 'polynomial', degree: 3 }],
    [
      { kind: 'definite', degree: 3 },
      { kind: 'function', degree: 2 },
    ],
    [{ kind: 'substitution', degree: 2 }],
    [
      { kind: 'by-parts', degree: 2 },
      { kind: 'substitution', degree: 4 },
    ],
  ],
  levelText:
    '1: definite integrals of linear functions; 2: antiderivatives of polynomials; 3: definite integrals of degree 3, antiderivatives of sin, cos and exp; 4: substitution; 5: by parts',
  ask: (rng, settings) => drawIntegral(rng, rng.pick(settings)),
  judge: (style) =>
    judged<IntegralAnswer>(style, {
      name: 'integral',
      isSound: ({ solution, integrand }) =>
        integrand === null ? readFraction(solution) !== null : verifyMath(integrand, '').verdict !== 'unscorable',
      faultOf: (text, { solution, integrand }) => {
        if (text === solution) return null
        if (integrand === null) return fractionFault(text, solution)
        const given = workedOut(text.replace(/[-+]\s*[cCkK](?:_?\d)?[\s.$]*$/, ''))
        if (given === null) return 'The answer is no function of x that is worked out.'
        const { verdict, reason } = verifyMath(integrand, `\\boxed{\\frac{d}{dx}\\left(${given}\\right)}`)
        return verdict === 'correct' ? null : `Its derivative is not the integrand: ${reason}`
      },
    }),
  gold: ({ solution }) => solution,
})

function drawIntegral(rng: Rng, { kind, degree }: IntegralSettings): Question<IntegralAnswer> {
  if (kind === 'definite') return drawDefinite(rng, degree)
  const { text, derivative } = kind === 'polynomial' ? drawAntiderivative(rng, degree) : drawFunction(rng, kind, degree)
  return {
    compact: `int ${derivative}=`,
    words: `What is an antiderivative of ${derivative} with respect to x?`,
    form: 'the antiderivative',
    answer: { solution: `${text}+C`, integrand: derivative },
  }
}

function drawFunction(rng: Rng, kind: 'function' | 'substitution' | 'by-parts', degree: number): Curve {
  const name = rng.pick(['sin', 'cos', 'exp'] as const)
  const linear = polynomial([0, rng.int(2, 12)])
  if (kind === 'by-parts') return byParts(name, [rng.int(0, 9), rng.int(1, 9)], rng.int(2, 12))
  const inner = polynomial([rng.int(0, 20), ...Array.from({ length: degree - 1 }, () => 0), rng.int(1, 9)])
  const curve = outer(name, kind === 'function' ? linear : inner)
  const coefficient = rng.int(2, 20)
  return { ...curve, text: `${coefficient}*${curve.text}`, derivative: `${coefficient}*(${curve.derivative})` }
}

/** The antiderivative of (a x + b) f(m x): (a x + b) F(m x) / m − a G(m x) / m², where G' = F and F' = f. */
function byParts(name: 'sin' | 'cos' | 'exp', [b, a]: readonly [number, number], m: number): Curve {
  const line = polynomialText([b, a])
  const [first, second] = {
    sin: [`-(${line})*cos(${m}*x)`, `+${a}*sin(${m}*x)`],
    cos: [`(${line})*sin(${m}*x)`, `+${a}*cos(${m}*x)`],
    exp: [`(${line})*exp(${m}*x)`, `-${a}*exp(${m}*x)`],
  }[name] as [string, string]
  return { text: `${first}/${m}${second}/${m * m}`, derivative: `(${line})*${name}(${m}*x)`, isFactor: false }
}

/** Whole coefficients of the integrand, so fractions in the antiderivative. */
function drawAntiderivative(rng: Rng, degree: number): Curve {
  const coefficients = drawCoefficients(rng, degree)
  const terms = coefficients.map((each, power) => {
    const { above, below } = fraction(each, power + 1)
    return above === 0
      ? ''
      : `${above < 0 ? '-' : '+'}${Math.abs(above)}*x${power === 0 ? '' : `^${power + 1}`}${below === 1 ? '' : `/${below}`}`
  })
  return { text: terms.join('').replace(/^\+/, ''), derivative: polynomialText(coefficients), isFactor: false }
}

function drawDefinite(rng: Rng, degree: number): Question<IntegralAnswer> {
  for (;;) {
    const coefficients = drawCoefficients(rng, degree)
    const from = rng.int(-5, 5)
    const to = from + rng.int(1, 6)
    const value = coefficients.reduce<Fraction>(
      (total, each, power) =>
        reckoned(total, '+', fraction(each * (to ** (power + 1) - from ** (power + 1)), power + 1)),
      fraction(0),
    )
    if (value.above === 0) continue
    const text = polynomialText(coefficients)
    return {
      compact: `int ${text},${from}..${to}=`,
      words: `What is the definite integral of ${text} from x = ${from} to x = ${to}?`,
      form: 'the exact value',
      answer: { solution: fractionText(value), integrand: null },
    }
  }
}

function drawCoefficients(rng: Rng, degree: number): number[] {
  return Array.from({ length: degree + 1 }, (_, power) => signedWhole(rng, power === degree ? 1 : 0, 12))
}

export default integrals
export const noRecipe = 'Integrals were not tried with so small a model; train a checkpoint.'
