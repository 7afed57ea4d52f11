// The four operations on fractions.
import type { EnvironmentFactory } from '../../src/core/define-env.ts'
import type { Rng } from '../../src/core/random.ts'
import { defineNumberQuestions } from '../define-questions.ts'
import { fraction, fractionText, reckoned, type Fraction, type Operation } from '../fractions.ts'

interface FractionSettings {
  readonly operations: readonly Operation[]
  readonly highest: number
  readonly terms: 2 | 3
}

const signs: { readonly [operation in Operation]: string } = { '+': '+', '-': '-', '*': '×', '/': '÷' }

const fractionArithmetic: EnvironmentFactory<string> = defineNumberQuestions<FractionSettings>({
  id: 'fraction-arithmetic',
  description: 'Add, subtract, multiply and divide fractions.',
  card: {
    source: 'Generated; fractions are in lowest terms, results are not 0.',
    verifier: 'The exact value as a fraction (in any terms), a decimal or a whole number, but no calculation.',
    limits: 'A result need not be in lowest terms. Mixed numbers such as `1 1/2` are not read.',
  },
  levels: [
    { operations: ['+', '-'], highest: 6, terms: 2 },
    { operations: ['+', '-', '*'], highest: 12, terms: 2 },
    { operations: ['+', '-', '*', '/'], highest: 25, terms: 2 },
    { operations: ['+', '-', '*', '/'], highest: 15, terms: 3 },
    { operations: ['+', '-', '*', '/'], highest: 60, terms: 3 },
  ],
  levelText:
    '1: sums and differences, denominators to 6; 2: products too, to 12; 3: quotients too, to 25; 4: two operations, to 15; 5: two operations, to 60',
  ask: (rng, settings) => {
    for (;;) {
      const { value, compact, words } = drawTerm(rng, settings)
      if (value.above !== 0)
        return {
          compact: `${compact}=`,
          words: `What is ${words}?`,
          form: 'the exact value',
          answer: fractionText(value),
        }
    }
  },
})

interface Term {
  readonly value: Fraction
  readonly compact: string
  readonly words: string
}

function drawTerm(rng: Rng, { operations, highest, terms }: FractionSettings): Term {
  const operation = rng.pick(operations)
  const first = joined(...inOrder(drawFraction(rng, highest), operation, drawFraction(rng, highest)))
  if (terms === 2) return first
  // The other kind of operation, so that the terms have one order.
  const isSum = operation === '+' || operation === '-'
  const inBrackets = { ...first, compact: `(${first.compact})`, words: `(${first.words})` }
  return joined(
    inBrackets,
    isSum ? rng.pick(['*', '/'] as const) : rng.pick(['+', '-'] as const),
    drawFraction(rng, highest),
  )
}

/** A sum and a product occur in one order only. */
function inOrder(left: Term, operation: Operation, right: Term): [Term, Operation, Term] {
  const isFree = operation === '+' || operation === '*'
  const ascends = left.value.above * right.value.below <= right.value.above * left.value.below
  const mayAscend = (left.value.below + right.value.below) % 2 === 0
  return isFree && ascends !== mayAscend ? [right, operation, left] : [left, operation, right]
}

function joined(left: Term, operation: Operation, right: Term): Term {
  const [before, after] =
    operation === '/' ? [`(${left.compact})`, `(${right.compact})`] : [left.compact, right.compact]
  return {
    value: reckoned(left.value, operation, right.value),
    compact: `${before}${operation}${after}`.replaceAll(/\(\((.*?)\)\)/g, '($1)'),
    words: `${left.words} ${signs[operation]} ${right.words}`,
  }
}

/** In lowest terms, between 0 and 3. */
function drawFraction(rng: Rng, highest: number): Term {
  for (;;) {
    const below = rng.int(2, highest)
    const value = fraction(rng.int(1, 3 * below), below)
    if (value.below !== 1) return { value, compact: fractionText(value), words: fractionText(value) }
  }
}

export default fractionArithmetic
export const noRecipe = 'Fractions were not tried with so small a model; train a checkpoint.'
