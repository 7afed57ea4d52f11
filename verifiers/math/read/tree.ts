// What an answer says, as an immutable tree. Reading makes it, comparison looks at it.
import { deepestTree, OverLimit } from '../bounds/limits.ts'
import type { Rational } from '../../number/rational.ts'

export type MathTree = NumberTree | SymbolTree | TextTree | ApplyTree | ListTree | RelationTree

export interface NumberTree {
  readonly kind: 'number'
  readonly value: Rational
  /** Digits after the point as written; null for a number written without one. */
  readonly decimals: number | null
  /** Significant digits as written, counted only where there is a point or an exponent. */
  readonly significant?: number
  /** The base of `52_8`; absent for an ordinary number. */
  readonly base?: number
}

export interface SymbolTree {
  readonly kind: 'symbol'
  readonly name: string
}

/** Words: `\text{…}` or a run of letters that is no product. */
export interface TextTree {
  readonly kind: 'text'
  readonly text: string
}

/** An operation or a function of `of`: `add`, `multiply`, `negate`, `divide`, `power`, `sqrt`, `sin`, `sum`, … */
export interface ApplyTree {
  readonly kind: 'apply'
  readonly name: string
  readonly of: readonly MathTree[]
  readonly depth: number
}

export interface ListTree {
  readonly kind: 'list'
  /**
   * The two brackets, `()`, `[]`, `(]`, `[)`, `{}`, `<>`; `''` for items that only commas join, `or` and `and` for
   * those that the words join, `row` for a row of a matrix and `matrix` for its rows.
   */
  readonly brackets: string
  readonly items: readonly MathTree[]
  readonly depth: number
}

/** `a = b`, `a < b <= c`: one operator fewer than sides. */
export interface RelationTree {
  readonly kind: 'relation'
  readonly operators: readonly string[]
  readonly sides: readonly MathTree[]
  readonly depth: number
}

/** Levels below and including this node. */
export function depthOf(tree: MathTree): number {
  return tree.kind === 'apply' || tree.kind === 'list' || tree.kind === 'relation' ? tree.depth : 1
}

function depthAbove(trees: readonly MathTree[]): number {
  let deepest = 0
  for (const tree of trees) deepest = Math.max(deepest, depthOf(tree))
  if (deepest >= deepestTree) throw new OverLimit(`more than ${deepestTree} levels inside one another`)
  return deepest + 1
}

/** @throws OverLimit past 200 levels, so that every walk of a tree is bounded */
export function apply(name: string, ...of: readonly MathTree[]): ApplyTree {
  return { kind: 'apply', name, of, depth: depthAbove(of) }
}

export function list(brackets: string, items: readonly MathTree[]): ListTree {
  return { kind: 'list', brackets, items, depth: depthAbove(items) }
}

export function relation(operators: readonly string[], sides: readonly MathTree[]): RelationTree {
  return { kind: 'relation', operators, sides, depth: depthAbove(sides) }
}

export function number(value: Rational): NumberTree {
  return { kind: 'number', value, decimals: null }
}

export function symbol(name: string): SymbolTree {
  return { kind: 'symbol', name }
}

/** The trees directly below. */
export function childrenOf(tree: MathTree): readonly MathTree[] {
  switch (tree.kind) {
    case 'apply':
      return tree.of
    case 'list':
      return tree.items
    case 'relation':
      return tree.sides
    default:
      return []
  }
}

/** Whether `test` holds for the tree or anything below it. */
export function someTree(tree: MathTree, test: (tree: MathTree) => boolean): boolean {
  return test(tree) || childrenOf(tree).some((child) => someTree(child, test))
}

/** The tree with `change` applied to each tree directly below. */
export function mapChildren(tree: MathTree, change: (child: MathTree) => MathTree): MathTree {
  switch (tree.kind) {
    case 'apply':
      return apply(tree.name, ...tree.of.map(change))
    case 'list':
      return list(tree.brackets, tree.items.map(change))
    case 'relation':
      return relation(tree.operators, tree.sides.map(change))
    default:
      return tree
  }
}

/** A text that is the same for trees that are the same, terms and factors in any order. */
export function treeKey(tree: MathTree): string {
  switch (tree.kind) {
    case 'number':
      return `${tree.value.numerator}/${tree.value.denominator}${tree.base === undefined ? '' : `_${tree.base}`}`
    case 'symbol':
      return `'${tree.name}'`
    case 'text':
      return `"${tree.text}"`
    case 'apply': {
      const keys = tree.of.map(treeKey)
      return `${tree.name}(${(tree.name === 'add' || tree.name === 'multiply' ? keys.sort() : keys).join(',')})`
    }
    case 'list':
      return `${tree.brackets}[${tree.items.map(treeKey).join(',')}]`
    case 'relation':
      return `rel(${tree.operators.join(' ')};${tree.sides.map(treeKey).join(';')})`
  }
}
