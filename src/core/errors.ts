// Errors with a stable code. A message says what was expected, what came, and what to do.
// Authors throw plain errors; `boundary()` attributes them once to the part that was running.
import { describeAuthorError } from './author-place.ts'

/** Every code an `RlvrError` can carry. `docs/errors.md` explains each. */
export type ErrorCode =
  | 'RLVR_USAGE'
  | 'RLVR_UNKNOWN_NAME'
  | 'RLVR_TASK'
  | 'RLVR_ENVIRONMENT'
  | 'RLVR_VERIFIER'
  | 'RLVR_POLICY'
  | 'RLVR_REFUSED'
  | 'RLVR_TRAINER'
  | 'RLVR_TOLERANCE'
  | 'RLVR_TENSOR'
  | 'RLVR_RECORD'
  | 'RLVR_DATA'
  | 'RLVR_SANDBOX'
  | 'RLVR_INTERRUPTED'

/** An error of this library. `code` is stable; `message` is for people. */
export class RlvrError extends Error {
  readonly rlvrError = true
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'RlvrError'
    this.code = code
  }

  /** Works across copies of the package, where `instanceof` does not. */
  static isInstance(value: unknown): value is RlvrError {
    return typeof value === 'object' && value !== null && 'rlvrError' in value
  }
}

/** The words of whatever was thrown, cut at `limit` characters. */
export function describeError(thrown: unknown, limit = 500): string {
  const text = thrown instanceof Error ? textOf(thrown.message || thrown.name) : textOf(thrown)
  return text.length > limit ? `${text.slice(0, limit)}…` : text
}

/** A value as it may appear in a message: JSON, but with NaN and the infinities by name; cut at `limit` characters. */
export function show(value: unknown, limit = 200): string {
  let text: string
  try {
    text = JSON.stringify(value, withNumberNames)?.replaceAll(markedNumber, '$1') ?? textOf(value)
  } catch {
    text = textOf(value)
  }
  return text.length > limit ? `${text.slice(0, limit)}…` : text
}

/**
 * The kind of a value, for messages that must not show what is in it.
 * @example shapeOf({ content: 5 }) // 'an object with the fields `content`'
 */
export function shapeOf(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (Array.isArray(value)) return 'a list'
  if (typeof value !== 'object') return `a ${typeof value}`
  const names = Object.keys(value)
  return names.length === 0 ? 'an object without fields' : `an object with the fields \`${names.join('`, `')}\``
}

/** As `String`, for what has no words too, such as an object without a prototype. */
function textOf(value: unknown): string {
  try {
    return String(value)
  } catch {
    return `a value of the type ${typeof value}`
  }
}

const markedNumber = /"\\u0000(NaN|-?Infinity)"/g

/** JSON has null for them. The mark is a character that no text is likely to begin with. */
function withNumberNames(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? `\u0000${value}` : value
}

/** Runs `work`; whatever it throws that is not yet an `RlvrError` becomes one with `code`, prefixed by `where`. */
export async function boundary<T>(code: ErrorCode, where: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    throw attributed(code, where, thrown)
  }
}

/** As `boundary`, for work that is done when it returns. */
export function boundarySync<T>(code: ErrorCode, where: string, work: () => T): T {
  try {
    return work()
  } catch (thrown) {
    throw attributed(code, where, thrown)
  }
}

function attributed(code: ErrorCode, where: string, thrown: unknown): RlvrError {
  if (RlvrError.isInstance(thrown)) return thrown
  return new RlvrError(code, `${where}: ${describeAuthorError(thrown)}`, { cause: thrown })
}

/**
 * The name in `known` nearest to `name` by edit distance, or null when none is near.
 * @example nearestName('gsm8', ['countdown', 'gsm8k']) // 'gsm8k'
 */
export function nearestName(name: string, known: Iterable<string>): string | null {
  let best: string | null = null
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase())
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

/** The error for a name that is not known: says the nearest one and what exists. */
export function unknownName(kind: string, name: string, known: readonly string[]): RlvrError {
  const nearest = nearestName(name, known)
  const suggestion = nearest === null ? '' : ` Did you mean \`${nearest}\`?`
  const listing = known.length === 0 ? 'There are none.' : `Known: ${[...known].sort().join(', ')}.`
  return new RlvrError('RLVR_UNKNOWN_NAME', `Unknown ${kind} \`${name}\`.${suggestion} ${listing}`)
}

/**
 * What is wrong with an object that holds a field it should not, or null.
 * @example unknownField({ wieght: 1 }, ['weight']) // 'has no field `wieght`. Did you mean `weight`? Fields: weight.'
 */
export function unknownField(given: object, known: readonly string[]): string | null {
  const strange = Object.keys(given).find((name) => !known.includes(name))
  if (strange === undefined) return null
  const nearest = nearestName(strange, known)
  return `has no field \`${strange}\`.${nearest === null ? '' : ` Did you mean \`${nearest}\`?`} Fields: ${known.join(', ')}.`
}

/** Levenshtein distance between two short names. */
function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let i = 1; i <= left.length; i++) {
    const next = [i]
    for (let j = 1; j <= right.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1)
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[right.length] ?? 0
}
