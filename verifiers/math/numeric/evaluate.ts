// A tree's value with proven error bounds, at a point that gives its symbols values.
import { fromNumber, whole, type Rational } from '../../number/rational.ts'
import { mostEvaluations, mostFactorial, mostTermsOfSum, OverLimit } from '../bounds/limits.ts'
import type { ApplyTree, MathTree } from '../read/tree.ts'
import type { Complex, ComplexField } from './complex.ts'
import { undetermined } from './real-field.ts'

export interface Point<R> {
  readonly numbers: ComplexField<R>
  readonly values: ReadonlyMap<string, Complex<R>>
  /** Whether values off the real line count; otherwise a point where they arise has no value. */
  readonly isComplex: boolean
  readonly budget: { steps: number }
}

/**
 * @throws Undetermined where the tree has no value at the point, or none that can be bounded
 * @throws OverLimit past the budget of steps
 */
export function evaluate<R>(tree: MathTree, point: Point<R>): Complex<R> {
  if (++point.budget.steps > mostEvaluations) throw new OverLimit('too many evaluations')
  const { numbers } = point
  switch (tree.kind) {
    case 'number':
      return numbers.rational(tree.value)
    case 'symbol':
      return symbolValue(tree.name, point)
    case 'apply': {
      const value = applied(tree, point)
      return value.imaginary !== null && !point.isComplex ? undetermined() : value
    }
    default:
      return undetermined()
  }
}

function symbolValue<R>(name: string, { numbers, values, isComplex }: Point<R>): Complex<R> {
  const given = values.get(name)
  if (given !== undefined) return given
  if (name === 'pi') return numbers.of(numbers.field.pi())
  if (name === 'e') return numbers.exp(numbers.rational(whole(1n)))
  if (name === 'i' || name === 'I') return isComplex ? numbers.i : undetermined()
  return undetermined()
}

function applied<R>(tree: ApplyTree, point: Point<R>): Complex<R> {
  const { numbers } = point
  if (tree.name === 'sum' || tree.name === 'prod') return series(tree, point)
  if (tree.name === 'power') {
    const [base, exponent] = tree.of as [MathTree, MathTree]
    const power = constantOf(exponent)
    if (power !== null) return numbers.raise(evaluate(base, point), power)
  }
  const of = tree.of.map((operand) => evaluate(operand, point))
  const [first, second] = of as [Complex<R>, Complex<R>]
  switch (tree.name) {
    case 'add':
      return of.reduce((sum, term) => numbers.add(sum, term))
    case 'multiply':
      return of.reduce((product, factor) => numbers.multiply(product, factor))
    case 'root': {
      const degree = constantOf(tree.of[1] as MathTree)
      if (degree === null || degree.numerator <= 0n) return undetermined()
      return numbers.raise(first, { numerator: degree.denominator, denominator: degree.numerator })
    }
    case 'log': {
      const base = tree.of.length === 1 ? numbers.rational(whole(10n)) : second
      return numbers.divide(numbers.ln(first), numbers.ln(base))
    }
    case 'divide':
      return numbers.divide(first, second)
    case 'power':
      return numbers.power(first, second)
    case 'binomial':
      return binomial(tree, of, point)
    case 'max':
    case 'min':
      return of.reduce((best, each) => extreme(best, each, tree.name === 'max' ? 1 : -1, numbers))
    case 'gcd':
    case 'lcm':
      return wholeFunction(tree.name, of, numbers)
    case 'mod': {
      const quotient = numbers.field.floor(numbers.divide(first, second).real)
      if (quotient === null) return undetermined()
      return numbers.add(first, numbers.negate(numbers.multiply(numbers.rational(whole(quotient)), second)))
    }
    default:
      return tree.of.length === 1 ? unary(tree.name, first, point) : undetermined()
  }
}

function unary<R>(name: string, of: Complex<R>, { numbers }: Point<R>): Complex<R> {
  const unit = numbers.rational(whole(1n))
  const inverse = (value: Complex<R>): Complex<R> => numbers.divide(unit, value)
  const tangent = (value: Complex<R>): Complex<R> => numbers.divide(numbers.sin(value), numbers.cos(value))
  const hyperbolic = (sign: bigint): Complex<R> => {
    const grown = numbers.exp(of)
    const shrunk = numbers.multiply(inverse(grown), numbers.rational(whole(sign)))
    return numbers.divide(numbers.add(grown, shrunk), numbers.rational(whole(2n)))
  }
  const quarter = (): Complex<R> => numbers.divide(numbers.of(numbers.field.pi()), numbers.rational(whole(2n)))
  const minus = (left: Complex<R>, right: Complex<R>): Complex<R> => numbers.add(left, numbers.negate(right))
  switch (name) {
    case 'negate':
      return numbers.negate(of)
    case 'percent':
      return numbers.divide(of, numbers.rational(whole(100n)))
    case 'degrees':
      return numbers.multiply(numbers.divide(of, numbers.rational(whole(180n))), numbers.of(numbers.field.pi()))
    case 'sqrt':
      return numbers.sqrt(of)
    case 'exp':
      return numbers.exp(of)
    case 'ln':
      return numbers.ln(of)
    case 'lg':
      return numbers.divide(numbers.ln(of), numbers.ln(numbers.rational(whole(10n))))
    case 'abs':
    case 'norm':
      return numbers.abs(of)
    case 'sin':
      return numbers.sin(of)
    case 'cos':
      return numbers.cos(of)
    case 'tan':
      return tangent(of)
    case 'cot':
      return numbers.divide(numbers.cos(of), numbers.sin(of))
    case 'sec':
      return inverse(numbers.cos(of))
    case 'csc':
      return inverse(numbers.sin(of))
    case 'sinh':
      return hyperbolic(-1n)
    case 'cosh':
      return hyperbolic(1n)
    case 'tanh':
      return numbers.divide(hyperbolic(-1n), hyperbolic(1n))
    case 'coth':
      return numbers.divide(hyperbolic(1n), hyperbolic(-1n))
    case 'sech':
      return inverse(hyperbolic(1n))
    case 'csch':
      return inverse(hyperbolic(-1n))
    case 'atan':
      return numbers.atan(of)
    case 'acot':
      return minus(quarter(), numbers.atan(of))
    case 'asin':
      return numbers.asin(of)
    case 'acos':
      return minus(quarter(), numbers.asin(of))
    case 'asinh':
      return numbers.ln(numbers.add(of, numbers.sqrt(numbers.add(numbers.multiply(of, of), unit))))
    case 'acosh':
      return numbers.ln(numbers.add(of, numbers.sqrt(minus(numbers.multiply(of, of), unit))))
    case 'atanh':
      return numbers.divide(
        numbers.ln(numbers.divide(numbers.add(unit, of), minus(unit, of))),
        numbers.rational(whole(2n)),
      )
    case 'cis':
      return numbers.exp(numbers.multiply(numbers.i, of))
    case 'floor':
      return numbers.rational(whole(floorOf(of, numbers)))
    case 'ceil':
      return numbers.rational(whole(-floorOf(numbers.negate(of), numbers)))
    case 'sgn': {
      const sign = of.imaginary === null ? numbers.field.sign(of.real) : null
      return sign === null ? undetermined() : numbers.rational(whole(BigInt(sign)))
    }
    case 'factorial':
      return factorial(of, numbers)
    default:
      return undetermined()
  }
}

/** The value of a written rational exponent, which decides the branch. */
function constantOf(tree: MathTree): Rational | null {
  if (tree.kind === 'number') return tree.value
  if (tree.kind !== 'apply') return null
  const [first, second] = tree.of.map(constantOf)
  if (first === null || first === undefined) return null
  if (tree.name === 'negate') return { numerator: -first.numerator, denominator: first.denominator }
  if (tree.name !== 'divide' || second === null || second === undefined || second.numerator === 0n) return null
  const [top, bottom] = [first.numerator * second.denominator, first.denominator * second.numerator]
  const sign = bottom < 0n ? -1n : 1n
  const divisor = commonDivisor(top, bottom)
  return { numerator: (sign * top) / divisor, denominator: (sign * bottom) / divisor }
}

function commonDivisor(left: bigint, right: bigint): bigint {
  let [larger, smaller] = [left < 0n ? -left : left, right < 0n ? -right : right]
  while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller]
  return larger
}

function floorOf<R>(value: Complex<R>, { field }: ComplexField<R>): bigint {
  return (value.imaginary === null ? field.floor(value.real) : null) ?? undetermined()
}

/** The whole number that a value surely is. */
function wholeOf<R>(value: Complex<R>, numbers: ComplexField<R>): bigint {
  const below = floorOf(value, numbers)
  const rest = numbers.add(value, numbers.rational(whole(-below)))
  return numbers.field.sign(rest.real) === 0 ? below : undetermined()
}

function factorial<R>(of: Complex<R>, numbers: ComplexField<R>): Complex<R> {
  const count = wholeOf(of, numbers)
  if (count < 0n || count > mostFactorial) return undetermined()
  let product = 1n
  for (let factor = 2n; factor <= count; factor++) product *= factor
  return numbers.rational(whole(product))
}

/** Falling powers over k!, so that the upper number may be any real. */
function binomial<R>(tree: ApplyTree, of: readonly Complex<R>[], { numbers }: Point<R>): Complex<R> {
  const [upper, lower] = of as [Complex<R>, Complex<R>]
  if (tree.of.length !== 2) return undetermined()
  const count = wholeOf(lower, numbers)
  if (count > mostFactorial) return undetermined()
  if (count < 0n) return numbers.rational(whole(0n))
  let product = numbers.rational(whole(1n))
  for (let index = 0n; index < count; index++) {
    const factor = numbers.add(upper, numbers.rational(whole(-index)))
    product = numbers.multiply(product, numbers.divide(factor, numbers.rational(whole(index + 1n))))
  }
  return product
}

function extreme<R>(left: Complex<R>, right: Complex<R>, sign: number, numbers: ComplexField<R>): Complex<R> {
  const difference = numbers.add(left, numbers.negate(right))
  const decided = difference.imaginary === null ? numbers.field.sign(difference.real) : null
  return decided === null ? undetermined() : decided === 0 || decided === sign ? left : right
}

function wholeFunction<R>(name: 'gcd' | 'lcm', of: readonly Complex<R>[], numbers: ComplexField<R>): Complex<R> {
  const values = of.map((each) => wholeOf(each, numbers))
  const result = values.reduce((left, right) => {
    const divisor = commonDivisor(left, right)
    return name === 'gcd' || divisor === 0n ? divisor : (left * right) / divisor
  })
  return numbers.rational(whole(result < 0n ? -result : result))
}

/** A sum or a product between whole bounds, term by term. */
function series<R>(tree: ApplyTree, point: Point<R>): Complex<R> {
  const { numbers } = point
  const [body, lower, upper] = tree.of as [MathTree, MathTree, MathTree]
  const [name, start] = lower.kind === 'relation' && lower.operators.join() === '=' ? lower.sides : []
  if (name?.kind !== 'symbol' || start === undefined) return undetermined()
  const from = wholeOf(evaluate(start, point), numbers)
  const until = wholeOf(evaluate(upper, point), numbers)
  if (until - from >= mostTermsOfSum) return undetermined()
  let total = numbers.rational(whole(tree.name === 'sum' ? 0n : 1n))
  const values = new Map(point.values)
  for (let index = from; index <= until; index++) {
    values.set(name.name, numbers.rational(whole(index)))
    const term = evaluate(body, { ...point, values })
    total = tree.name === 'sum' ? numbers.add(total, term) : numbers.multiply(total, term)
  }
  return total
}

/** A double as the exact rational that it is written as, for sample points. */
export function sampleValue(value: number): Rational {
  return fromNumber(value) ?? whole(0n)
}
