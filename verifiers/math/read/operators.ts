// Operators by how tightly they bind, and the trees that they make.
import { apply, list, number, relation, symbol, type MathTree } from './tree.ts'
import { combination } from './special-forms.ts'
import { Unreadable } from './unreadable.ts'
import { one, zero } from '../../number/rational.ts'

export interface Operator {
  readonly precedence: number
  /** 1 for a prefix, 2 for what stands between. */
  readonly arity: 1 | 2
  readonly build: (left: MathTree, right: MathTree) => MathTree
  readonly isRightAssociative?: boolean
  readonly isIntegral?: boolean
}

/** What stands below and above a name: `\log_2`, `\sum_{k=1}^{n}`. */
export interface Scripts {
  readonly lower?: MathTree
  readonly upper?: MathTree
}

/** From loose to tight. A function without brackets takes a product of letters, not a sum: sin 2x + 1. */
export const binding = {
  relation: 1,
  union: 2,
  intersection: 2.5,
  ratio: 3,
  integral: 4,
  sum: 5,
  negative: 6,
  bigOperator: 6.5,
  product: 7,
  beforeFunction: 7.5,
  functionOfProduct: 8,
  adjacent: 9,
  power: 11,
  tightNegative: 12,
  functionOfBrackets: 12,
} as const

const relations = new Set('= < > <= >= != ≈ ≡ ~= ∝ ∈ ∉ ⊂ ⊂= ⊃ ⊃= → ⇔ mid ⊥ ∥'.split(' '))

const flattened = (name: 'add' | 'multiply', left: MathTree, right: MathTree): MathTree => {
  const [first, second] = [ungrouped(left), ungrouped(right)]
  return first.kind === 'apply' && first.name === name ? apply(name, ...first.of, second) : apply(name, first, second)
}

/** `\{1 + 2\}` in a sum or a product is no set: the braces group. */
function ungrouped(tree: MathTree): MathTree {
  return tree.kind === 'list' && tree.brackets === '{}' && tree.items.length === 1 ? (tree.items[0] as MathTree) : tree
}

const related =
  (operator: string) =>
  (left: MathTree, right: MathTree): MathTree =>
    left.kind === 'relation'
      ? relation([...left.operators, operator], [...left.sides, right])
      : relation([operator], [left, right])

const between = (precedence: number, build: Operator['build']): Operator => ({ precedence, arity: 2, build })

export const adjacency: Operator = between(binding.adjacent, (left, right) => flattened('multiply', left, right))
export const adjacencyOfFunction: Operator = { ...adjacency, precedence: binding.beforeFunction }

const known: { readonly [mark: string]: Operator } = {
  '+': between(binding.sum, (left, right) => flattened('add', left, right)),
  '-': between(binding.sum, (left, right) => flattened('add', left, negate(right))),
  '±': between(binding.sum, (left, right) => apply('plus-minus', left, right)),
  '∓': between(binding.sum, (left, right) => apply('plus-minus', left, negate(right))),
  '*': between(binding.product, (left, right) => flattened('multiply', left, right)),
  '/': between(binding.product, (left, right) => apply('divide', left, right)),
  mod: between(binding.product, (left, right) => apply('mod', left, right)),
  '^': {
    ...between(binding.power, (left, right) => combination(left, right) ?? apply('power', left, right)),
    isRightAssociative: true,
  },
  ':': between(binding.ratio, (left, right) =>
    left.kind === 'list' && left.brackets === ':' ? list(':', [...left.items, right]) : list(':', [left, right]),
  ),
  '∪': between(binding.union, (left, right) => apply('union', left, right)),
  '∖': between(binding.union, (left, right) => apply('difference', left, right)),
  '∩': between(binding.intersection, (left, right) => apply('intersection', left, right)),
}

/** The operator that stands between two operands; null for a mark that is none. */
export function operatorBetween(mark: string): Operator | null {
  if (relations.has(mark)) return between(binding.relation, related(mark))
  return Object.hasOwn(known, mark) ? (known[mark] as Operator) : null
}

/** The operator before an operand; null for a mark that is none. */
export function operatorBefore(mark: string, isAfterPower: boolean): Operator | null {
  const precedence = isAfterPower ? binding.tightNegative : binding.negative
  if (mark === '-') return { precedence, arity: 1, build: negate }
  if (mark === '+') return { precedence, arity: 1, build: (operand) => operand }
  const isSigned = mark === '±' || mark === '∓'
  if (isSigned) return { precedence, arity: 1, build: (operand) => apply('plus-minus', number(zero), operand) }
  // `≈ 3`, `= 5`: what stands before is left out.
  return null
}

/** A name before its argument, with what stands above and below it: `\sin^2`, `\log_2`. */
export function functionOperator(name: string, scripts: Scripts, isBeforeBrackets: boolean): Operator {
  const precedence = isBeforeBrackets ? binding.functionOfBrackets : binding.functionOfProduct
  return {
    precedence,
    arity: 1,
    build: (operand) => {
      const isList =
        operand.kind === 'list' && (operand.brackets === '()' || (operand.brackets === '{}' && takesMany.has(name)))
      const of = isList ? operand.items : [ungrouped(operand)]
      const { lower, upper } = scripts
      if (of.length > 1 && takesOne.has(name)) throw new Unreadable(`${name} takes one argument`)
      if (upper !== undefined && isMinusOne(upper) && inverses.has(name)) return apply(`a${name}`, ...of)
      const applied = name === 'log' || name === 'ln' ? logarithm(name, of, lower) : apply(name, ...of)
      return upper === undefined ? applied : apply('power', applied, upper)
    },
  }
}

const takesOne = new Set('floor ceil sqrt exp ln sin cos tan cot sec csc sinh cosh tanh abs cis sgn det'.split(' '))
const takesMany = new Set(['min', 'max', 'gcd', 'lcm'])
const inverses = new Set('sin cos tan cot sec csc sinh cosh tanh coth sech csch'.split(' '))

function isMinusOne(tree: MathTree): boolean {
  return tree.kind === 'number' && tree.value.numerator === -1n && tree.value.denominator === 1n
}

/** `log(x)` is to base ten, `log(x, b)` and `log_b x` to base b. */
function logarithm(name: string, of: readonly MathTree[], lower: MathTree | undefined): MathTree {
  const [argument, base = lower] = of as [MathTree, MathTree?]
  if (name === 'ln') return apply('ln', argument)
  if (base === undefined) return apply('log', argument)
  return base.kind === 'symbol' && base.name === 'e' ? apply('ln', argument) : apply('log', argument, base)
}

/** −x; of a written number the number, so that -3 is one leaf. */
export function negate(tree: MathTree): MathTree {
  if (tree.kind === 'number' && tree.base === undefined) {
    return { ...tree, value: { numerator: -tree.value.numerator, denominator: tree.value.denominator } }
  }
  return apply('negate', tree)
}

/** `\sum_{k=1}^{n}` and its like: the body is what follows. */
export function bigOperator(name: string, scripts: Scripts): Operator {
  const bounds = [scripts.lower ?? symbol('none'), scripts.upper ?? symbol('none')]
  return { precedence: binding.bigOperator, arity: 1, build: (body) => apply(name, body, ...bounds) }
}

export function integralOperator(scripts: Scripts): Operator {
  const bounds = [scripts.lower, scripts.upper].filter((bound) => bound !== undefined)
  const build = (body: MathTree, variable?: MathTree): MathTree =>
    apply('integral', body, variable ?? symbol('none'), ...bounds)
  return { precedence: binding.integral, arity: 1, isIntegral: true, build }
}

export function derivativeOperator(variable: MathTree): Operator {
  return { precedence: binding.functionOfProduct, arity: 1, build: (body) => apply('derivative', body, variable) }
}

export const unit: MathTree = number(one)
