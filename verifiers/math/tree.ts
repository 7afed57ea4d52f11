// What an answer says, as an immutable tree. Reading makes it, comparison looks at it.
import type { Rational } from '../number/rational.ts'

export type MathTree =
  /** `decimals` counts the digits after the point as written; null where the number has no point. */
  | { readonly kind: 'number'; readonly value: Rational; readonly decimals: number | null }
  | { readonly kind: 'symbol'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'negative'; readonly of: MathTree }
  | { readonly kind: 'percent'; readonly of: MathTree }
  | { readonly kind: 'factorial'; readonly of: MathTree }
  | { readonly kind: 'operation'; readonly operator: Operator; readonly left: MathTree; readonly right: MathTree }
  /** A function by name, `sqrt` and `root` (radicand, degree) among them. */
  | { readonly kind: 'call'; readonly name: string; readonly of: readonly MathTree[] }
  /** `brackets` is `''` for items that only commas join, else the two brackets: `()`, `[]`, `{}`, `(]`, `[)`. */
  | { readonly kind: 'list'; readonly brackets: string; readonly items: readonly MathTree[] }
  /** `a = b`, `a < b <= c`: one operator fewer than sides. */
  | { readonly kind: 'relation'; readonly operators: readonly string[]; readonly sides: readonly MathTree[] }

export type Operator = '+' | '-' | '*' | '/' | '^'
