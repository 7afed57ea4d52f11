// What a kind of instruction is, and how its arguments are read. An instruction is data: `{ id, arguments }`, the ids
// and arguments being those of IFEval (Zhou et al. 2023, arXiv 2311.07911; google/IFEval, `instruction_id_list`, `kwargs`).
import { show } from '../../src/core/errors.ts'
import type { Json, JsonObject } from '../../src/core/json.ts'

export interface Instruction {
  readonly id: string
  readonly arguments: JsonObject
}

/** Null where the reply follows it, else what is wrong as a sentence; `undecided` where that cannot be told. */
export type Finding = string | null | { readonly undecided: string }

export interface InstructionKind {
  /** Judges a reply, which is not blank. @throws ArgumentFault where the arguments are not those of this kind */
  readonly check: (reply: string, given: JsonObject) => Finding
}

/** Arguments that no instruction of this kind has: a fault of the task, not of the reply. */
export class ArgumentFault extends Error {
  constructor(name: string, wanted: string, given: Json | undefined) {
    super(`\`${name}\` is ${wanted}; got ${show(given, 60)}.`)
    this.name = 'ArgumentFault'
  }
}

/** A whole number of at least `least`. */
export function wholeOf(given: JsonObject, name: string, least = 0): number {
  const value = given[name]
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value
  throw new ArgumentFault(name, `a whole number of at least ${least}`, value)
}

/** A text that is not blank, without white space around it. */
export function textOf(given: JsonObject, name: string): string {
  const value = given[name]
  if (typeof value === 'string' && value.trim() !== '') return value.trim()
  throw new ArgumentFault(name, 'a text', value)
}

/** At least one text, none of them blank. */
export function textsOf(given: JsonObject, name: string): readonly string[] {
  const value = given[name]
  if (Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string' && each.trim() !== ''))
    return value as string[]
  throw new ArgumentFault(name, 'a list of texts', value)
}

/** A count against its bound, in the relation that the argument `name` says: `less than` or `at least`. */
export function relationFinding(
  given: JsonObject,
  name: string,
  { count, bound, what }: { readonly count: number; readonly bound: number; readonly what: string },
): Finding {
  const relation = given[name]
  if (relation !== 'less than' && relation !== 'at least')
    throw new ArgumentFault(name, '`less than` or `at least`', relation)
  return countFinding(relation === 'less than' ? count < bound : count >= bound, count, what, `${relation} ${bound}`)
}

/** `null`, or that there are so many where others are wanted. */
export function countFinding(isRight: boolean, count: number, what: string, wanted: string): Finding {
  return isRight ? null : `There are ${count} ${what}; wanted are ${wanted}.`
}

/** How often a text stands in another one, without overlaps. */
export function occurrences(text: string, part: string): number {
  let count = 0
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) count++
  return count
}
