// The tests of a coding task, as they stand in records. Expected values are compared by the judge, outside the
// candidate's process; they never enter it.
import type { Json } from '../core/json.ts'
import type { CppStandard, Language } from './engine.ts'
import type { Limits } from './limits.ts'

export type CodeTests = CallTests | StdioTests | AssertTests | PytestTests

/**
 * `argumentsUnchanged` of calls, and of scripts in Python: the task says that its arguments are not to change, so a call that
 * changes a list, dict or set that it is given is a wrong answer. Default false.
 */
interface TestsBase {
  /** For each test. What is not given is the sandbox's default. */
  readonly limits?: Partial<Limits>
  /** How the tests' verdicts become one score. Default `all`. */
  readonly scoring?: Scoring
  /** Why a loader could not read the record's tests. Tests with a fault are invalid for that reason. */
  readonly fault?: string
}

/**
 * - `all`: 1 where every test passes, else 0. Stops at the first failure.
 * - `fraction`: passed tests over all tests.
 * - `weighted`: the weights of passed cases over all weights (`weight`, default 1).
 * - `subtasks`: points of each subtask whose every case passes, over all points (IOI). A case names its `subtask`.
 */
export type Scoring =
  | 'all'
  | 'fraction'
  | 'weighted'
  | { readonly kind: 'subtasks'; readonly points: Readonly<Record<string, number>> }

interface CaseBase {
  readonly id?: string
  readonly weight?: number
  readonly subtask?: string
  /** The case stands in the prompt. Used for the flag `output_matches_public_only` only. */
  readonly public?: boolean
}

export interface CallCase extends CaseBase {
  readonly args: readonly Json[]
  /** Python only. */
  readonly kwargs?: Readonly<Record<string, Json>>
  readonly expected: Json
}

/** Calls of one function. Expected values are JSON, with the tags of `PlainValue` where JSON does not reach. */
export interface CallTests extends TestsBase {
  readonly format: 'call'
  readonly entry: string
  readonly cases: readonly CallCase[]
  readonly tolerance?: { readonly abs?: number; readonly rel?: number }
  /** Tells bool from number, tuple from list, set from list, undefined from null. Default false. */
  readonly strictTypes?: boolean
  /** Lists, tuples and sets are equal in any order of their items (the outermost one only). */
  readonly unordered?: boolean
  /** Calls in a shuffled order, the same for the same source, so that answers replayed by position fail. */
  readonly shuffleCases?: boolean
  readonly argumentsUnchanged?: boolean
  readonly preamble?: Preamble
}

/** How standard output is compared. Default `tokens`. */
export type CompareMode = 'exact' | 'trim' | 'tokens' | 'lines' | 'unordered-lines' | 'decimal-lines'

export interface Compare {
  readonly mode: CompareMode
  /** A token that is a number is equal within `floatAbs` or within `floatRel` of the expected one. */
  readonly floatAbs?: number
  readonly floatRel?: number
  readonly ignoreCase?: boolean
}

export interface StdioCase extends CaseBase {
  readonly stdin: string
  /** May be left out only where a checker judges. */
  readonly stdout?: string
}

export interface StdioTests extends TestsBase {
  readonly format: 'stdio'
  readonly cases: readonly StdioCase[]
  readonly compare?: CompareMode | Compare
  /** As in `compare`, for a `compare` that is the name of a mode or is left out. */
  readonly floatAbs?: number
  readonly floatRel?: number
  readonly ignoreCase?: boolean
  readonly checker?: Checker
  /**
   * C++ only: the standard that the program is compiled by. Default: the newest that the compiler has, and `gnu++17` for
   * a program that this one does not take.
   */
  readonly standard?: CppStandard
}

/**
 * A program that judges one output. It runs in a sandbox of its own as `checker input.txt output.txt answer.txt`.
 * - `testlib`: exit code 0 ok, 1 wrong answer, 2 presentation error (wrong), 7 points; any other end is a crash.
 * - `score`: prints a number in 0..1 as its last line and exits with 0.
 */
export interface Checker {
  readonly language: Language
  readonly code: string
  readonly protocol?: 'testlib' | 'score'
  readonly limits?: Partial<Limits>
}

/** A script of assertions: HumanEval's `check(candidate)`, MBPP's and LeetCode's `assert` lines. */
export interface AssertTests extends TestsBase {
  readonly format: 'assert'
  /** A function's name or `Solution().method`; may be left out where the script names the candidate itself. */
  readonly entry?: string
  readonly script: string
  readonly preamble?: Preamble
  readonly argumentsUnchanged?: boolean
}

/** Functions `test_*` that import `solution`. */
export interface PytestTests extends TestsBase {
  readonly format: 'pytest'
  readonly script: string
  /** Test ids that must have run; one that did not is a failure. Default: those that the script defines. */
  readonly expectedTests?: readonly string[]
  readonly argumentsUnchanged?: boolean
}

/**
 * Source that runs before the candidate's, or the name of a shipped one. `leetcode` defines `List`, `Optional`,
 * `ListNode`, `TreeNode` and their builders, and imports what that site imports.
 */
export type Preamble = string | { readonly name: 'leetcode' }
