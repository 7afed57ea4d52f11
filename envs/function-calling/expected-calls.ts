// Whether calls are those that a record expects: the same functions, as often, in any order; each argument one of its
// accepted values, `''` among them meaning that it may be left out. Texts are compared without case, spaces and the
// marks `, . / - _ * ^`, as BFCL does (bfcl-eval, eval_checker/ast_eval/ast_checker.py: `standardize_string`).
import type { Json, JsonObject } from '../../src/core/json.ts'
import type { ToolCall } from '../../src/core/message.ts'
import { isObject } from '../../src/data/field.ts'

export interface ExpectedCall {
  readonly name: string
  /** Accepted values by argument. */
  readonly arguments: { readonly [name: string]: readonly Json[] }
}

/** Of a record whose functions do not fit what is asked (BFCL's irrelevance): the right is to call none. */
export const noCall = 'no call'

/** What a task expects. */
export type Expected = readonly ExpectedCall[] | typeof noCall

type Call = Pick<ToolCall, 'name' | 'arguments'>

/** What is wrong with the calls as a sentence; null where they are those expected. */
export function callsFault(calls: readonly Call[], expected: readonly ExpectedCall[]): string | null {
  if (calls.length !== expected.length) return `There are ${calls.length} calls; expected are ${expected.length}.`
  if (isMatched(calls, expected)) return null
  const faults = calls.flatMap((call) => {
    const own = expected.map((each) => callFault(call, each))
    return own.includes(null) ? [] : [own.findLast((fault) => !fault?.startsWith('No call')) ?? own[0] ?? '']
  })
  return faults[0] ?? 'Two calls are the same where others are expected.'
}

/** Whether each call can be given an expected one of its own: which it gets may depend on the others. */
function isMatched(calls: readonly Call[], expected: readonly ExpectedCall[]): boolean {
  const takenBy = new Map<number, number>()
  const place = (call: number, tried: Set<number>): boolean => {
    for (const [index, each] of expected.entries()) {
      if (tried.has(index) || callFault(calls[call] as Call, each) !== null) continue
      tried.add(index)
      const other = takenBy.get(index)
      if (other !== undefined && !place(other, tried)) continue
      takenBy.set(index, call)
      return true
    }
    return false
  }
  return calls.every((_, index) => place(index, new Set()))
}

function callFault(call: Call, { name, arguments: accepted }: ExpectedCall): string | null {
  if (call.name !== name) return `No call of \`${call.name}\` is expected.`
  for (const [key, value] of Object.entries(call.arguments)) {
    if (!Object.hasOwn(accepted, key)) return `\`${name}\` is given an unexpected argument \`${key}\`.`
    if (!(accepted[key] as readonly Json[]).some((each) => each !== '' && isAccepted(value ?? null, each)))
      return `\`${key}\` of \`${name}\` has another value.`
  }
  const missing = Object.keys(accepted).find(
    (key) => !Object.hasOwn(call.arguments, key) && !accepted[key]?.includes(''),
  )
  return missing === undefined ? null : `\`${missing}\` of \`${name}\` is missing.`
}

/** Within an object each key has its own list of accepted values; within a list each place has its value. */
function isAccepted(value: Json, accepted: Json): boolean {
  if (typeof accepted === 'string') return typeof value === 'string' && plain(value) === plain(accepted)
  if (Array.isArray(accepted))
    return (
      Array.isArray(value) &&
      value.length === accepted.length &&
      accepted.every((each: Json, index) => isAccepted(value[index] as Json, each))
    )
  if (!isObject(accepted)) return value === accepted
  if (!isObject(value)) return false
  return (
    Object.keys(value).every((key) =>
      alternatives(accepted, key).some((each) => isAccepted(value[key] ?? null, each)),
    ) && Object.keys(accepted).every((key) => Object.hasOwn(value, key) || alternatives(accepted, key).includes(''))
  )
}

function alternatives(accepted: JsonObject, key: string): readonly Json[] {
  const given = Object.hasOwn(accepted, key) ? accepted[key] : undefined
  return given === undefined ? [] : Array.isArray(given) ? (given as readonly Json[]) : [given]
}

function plain(text: string): string {
  return text
    .replaceAll(/[ ,./\-_*^]/g, '')
    .toLowerCase()
    .replaceAll("'", '"')
}

/** Calls with the first accepted value of each argument that has one. */
export function goldCalls(expected: readonly ExpectedCall[]): { name: string; arguments: JsonObject }[] {
  return expected.map(({ name, arguments: accepted }) => ({ name, arguments: firstOf(accepted) }))
}

function firstOf(accepted: JsonObject): JsonObject {
  const entries = Object.keys(accepted).flatMap((key) => {
    const first = alternatives(accepted, key).find((each) => each !== '')
    return first === undefined ? [] : [[key, plainGold(first)] as const]
  })
  return Object.fromEntries(entries)
}

function plainGold(value: Json): Json {
  if (Array.isArray(value)) return value.map((each: Json) => plainGold(each))
  return isObject(value) ? firstOf(value) : value
}
