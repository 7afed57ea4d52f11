// Functions of x together with their derivatives, for tasks of calculus: sum, product, quotient and chain rule on texts.
// mathjs takes 15 ms for a derivative that it simplifies; what is made here is held equal to its by a test.
import type { Rng } from '../src/core/random.ts'
import { polynomialText } from './polynomial-text.ts'

export interface Curve {
  readonly text: string
  readonly derivative: string
  /** Whether the text is one factor, which needs no brackets in a product. */
  readonly isFactor: boolean
}

/** From the constant up. */
export function polynomial(coefficients: readonly number[]): Curve {
  return {
    text: polynomialText(coefficients),
    derivative: polynomialText(coefficients.map((each, power) => each * power).slice(1)),
    isFactor: coefficients.filter((each) => each !== 0).length === 1 && (coefficients.at(-1) as number) > 0,
  }
}

type OuterName = 'sin' | 'cos' | 'exp' | 'ln' | 'sqrt'

/** A function of a function; for `ln` and `sqrt` the inner one is to be positive. */
export function outer(name: OuterName, inner: Curve): Curve {
  const [u, slope] = [inner.text, inner.derivative]
  const times = slope === '1' ? '' : `${factor(slope)}*`
  const derivative = {
    sin: `${times}cos(${u})`,
    cos: `-${times}sin(${u})`,
    exp: `${times}exp(${u})`,
    ln: `${factor(slope)}/${factor(u)}`,
    sqrt: `${factor(slope)}/(2*sqrt(${u}))`,
  }[name]
  return { text: `${name}(${u})`, derivative, isFactor: true }
}

export function sum(left: Curve, right: Curve): Curve {
  return {
    text: joined(left.text, right.text),
    derivative: joined(left.derivative, right.derivative),
    isFactor: false,
  }
}

export function product(left: Curve, right: Curve): Curve {
  const [f, g] = [shown(left), shown(right)]
  return {
    text: `${f}*${g}`,
    derivative: `${left.derivative === '1' ? '' : `${factor(left.derivative)}*`}${g}+${f}*${factor(right.derivative)}`,
    isFactor: true,
  }
}

export function quotient(above: Curve, below: Curve): Curve {
  const [f, g] = [shown(above), `(${below.text})`]
  return {
    text: `${f}/${g}`,
    derivative: `(${factor(above.derivative)}*${g}-${f}*${factor(below.derivative)})/${g}^2`,
    isFactor: true,
  }
}

/** A whole number from `lowest` up in size, of either sign. */
export function signedWhole(rng: Rng, lowest: number, highest: number): number {
  return rng.int(lowest, highest) * (rng.int(0, 1) === 0 ? 1 : -1)
}

function joined(left: string, right: string): string {
  if (right === '0') return left
  if (left === '0') return right
  return right.startsWith('-') ? `${left}${right}` : `${left}+${right}`
}

function shown({ text, isFactor }: Curve): string {
  return isFactor ? text : `(${text})`
}

/** In brackets, unless it is a number or x. */
function factor(text: string): string {
  return /^(?:\d+|x)$/.test(text) ? text : `(${text})`
}
