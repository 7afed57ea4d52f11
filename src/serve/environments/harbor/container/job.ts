// `tests/job.json` of a Harbor task folder: the tests, as the judge beside it reads them.
import type { CallCase, Compare, StdioCase } from '../../../../sandbox/code-tests.ts'
import type { ValueComparison } from '../../../../sandbox/judge/match-items.ts'

interface JobBase {
  readonly timeMs: number
  readonly memoryMb: number
  readonly scoring: 'all' | 'fraction' | 'weighted'
  readonly preamble: string | null
}

export interface CallJob extends JobBase, ValueComparison {
  readonly format: 'call'
  readonly entry: string
  readonly cases: readonly CallCase[]
}

export interface StdioJob extends JobBase {
  readonly format: 'stdio'
  readonly cases: readonly (StdioCase & { readonly stdout: string })[]
  readonly compare: Compare
}

/** Python alone. */
export interface AssertJob extends JobBase {
  readonly format: 'assert'
  readonly entry: string | null
  readonly script: string
}

export type ContainerJob = CallJob | StdioJob | AssertJob
