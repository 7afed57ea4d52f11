// What the parser keeps on its stack: an open bracket with what it holds so far, or a command that waits for arguments.
import { OverLimit, deepestNesting } from '../bounds/limits.ts'
import type { Operator } from './operators.ts'
import { list, type MathTree } from './tree.ts'
import { Unreadable } from './unreadable.ts'

/** An open bracket. Operands and operators are those of the expression being read. */
export interface Group {
  readonly kind: 'group'
  readonly opener: string
  readonly operands: MathTree[]
  readonly operators: Operator[]
  /** Whether an operand must come next. */
  expecting: boolean
  /** Expressions that a comma has ended. */
  items: MathTree[]
  /** Rows that a semicolon or `\\` has ended. */
  readonly rows: MathTree[][]
  joint: '' | 'or' | 'and'
  /** Whether the group may be empty, as the bounds of an integral may. */
  readonly mayBeEmpty: boolean
}

/** A command that waits for arguments in braces. */
export interface Arguments {
  readonly kind: 'arguments'
  wanted: number
  readonly got: MathTree[]
  /** Whether a written number gives only its first digit: `\frac12`. */
  readonly takesDigits: boolean
  readonly isScript: boolean
  readonly done: (got: readonly MathTree[]) => void
}

export function openGroup(opener: string, mayBeEmpty = false): Group {
  return {
    kind: 'group',
    opener,
    operands: [],
    operators: [],
    expecting: true,
    items: [],
    rows: [],
    joint: '',
    mayBeEmpty,
  }
}

/** @throws OverLimit past 64 frames */
export function pushFrame(stack: (Group | Arguments)[], frame: Group | Arguments): void {
  if (stack.length >= deepestNesting) throw new OverLimit(`more than ${deepestNesting} brackets inside one another`)
  stack.push(frame)
}

/** Builds what binds at least as tightly as `precedence`. */
export function reduce(group: Group, precedence: number, isRightAssociative = false): void {
  for (;;) {
    const operator = group.operators.at(-1)
    if (operator === undefined) return
    if (isRightAssociative ? operator.precedence <= precedence : operator.precedence < precedence) return
    reduceOnce(group, group.operators.pop() as Operator)
  }
}

export function reduceOnce(group: Group, operator: Operator, second?: MathTree): void {
  const right = group.operands.pop()
  if (right === undefined) throw new Unreadable('an operand is missing')
  if (operator.arity === 1) {
    group.operands.push(operator.build(right, second as MathTree))
    return
  }
  const left = group.operands.pop()
  if (left === undefined) throw new Unreadable('an operand is missing')
  group.operands.push(operator.build(left, right))
}

/** Ends the expression being read and keeps it as an item. */
export function endItem(group: Group): void {
  reduce(group, Number.NEGATIVE_INFINITY)
  const [item, ...more] = group.operands.splice(0)
  if (item === undefined) throw new Unreadable('an operand is missing')
  if (more.length > 0) throw new Unreadable('two operands stand side by side')
  group.items.push(item)
  group.expecting = true
}

export function endRow(group: Group): void {
  endItem(group)
  group.rows.push(group.items)
  group.items = []
}

/** All that the group holds, once its last expression has ended. */
export function contentOf(group: Group): { items: readonly MathTree[]; joint: '' | 'or' | 'and' } {
  if (group.rows.length === 0) return { items: group.items, joint: group.joint }
  const rows = [...group.rows, group.items]
  // `1, 2; 3, 4` is two pairs; `1; 2; 3` and `(1, 1; 2, 2)` are plain lists.
  const areRows = group.opener === '' && rows.some((row) => row.length > 1)
  return { items: areRows ? rows.map((row) => list('', row)) : rows.flat(), joint: '' }
}
