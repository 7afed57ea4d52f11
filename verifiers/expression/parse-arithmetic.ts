// Plain arithmetic to its exact value and the numbers it uses: digits, + - * / and parentheses, nothing else.
// Two stacks (Dijkstra's shunting yard) instead of recursion, so depth costs memory only, and both have a limit.
import { add, divide, multiply, negate, rational, subtract, type Rational } from '../number/rational.ts'

export type Arithmetic =
  | { readonly ok: true; readonly value: Rational; readonly numbers: readonly Rational[] }
  | { readonly ok: false; readonly code: 'not-arithmetic' | 'too-long' | 'division-by-zero'; readonly reason: string }

const longestText = 2000
const longestNumber = 30

type Operator = '+' | '-' | '*' | '/' | 'negative' | '('

const precedence: { readonly [operator in Operator]: number } = { '(': 0, '+': 1, '-': 1, '*': 2, '/': 2, negative: 3 }

/** What models write for the four operations, and what it stands for. */
const spellings: readonly (readonly [RegExp, string])[] = [
  [/\\times|\\cdot|[×·∗⋅]/g, '*'],
  [/\\div|÷/g, '/'],
  [/[−–]/g, '-'],
  [/\\left|\\right|\\[,;! ]/g, ' '],
]

/**
 * @example parseArithmetic('(1 + 2) * 3') // { ok: true, value: 9, numbers: [1, 2, 3] }
 */
export function parseArithmetic(written: string): Arithmetic {
  if (written.length > longestText) {
    return { ok: false, code: 'too-long', reason: `The expression is longer than ${longestText} characters.` }
  }
  const text = spellings.reduce((current, [pattern, plain]) => current.replace(pattern, plain), written)
  const values: Rational[] = []
  const operators: Operator[] = []
  const numbers: Rational[] = []
  let expectsOperand = true

  const applyLast = (): boolean => {
    const operator = operators.pop()
    const right = values.pop() as Rational
    if (operator === 'negative') {
      values.push(negate(right))
      return true
    }
    const left = values.pop() as Rational
    const value = operator === '/' ? divide(left, right) : exactOf(operator as '+' | '-' | '*', left, right)
    if (value === null) return false
    values.push(value)
    return true
  }

  const token = /\s*(?:(\d+(?:\.\d+)?)|([-+*/()]))\s*/y
  while (token.lastIndex < text.length) {
    const start = token.lastIndex
    const match = token.exec(text)
    if (match === null) return notArithmetic(text, start)
    const [, digits, symbol] = match
    if (digits !== undefined) {
      const number = readNumber(digits)
      if (!expectsOperand || number === null) return notArithmetic(text, start)
      values.push(number)
      numbers.push(number)
      expectsOperand = false
    } else if (symbol === '(') {
      if (!expectsOperand) return notArithmetic(text, start)
      operators.push('(')
    } else if (symbol === ')') {
      if (expectsOperand) return notArithmetic(text, start)
      while (operators.length > 0 && operators.at(-1) !== '(') if (!applyLast()) return dividedByZero
      if (operators.pop() !== '(') return notArithmetic(text, start)
    } else if (expectsOperand) {
      // A sign before a number or a parenthesis; two in a row, as in `5--3`, are no arithmetic anyone writes.
      if (symbol !== '-' || operators.at(-1) === 'negative') return notArithmetic(text, start)
      operators.push('negative')
    } else {
      const operator = symbol as '+' | '-' | '*' | '/'
      while (precedence[operators.at(-1) ?? '('] >= precedence[operator]) if (!applyLast()) return dividedByZero
      operators.push(operator)
      expectsOperand = true
    }
  }
  if (expectsOperand) return notArithmetic(text, text.length)
  while (operators.length > 0) {
    if (operators.at(-1) === '(') return notArithmetic(text, text.length)
    if (!applyLast()) return dividedByZero
  }
  return { ok: true, value: values[0] as Rational, numbers }
}

const dividedByZero: Arithmetic = {
  ok: false,
  code: 'division-by-zero',
  reason: 'The expression divides by zero.',
}

function exactOf(operator: '+' | '-' | '*', left: Rational, right: Rational): Rational {
  return operator === '+' ? add(left, right) : operator === '-' ? subtract(left, right) : multiply(left, right)
}

/** Decimal digits to their exact value; null past thirty of them. */
function readNumber(digits: string): Rational | null {
  if (digits.length > longestNumber) return null
  const [integer = '', fraction = ''] = digits.split('.')
  return rational(BigInt(integer + fraction), 10n ** BigInt(fraction.length))
}

function notArithmetic(text: string, at: number): Arithmetic {
  const rest = text.slice(at).trim()
  const where = rest === '' ? 'it ends too early' : `it fails at \`${rest.slice(0, 20).toWellFormed()}\``
  return {
    ok: false,
    code: 'not-arithmetic',
    reason: `The expression is no plain arithmetic of numbers, + - * / and parentheses: ${where}.`,
  }
}
