// What checks of the contract are given, and what they say.
import type { EnvironmentSpec } from '../core/environment.ts'
import type { PlayedOut } from '../testing/play-out.ts'
import type { CheckFinding } from './check-report.ts'
import type { ProbedTask } from './probe-inputs.ts'
import type { ProbedReply } from './run-probes.ts'

export type Checked = Pick<CheckFinding, 'status' | 'detail' | 'paid'>

export interface ContractSetting {
  readonly spec: EnvironmentSpec
  readonly probed: readonly ProbedTask[]
  /** How the demonstration of each task went, in order; null where there is none. */
  readonly golds: readonly (PlayedOut | null)[]
  readonly replies: readonly ProbedReply[]
  /** Once it aborts no further check is begun. */
  readonly signal?: AbortSignal
  /** Tasks that nothing was played on before. */
  readonly fresh?: readonly ProbedTask[]
}
