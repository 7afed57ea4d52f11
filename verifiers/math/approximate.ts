// A tree's value as a double, for comparing an exact answer with decimals of it. Never decides that two exact
// answers are equal: a double cannot.
import type { MathTree } from './tree.ts'

const constants: { readonly [name: string]: number } = { '\\pi': Math.PI, e: Math.E }

const functions: { readonly [name: string]: (argument: number) => number } = {
  sqrt: Math.sqrt,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  arcsin: Math.asin,
  arccos: Math.acos,
  arctan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  ln: Math.log,
  log: Math.log10,
  exp: Math.exp,
}

/** The value; NaN where the tree has a symbol other than π and e, or a function not known here. */
export function approximate(tree: MathTree): number {
  switch (tree.kind) {
    case 'number':
      return Number(tree.value.numerator) / Number(tree.value.denominator)
    case 'symbol':
      return constants[tree.name] ?? Number.NaN
    case 'negative':
      return -approximate(tree.of)
    case 'percent':
      return approximate(tree.of) / 100
    case 'operation': {
      const left = approximate(tree.left)
      const right = approximate(tree.right)
      if (tree.operator === '+') return left + right
      if (tree.operator === '-') return left - right
      if (tree.operator === '*') return left * right
      return tree.operator === '/' ? left / right : left ** right
    }
    case 'call': {
      const [first, second] = tree.of
      if (first === undefined) return Number.NaN
      if (tree.name === 'root')
        return second === undefined ? Number.NaN : approximate(first) ** (1 / approximate(second))
      return tree.of.length === 1 ? (functions[tree.name]?.(approximate(first)) ?? Number.NaN) : Number.NaN
    }
    default:
      return Number.NaN
  }
}
