// Formulas of propositional logic with their truth tables. A table is a number of 2^n bits: bit i says whether the
// formula is true where variable v has the value of bit v of i.
import type { Rng } from '../../src/core/random.ts'

/** Up to five variables: their tables fit the 32 bits of JavaScript's bit operations. */
export const mostVariables = 5

export interface Formula {
  /** In the signs of `compactSigns`, with parentheses around every joined part. */
  readonly text: string
  readonly table: number
  readonly isJoined: boolean
}

/** How the signs are written for people. */
const wordSigns: { readonly [sign: string]: string } = { '-': '¬', '&': ' ∧ ', '|': ' ∨ ', '>': ' → ', '=': ' ↔ ' }

const joints = ['&', '|', '>', '=', '|', '>'] as const

type Joint = (typeof joints)[number]

/** The truth table of variable `index` of `count`. */
export function variableTable(index: number, count: number): number {
  let table = 0
  for (let row = 0; row < 2 ** count; row++) if ((row >> index) & 1) table |= 1 << row
  return table >>> 0
}

/** All rows of a table of `count` variables. */
export function allRows(count: number): number {
  return count === mostVariables ? 0xffffffff : 2 ** (2 ** count) - 1
}

/** A formula of `leaves` variables (some may recur), each perhaps negated. */
export function drawFormula(rng: Rng, tables: readonly number[], leaves: number): Formula {
  const all = allRows(tables.length)
  if (leaves === 1) {
    const index = rng.int(0, tables.length - 1)
    return perhapsNegated(rng, { text: letterOf(index), table: tables[index] ?? 0, isJoined: false }, all)
  }
  const leftLeaves = rng.int(1, leaves - 1)
  const left = drawFormula(rng, tables, leftLeaves)
  const right = drawFormula(rng, tables, leaves - leftLeaves)
  const joint = rng.pick(joints)
  const joined = {
    text: `${inner(left)}${joint}${inner(right)}`,
    table: joinedTable(left.table, joint, right.table, all),
    isJoined: true,
  }
  return leaves > 2 ? perhapsNegated(rng, joined, all) : joined
}

function perhapsNegated(rng: Rng, formula: Formula, all: number): Formula {
  if (rng.int(0, 2) > 0) return formula
  return { text: `-${inner(formula)}`, table: (~formula.table & all) >>> 0, isJoined: false }
}

function joinedTable(left: number, joint: Joint, right: number, all: number): number {
  switch (joint) {
    case '&':
      return (left & right) >>> 0
    case '|':
      return (left | right) >>> 0
    case '>':
      return ((~left | right) & all) >>> 0
    default:
      return (~(left ^ right) & all) >>> 0
  }
}

function inner({ text, isJoined }: Formula): string {
  return isJoined ? `(${text})` : text
}

export function letterOf(index: number): string {
  return String.fromCharCode(65 + index)
}

/** The text in the usual signs: `¬A ∨ (B → C)`. */
export function inWords(text: string): string {
  return text.replaceAll(/[-&|>=]/g, (sign) => wordSigns[sign] ?? sign)
}
