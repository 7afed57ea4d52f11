// From a record of a coding data set to a task, in one way for every environment whose tasks are judged by tests.
import { Type, type TEnum, type TInteger, type TOptional } from 'typebox'
import { describeError } from '../src/core/errors.ts'
import type { JsonObject } from '../src/core/json.ts'
import type { Message } from '../src/core/message.ts'
import type { Task, TaskFields } from '../src/core/task.ts'
import { FieldFault } from '../src/data/field.ts'
import type { CodeTests } from '../src/sandbox/code-tests.ts'
import type { Language } from '../src/sandbox/engine.ts'
import { maxSuiteMs } from '../src/sandbox/limits.ts'
import { testsFault } from '../src/sandbox/judge/tests-fault.ts'
import type { CodeAnswer } from '../verifiers/index.ts'

/** What is done with a record whose tests nobody could be judged by. */
export type OnFault = 'keep' | 'skip' | 'fail'

export const onFaultOption: TEnum<['keep', 'skip', 'fail']> = Type.Enum(['keep', 'skip', 'fail'], {
  default: 'keep',
  description:
    'a record with faulty tests (none, an expected output missing, lengths that differ): keep it, and its verdict is tests_invalid, reward null; skip it; or fail at load',
})

export const timeMsOption: TOptional<TInteger> = Type.Optional(
  Type.Integer({
    minimum: 1,
    maximum: maxSuiteMs,
    description: 'time of one test in milliseconds, instead of the record’s or the sandbox’s own limit',
  }),
)

/** A record as a loader reads it. */
export interface CodeRecord {
  readonly id: string
  readonly prompt: string | readonly Message[]
  readonly language: Language
  /** A program of the data set that is right; null where it has none. */
  readonly solution: string | null
  readonly metadata?: JsonObject
  /** Throws `FieldFault` (or anything) where the record's tests are none. */
  readonly readTests: () => CodeTests
}

/** A task; null for one that is skipped. Tests that could not be read carry their fault. */
export function codeTask(
  record: CodeRecord,
  { onFault, timeMs }: { readonly onFault: OnFault; readonly timeMs?: number | undefined },
): TaskFields<CodeAnswer> | null {
  const { id, prompt, language, solution } = record
  const read = soundTests(record)
  const tests = timeMs === undefined ? read : { ...read, limits: { ...read.limits, timeMs } }
  if (tests.fault !== undefined && onFault === 'fail') throw new Error(`record \`${id}\`: ${tests.fault}`)
  if (tests.fault !== undefined && onFault === 'skip') return null
  const metadata = { ...record.metadata, ...(solution !== null && { solution }) }
  return { id, prompt, answer: { language, tests }, metadata }
}

function soundTests({ readTests }: CodeRecord): CodeTests {
  let fault: string | null
  try {
    const tests = readTests()
    fault = testsFault(tests)
    if (fault === null) return tests
  } catch (thrown) {
    fault = `${thrown instanceof FieldFault ? `Field \`${thrown.field}\`: ` : ''}${describeError(thrown)}`
  }
  return { format: 'stdio', cases: [], fault }
}

/** The reference solution of a task as a reply; null where the data set has none. */
export function solutionReply({ answer, metadata }: Task<CodeAnswer>): string | null {
  const solution = metadata['solution']
  return typeof solution === 'string' ? fenced(solution, answer.language) : null
}

/** A program as a fenced block, with a fence that no line of the program closes. */
export function fenced(program: string, language: Language): string {
  const longest = Math.max(2, ...[...program.matchAll(/^[ \t]*(`{3,})/gm)].map(([, mark = '']) => mark.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${program.endsWith('\n') ? program : `${program}\n`}${fence}`
}

/** Lines end with a line feed alone: several data sets were written on systems where they do not. */
export function withLineFeeds(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n')
}
