// Answers with conditions: one that adds nothing may be left out on either side; where both sides say something about a
// letter it must be the same.
import type { Answer, ReadCondition } from '../read/read-answer.ts'
import { someTree, type MathTree } from '../read/tree.ts'
import { equalSets, realSet } from './real-sets.ts'

/** Kinds of numbers that no letter of an answer is said to leave. */
const open = new Set(['R', 'C', 'constant', 'any'])
const naturals: readonly string[] = ['N', 'Z>0', 'Z>=0']

/** Whether conditions of two answers with equal cores go together. */
export function agreeingConditions(gold: Answer, candidate: Answer): boolean {
  const [asked, given] = [gold.qualified?.conditions ?? [], candidate.qualified?.conditions ?? []]
  const core = gold.qualified?.core ?? gold
  const names = new Set([...asked, ...given].flatMap((condition) => condition.names))
  if ([...asked, ...given].some((condition) => condition.names.length === 0 && condition.kind === null)) return false
  return [...names].every((name) => {
    const about = (conditions: readonly ReadCondition[]): readonly ReadCondition[] =>
      conditions.filter((condition) => condition.names.includes(name))
    const [one, other] = [about(asked), about(given)]
    if (one.length === 0) return isLeftOut(name, other, core.tree) && !narrows(other, core.tree)
    if (other.length === 0) return isLeftOut(name, one, core.tree)
    return isAlike(one, other)
  })
}

/** Whether nothing is lost without the conditions on a letter. */
function isLeftOut(name: string, conditions: readonly ReadCondition[], core: MathTree): boolean {
  if (conditions.every((condition) => condition.kind !== null)) return true
  const value = core.kind === 'relation' && core.operators.join() === '=' ? core.sides.at(-1) : core
  // What an inequality or a list says together with another condition is another answer.
  if (value === undefined || value.kind === 'relation' || value.kind === 'list') return false
  const isInside = someTree(value, (each) => each.kind === 'symbol' && each.name === plainName(name))
  return isInside || conditions.every((condition) => condition.isForAll === true)
}

/** A kind of numbers that the gold does not ask for is another answer where the answer is a set: x > 2 with x whole. */
function narrows(conditions: readonly ReadCondition[], core: MathTree): boolean {
  const isInequality = core.kind === 'relation' && core.operators.some((operator) => operator !== '=')
  const isInterval = core.kind === 'list' && core.items.length === 2 && /[([][)\]]/.test(core.brackets)
  const isUnion = core.kind === 'apply' && ['union', 'intersection', 'difference'].includes(core.name)
  return (isInequality || isInterval || isUnion) && conditions.some(({ kind }) => kind !== null && !open.has(kind))
}

const plainName = (name: string): string => name.replace(/^\\/, '').replace(/[{}]/g, '')

function isAlike(one: readonly ReadCondition[], other: readonly ReadCondition[]): boolean {
  const [left, right] = [relationsOf(one), relationsOf(other)]
  const [leftKind, rightKind] = [kindOf(one), kindOf(other)]
  if (left.length === 0 && right.length === 0) return isOneKind(leftKind, rightKind)
  if (left.length > 0 && right.length > 0) return isOneSet(left, right)
  // `n \ge 1` is said of whole numbers as well.
  const [relations, kind] = left.length > 0 ? [left, rightKind] : [right, leftKind]
  const start = (from: number, isClosed: boolean): boolean => isOneSet(relations, [ray(from, isClosed)])
  if (naturals.includes(kind ?? '') && kind !== 'Z>=0' && (start(1, true) || start(0, false))) return true
  return naturals.includes(kind ?? '') && kind !== 'Z>0' && (start(0, true) || start(-1, false))
}

function ray(from: number, isClosed: boolean): MathTree {
  const end: MathTree = { kind: 'number', value: { numerator: BigInt(from), denominator: 1n }, decimals: null }
  const items: MathTree[] = [end, { kind: 'symbol', name: 'infty' }]
  return { kind: 'list', brackets: isClosed ? '[)' : '()', items, depth: 2 }
}

const relationsOf = (conditions: readonly ReadCondition[]): MathTree[] =>
  conditions.flatMap(({ tree }) => (tree === null ? [] : [tree]))

/** The narrowest kind that is said. */
function kindOf(conditions: readonly ReadCondition[]): string | null {
  const kinds = conditions.flatMap(({ kind }) => (kind === null ? [] : [kind]))
  return kinds.find((kind) => !open.has(kind)) ?? kinds[0] ?? null
}

function isOneKind(one: string | null, other: string | null): boolean {
  if (one === other || one === null || other === null) return true
  if (open.has(one) && open.has(other)) return true
  const saysNothing = (kind: string): boolean => kind === 'any' || kind === 'constant'
  if (saysNothing(one) || saysNothing(other)) return true
  // Whether zero is a natural number is a custom.
  return (one === 'N' && naturals.includes(other)) || (other === 'N' && naturals.includes(one))
}

function isOneSet(one: readonly MathTree[], other: readonly MathTree[]): boolean {
  const setOf = (trees: readonly MathTree[]) =>
    trees.map((tree) => realSet(tree)).reduce((left, right) => left && right && { kind: 'intersection', left, right })
  const [left, right] = [setOf(one), setOf(other)]
  if (left === null || right === null || left === undefined || right === undefined) return false
  return equalSets(left, right) === true
}
