// What judging the tests of one program gives, before it is one score.
import { show } from '../../core/errors.ts'
import type { Rng } from '../../core/random.ts'
import type { SuspicionFlag } from '../code-verdict.ts'
import type { EngineJob, Execution, Language } from '../engine.ts'
import type { Limits } from '../limits.ts'
import type { TestResult } from '../sandbox.ts'

export interface Judgement {
  /** In the order of the tests' own list. */
  readonly tests: readonly TestResult[]
  readonly flags: readonly SuspicionFlag[]
  /** Time the program and its checker ran, in milliseconds. */
  readonly wallMs: number
  /** The tests turned out to be at fault while they ran. */
  readonly testsFault?: string
}

/** What judges share: the program, how it is run, and what it may use. */
export interface JudgeContext {
  readonly language: Language
  readonly source: string
  readonly limits: Limits
  /** Ends at the first failure, because nothing after it can change the score. */
  readonly stopsAtFailure: boolean
  /** Runs on the engine of the job's language, again where the sandbox failed. */
  execute(job: EngineJob): Promise<Execution>
  /** Depends on the source alone. */
  readonly rng: Rng
}

export function caseId(given: string | undefined, index: number): string {
  return given ?? String(index)
}

export function passed(id: string, wallMs: number): TestResult {
  return { id, verdict: 'accepted', score: 1, wallMs }
}

export function failed(id: string, verdict: TestResult['verdict'], wallMs: number, message?: string): TestResult {
  return { id, verdict, score: 0, wallMs, ...(message !== undefined && { message }) }
}

export function skipped(id: string): TestResult {
  return failed(id, 'skipped', 0)
}

/** "expected 3, got 4", each cut short: for the author of the tests, never for the candidate. */
export function difference(expected: unknown, actual: unknown): string {
  return `expected ${shortened(expected)}, got ${shortened(actual)}`
}

const shownChars = 120

/** As all of it would be shown, cut short, without a walk through all of it. */
export function shortened(value: unknown): string {
  return show(startOf(value, { left: shownChars }), shownChars)
}

/** Each part takes a character at least, so that as many parts as characters are shown are enough. */
function startOf(value: unknown, budget: { left: number }): unknown {
  budget.left--
  if (typeof value === 'string') return value.slice(0, shownChars)
  if (typeof value !== 'object' || value === null) return value
  const parts: [string, unknown][] = []
  for (const key in value) {
    if (budget.left <= 0) break
    parts.push([key, startOf((value as Record<string, unknown>)[key], budget)])
  }
  return Array.isArray(value) ? parts.map(([, part]) => part) : Object.fromEntries(parts)
}

/** It runs before the candidate, who has no part in its failure. */
export function preambleFault(message: string): string {
  return `The preamble of the tests fails: ${message}`
}
