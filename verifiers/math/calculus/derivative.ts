// Derivatives of expressions as trees, by the rules of the calculus. Null for what has no rule here.
import { apply, number, someTree, type MathTree } from '../read/tree.ts'
import { negate } from '../read/operators.ts'
import { one, subtract, whole, zero } from '../../number/rational.ts'

const nought: MathTree = number(zero)
const unit: MathTree = number(one)
const two: MathTree = number(whole(2n))

export const isFreeOf = (tree: MathTree, name: string): boolean =>
  !someTree(tree, (each) => each.kind === 'symbol' && each.name === name)

const times = (...of: readonly MathTree[]): MathTree => apply('multiply', ...of)
const plus = (...of: readonly MathTree[]): MathTree => apply('add', ...of)
const over = (top: MathTree, bottom: MathTree): MathTree => apply('divide', top, bottom)

/** f′ for a function of one argument, as a tree of that argument. */
const outer: ReadonlyMap<string, (of: MathTree) => MathTree> = new Map([
  ['sin', (of: MathTree) => apply('cos', of)],
  ['cos', (of: MathTree) => negate(apply('sin', of))],
  ['tan', (of: MathTree) => over(unit, apply('power', apply('cos', of), two))],
  ['exp', (of: MathTree) => apply('exp', of)],
  ['ln', (of: MathTree) => over(unit, of)],
  ['sqrt', (of: MathTree) => over(unit, times(two, apply('sqrt', of)))],
  ['atan', (of: MathTree) => over(unit, plus(unit, apply('power', of, two)))],
  ['asin', (of: MathTree) => over(unit, apply('sqrt', plus(unit, negate(apply('power', of, two)))))],
  ['sinh', (of: MathTree) => apply('cosh', of)],
  ['cosh', (of: MathTree) => apply('sinh', of)],
  ['negate', () => negate(unit)],
])

/**
 * @throws OverLimit past 200 levels
 * @example derivativeOf(power(x, 3), 'x') // 3·x²
 */
export function derivativeOf(tree: MathTree, name: string): MathTree | null {
  if (isFreeOf(tree, name)) return nought
  if (tree.kind === 'symbol') return unit
  if (tree.kind !== 'apply') return null
  const of = tree.of.map((each) => derivativeOf(each, name))
  if (of.includes(null)) return null
  const [f, g] = tree.of as [MathTree, MathTree]
  const [df, dg] = of as [MathTree, MathTree]
  switch (tree.name) {
    case 'add':
      return plus(...(of as MathTree[]))
    case 'multiply':
      return plus(...tree.of.map((_, index) => times(...tree.of.with(index, of[index] as MathTree))))
    case 'divide':
      return over(plus(times(df, g), negate(times(f, dg))), apply('power', g, two))
    case 'power': {
      if (g.kind === 'number') {
        const less = number(subtract(g.value, one))
        return less.value.numerator === 0n ? df : times(g, apply('power', f, less), df)
      }
      if (isFreeOf(g, name)) return times(g, apply('power', f, plus(g, negate(unit))), df)
      const logarithm = f.kind === 'symbol' && f.name === 'e' ? unit : apply('ln', f)
      const exponential = times(tree, dg, logarithm)
      return isFreeOf(f, name) ? exponential : plus(exponential, times(tree, g, over(df, f)))
    }
    default: {
      const rule = tree.of.length === 1 ? outer.get(tree.name) : undefined
      return rule === undefined ? null : times(rule(f), df)
    }
  }
}
