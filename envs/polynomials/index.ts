// Sums, products and quotients of polynomials. After reasoning-gym's `polynomial_multiplication`.
import type { EnvironmentFactory } from '../../src/core/define-env.ts'
import type { Rng } from '../../src/core/random.ts'
import { defineQuestions, type Question } from '../define-questions.ts'
import { judged } from '../judged-answer.ts'
import { polynomialText, readPolynomial } from '../polynomial-text.ts'

type Operation = 'sum' | 'difference' | 'product' | 'quotient'

interface PolynomialSettings {
  readonly operations: readonly Operation[]
  readonly degrees: readonly [number, number]
  readonly coefficient: number
}

const signs = { sum: '+', difference: '-', product: '*', quotient: '/' } as const

const polynomials: EnvironmentFactory<string> = defineQuestions<PolynomialSettings, string>({
  id: 'polynomials',
  description: 'Add, subtract, multiply and divide polynomials.',
  card: {
    source: 'Generated; whole coefficients, divisions leave no remainder.',
    verifier: 'The sum of its terms, each power once, in any order; brackets are no answer.',
    limits: 'One letter, x. A result that is not written out, such as a product of factors, is wrong.',
  },
  levels: [
    { operations: ['sum', 'difference'], degrees: [1, 2], coefficient: 9 },
    { operations: ['product'], degrees: [1, 1], coefficient: 9 },
    { operations: ['product', 'difference'], degrees: [2, 2], coefficient: 12 },
    { operations: ['product', 'quotient'], degrees: [2, 3], coefficient: 12 },
    { operations: ['product', 'quotient'], degrees: [3, 5], coefficient: 25 },
  ],
  levelText:
    '1: sums and differences of degree 2; 2: products of two linear ones; 3: products of degree 2; 4: quotients too, of degree 3; 5: of degree 5 with larger coefficients',
  ask: drawPolynomials,
  judge: (style) =>
    judged<string>(style, {
      name: 'same-polynomial',
      isSound: (answer) => readPolynomial(answer) !== null,
      faultOf: (text, answer) => {
        if (text === answer) return null
        const given = readPolynomial(text)
        if (given === null) return 'The answer is no sum of terms, each power once, like x^2 - 5x + 6.'
        return polynomialText(given) === answer ? null : 'It is another polynomial.'
      },
    }),
  gold: (answer) => answer,
})

function drawPolynomials(rng: Rng, { operations, degrees, coefficient }: PolynomialSettings): Question<string> {
  for (;;) {
    const operation = rng.pick(operations)
    const draw = (): number[] =>
      Array.from({ length: rng.int(...degrees) + 1 }, () => rng.int(-coefficient, coefficient))
    const [first, second] = [draw(), draw()]
    if (first.at(-1) === 0 || second.at(-1) === 0 || first.join() === second.join()) continue
    const product = multiplied(first, second)
    const [left, right, result] = {
      sum: () => [...ordered(first, second), added(first, second, 1)],
      difference: () => [first, second, added(first, second, -1)],
      product: () => [...ordered(first, second), product],
      quotient: () => [product, first, second],
    }[operation]() as [number[], number[], number[]]
    const [before, after] = [`(${polynomialText(left)})`, `(${polynomialText(right)})`]
    return {
      compact: `${before}${signs[operation]}${after}=`,
      words: `What is the ${operation} ${before} ${signs[operation]} ${after}, written out by powers of x?`,
      form: 'the polynomial',
      answer: polynomialText(result),
    }
  }
}

/** Each pair in one order. */
function ordered(first: number[], second: number[]): [number[], number[]] {
  return first.join() < second.join() ? [first, second] : [second, first]
}

function added(first: readonly number[], second: readonly number[], times: 1 | -1): number[] {
  const length = Math.max(first.length, second.length)
  return Array.from({ length }, (_, power) => (first[power] ?? 0) + times * (second[power] ?? 0))
}

function multiplied(first: readonly number[], second: readonly number[]): number[] {
  const product = Array.from({ length: first.length + second.length - 1 }, () => 0)
  for (const [i, left] of first.entries())
    for (const [j, right] of second.entries()) product[i + j] = (product[i + j] as number) + left * right
  return product
}

export default polynomials
export const noRecipe = 'Polynomials were not tried with so small a model; train a checkpoint.'
