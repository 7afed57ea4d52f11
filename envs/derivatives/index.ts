// Derivatives of functions of x. reasoning-gym has integrals alone.
import type { EnvironmentFactory } from '../../src/core/define-env.ts'
import type { Rng } from '../../src/core/random.ts'
import { verifyMath } from '../../verifiers/index.ts'
import { outer, polynomial, product, quotient, signedWhole, sum, type Curve } from '../calculus.ts'
import { defineQuestions } from '../define-questions.ts'
import { judged } from '../judged-answer.ts'
import { workedOut } from '../worked-out.ts'

type Kind = 'polynomial' | 'sum' | 'product' | 'chain' | 'quotient'

const derivatives: EnvironmentFactory<string> = defineQuestions<Kind, string>({
  id: 'derivatives',
  description: 'Differentiate a function of x.',
  card: {
    source:
      'Generated; functions are made together with their derivatives, which a test holds equal to those of mathjs.',
    verifier: 'math: any form of the derivative, simplified or not. A derivative that is not worked out is no answer.',
    limits:
      'One letter, x; ln is the natural logarithm. Forms that `math` cannot show to be equal are judged at points.',
  },
  levels: ['polynomial', 'sum', 'product', 'chain', 'quotient'],
  levelText: '1: polynomials; 2: sums with sin, cos, exp and ln; 3: products; 4: functions of functions; 5: quotients',
  ask: (rng, kind) => {
    const { text, derivative } = drawCurve(rng, kind)
    return {
      compact: `(${text})'=`,
      words: `What is the derivative of ${text} with respect to x?`,
      form: 'the derivative',
      answer: derivative,
    }
  },
  judge: (style) =>
    judged<string>(style, {
      name: 'derivative',
      isSound: (answer) => workedOut(answer) !== null && verifyMath(answer, '').verdict !== 'unscorable',
      faultOf: (text, answer) => {
        if (text === answer) return null
        const given = workedOut(text)
        if (given === null) return 'The answer is no function of x that is worked out.'
        const { verdict, reason } = verifyMath(answer, `\\boxed{${given}}`)
        return verdict === 'correct' ? null : reason
      },
    }),
  gold: (answer) => answer,
})

function drawCurve(rng: Rng, kind: Kind): Curve {
  const scaled = polynomial([0, rng.int(1, kind === 'chain' ? 40 : 9)])
  const wave = (inner: Curve): Curve => outer(rng.pick(['sin', 'cos', 'exp'] as const), inner)
  const power = (): Curve => monomial(rng.int(1, 9), rng.int(1, 4))
  switch (kind) {
    case 'polynomial':
      return polynomial([signedWhole(rng, 0, 20), signedWhole(rng, 0, 20), signedWhole(rng, 1, 9), rng.int(0, 9)])
    case 'sum': {
      const other = rng.int(0, 2) === 0 ? outer('ln', polynomial([0, 1])) : wave(scaled)
      return sum(monomial(signedWhole(rng, 1, 20), rng.int(2, 6)), times(rng.int(2, 20), other))
    }
    case 'product':
      return product(power(), rng.int(0, 3) === 0 ? outer('ln', polynomial([0, 1])) : wave(scaled))
    case 'chain': {
      // Positive everywhere, so that ln and sqrt are defined.
      const inner = polynomial([rng.int(1, 20), 0, rng.int(1, 9), 0, rng.int(0, 5)].slice(0, rng.pick([3, 5])))
      const first = outer(rng.pick(['sin', 'cos', 'exp', 'ln', 'sqrt'] as const), inner)
      return rng.int(0, 1) === 0
        ? times(rng.int(2, 9), first)
        : outer('exp', outer(rng.pick(['sin', 'cos'] as const), scaled))
    }
    default:
      return quotient(
        rng.int(0, 1) === 0 ? wave(scaled) : polynomial([signedWhole(rng, 1, 9), rng.int(1, 9)]),
        polynomial([rng.int(1, 20), 0, rng.int(1, 5)]),
      )
  }
}

function monomial(coefficient: number, power: number): Curve {
  return polynomial([...Array.from({ length: power }, () => 0), coefficient])
}

function times(coefficient: number, { text, derivative }: Curve): Curve {
  return { text: `${coefficient}*${text}`, derivative: `${coefficient}*(${derivative})`, isFactor: true }
}

export default derivatives
export const noRecipe = 'Derivatives were not tried with so small a model; train a checkpoint.'
