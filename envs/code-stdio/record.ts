// What the shapes of records have in common, and the options that they are read with.
import type { CompareMode, Compare } from '../../src/sandbox/code-tests.ts'
import { checkLimits, type Limits } from '../../src/sandbox/limits.ts'
import type { JsonObject } from '../../src/core/json.ts'
import type { Language } from '../../src/sandbox/engine.ts'
import type { CodeRecord } from '../code-task.ts'

export interface ReadOptions {
  /** What programs are asked for in. Functions are always Python's. */
  readonly language: Language
  /** Instead of the shape's own comparison. */
  readonly compare?: CompareMode | undefined
  /** Absolute and relative tolerance of numbers, instead of the shape's own. */
  readonly floatTolerance?: number | undefined
  readonly timeMs?: number | undefined
  readonly memoryMb?: number | undefined
  /** Multiplies a time limit that a record states, which is meant for a compiled language. */
  readonly timeFactor: number
  readonly scoring: 'all' | 'fraction'
}

/** One published form of records. */
export interface RecordShape {
  readonly name: string
  /** Fields that tell it, for people. */
  readonly fields: string
  fits(record: JsonObject): boolean
  read(record: JsonObject, fallbackId: string, options: ReadOptions): CodeRecord
}

/** The comparison: the user's, where given, in place of the shape's own. */
export function compareOf({ compare, floatTolerance }: ReadOptions, own: Compare = { mode: 'tokens' }): Compare {
  return {
    ...own,
    ...(compare !== undefined && { mode: compare }),
    ...(floatTolerance !== undefined && { floatAbs: floatTolerance, floatRel: floatTolerance }),
  }
}

const lowestMemoryMb = 64

/** Limits in whole numbers within the range: the user's, else what the record states, else none. */
export function limitsOf(
  { timeMs, memoryMb, timeFactor }: ReadOptions,
  stated: { readonly seconds?: number | null; readonly memoryMb?: number | null } = {},
): Partial<Limits> {
  const time = timeMs ?? (isPositive(stated.seconds) ? Math.ceil(stated.seconds * 1000 * timeFactor) : undefined)
  // A few old problems state less than any interpreter takes to start.
  const memory =
    memoryMb ?? (isPositive(stated.memoryMb) ? Math.max(lowestMemoryMb, Math.ceil(stated.memoryMb)) : undefined)
  const limits = { ...(time !== undefined && { timeMs: time }), ...(memory !== undefined && { memoryMb: memory }) }
  checkLimits(limits)
  return limits
}

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && value > 0
}

/** The id that a record gives itself in one of these fields. */
export function idOf(record: JsonObject, names: readonly string[], fallbackId: string): string {
  const id = names.map((name) => record[name]).find((each) => typeof each === 'string' || typeof each === 'number')
  return id === undefined || id === '' ? fallbackId : String(id)
}
