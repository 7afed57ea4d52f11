// Terms of a countdown expression: a value and its text with no needless parentheses.

export type Operation = '+' | '-' | '*' | '/'

/** `rank` says what the text is at its outermost: a number, a product or quotient, a sum or difference. */
export interface Term {
  readonly value: number
  readonly text: string
  readonly rank: 'number' | 'product' | 'sum'
}

export function numberTerm(value: number): Term {
  return { value, text: String(value), rank: 'number' }
}

/**
 * Two terms as one, or null where the result is no whole number from 0, which people do not use on the way.
 * @example combine(numberTerm(3), '*', numberTerm(7), '') // { value: 21, text: '3*7', rank: 'product' }
 */
export function combine(left: Term, operation: Operation, right: Term, space: '' | ' '): Term | null {
  const value = valueOf(left.value, operation, right.value)
  if (value === null) return null
  const isSum = operation === '+' || operation === '-'
  const leftText = !isSum && left.rank === 'sum' ? `(${left.text})` : left.text
  const rightNeeds = (operation !== '+' && right.rank === 'sum') || (operation === '/' && right.rank === 'product')
  const rightText = rightNeeds ? `(${right.text})` : right.text
  return { value, text: leftText + space + operation + space + rightText, rank: isSum ? 'sum' : 'product' }
}

function valueOf(left: number, operation: Operation, right: number): number | null {
  switch (operation) {
    case '+':
      return left + right
    case '-':
      return left >= right ? left - right : null
    case '*':
      return left * right
    default:
      return right !== 0 && left % right === 0 ? left / right : null
  }
}
