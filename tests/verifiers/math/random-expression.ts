// Random expressions with two ways to write each: one for LaTeX, one for plain text, terms and factors turned round.
import type * as fc from 'fast-check'

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'letter'; readonly name: string }
  | { readonly kind: 'sum' | 'product' | 'quotient'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'square' | 'negative'; readonly of: Expression }

/** Trees of at most `depth` operations on top of one another; no division by anything that can be zero. */
export function expressions(check: typeof fc, depth: number): fc.Arbitrary<Expression> {
  const leaf = check.oneof(
    check.integer({ min: 1, max: 40 }).map((value): Expression => ({ kind: 'number', value })),
    check.constantFrom('x', 'y', 'a').map((name): Expression => ({ kind: 'letter', name })),
  )
  if (depth === 0) return leaf
  const inner = expressions(check, depth - 1)
  return check.oneof(
    leaf,
    check
      .tuple(check.constantFrom('sum' as const, 'product' as const), inner, inner)
      .map(([kind, left, right]): Expression => ({ kind, left, right })),
    check
      .tuple(inner, check.integer({ min: 1, max: 12 }))
      .map(([left, value]): Expression => ({ kind: 'quotient', left, right: { kind: 'number', value } })),
    check
      .tuple(check.constantFrom('square' as const, 'negative' as const), inner)
      .map(([kind, of]): Expression => ({ kind, of })),
  )
}

export function inLatex(expression: Expression): string {
  switch (expression.kind) {
    case 'number':
      return String(expression.value)
    case 'letter':
      return expression.name
    case 'sum':
      return `\\left(${inLatex(expression.left)} + ${inLatex(expression.right)}\\right)`
    case 'product':
      return `{${inLatex(expression.left)}} \\cdot {${inLatex(expression.right)}}`
    case 'quotient':
      return `\\frac{${inLatex(expression.left)}}{${inLatex(expression.right)}}`
    case 'square':
      return `\\left(${inLatex(expression.of)}\\right)^{2}`
    case 'negative':
      return `\\left(-${inLatex(expression.of)}\\right)`
  }
}

/** Plain text, with the sides of sums and products exchanged and squares as products. */
export function inPlainText(expression: Expression): string {
  switch (expression.kind) {
    case 'number':
      return expression.value % 2 === 0 ? `(${expression.value / 2}*2)` : `${expression.value}`
    case 'letter':
      return expression.name
    case 'sum':
      return `(${inPlainText(expression.right)}+${inPlainText(expression.left)})`
    case 'product':
      return `(${inPlainText(expression.right)})*(${inPlainText(expression.left)})`
    case 'quotient':
      return `((${inPlainText(expression.left)})/(${inPlainText(expression.right)}))`
    case 'square':
      return `((${inPlainText(expression.of)})*(${inPlainText(expression.of)}))`
    case 'negative':
      return `(0-(${inPlainText(expression.of)}))`
  }
}

/** The same with something added to the whole: surely another function. */
export function changed(expression: Expression): Expression {
  return { kind: 'sum', left: expression, right: { kind: 'number', value: 1 } }
}
