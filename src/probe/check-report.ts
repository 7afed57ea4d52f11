// What `rlvr check` finds: a line for each check, in the order of data, contract and probes.
import type { Json } from '../core/json.ts'

export type CheckGroup = 'data' | 'contract' | 'probe'

/**
 * `fault`: to be mended before anyone trains on it. `warning`: worth a look, no fault by itself. `skipped`: it could not
 * be tried; `detail` says why.
 */
export type CheckStatus = 'ok' | 'fault' | 'warning' | 'skipped'

/** The reply that was paid, or that broke a promise. */
export interface PaidReply {
  readonly task: string
  /** Its text, cut after 2000 characters; those of an episode of several turns have a line `---` between them. */
  readonly reply: string
  readonly reward: number | null
  readonly outcome: boolean | null
}

export interface CheckFinding {
  /** Kebab-case words, unique in a report and stable between versions. */
  readonly id: string
  /** The check ids of OpenEnv's validation that look at the same. */
  readonly openEnv?: readonly string[]
  readonly group: CheckGroup
  /** What should hold, as a sentence. */
  readonly says: string
  readonly status: CheckStatus
  /** What was seen; empty where there is nothing to say. */
  readonly detail: string
  readonly paid?: PaidReply
}

export interface OpenEnvResult {
  readonly id: string
  /** The worst of its findings; `not-applicable` where it has none here. */
  readonly status: CheckStatus | 'not-applicable'
  /** Ids of findings in this report. */
  readonly findings: readonly string[]
  /** Why it does not apply; empty where it does. */
  readonly reason: string
}

export interface CheckReport {
  readonly environment: string
  readonly findings: readonly CheckFinding[]
  /** What it says of each of OpenEnv's 46 check ids. */
  readonly openEnv: readonly OpenEnvResult[]
  readonly counts: { readonly [status in CheckStatus]: number }
  /** The first task, as its author may want to read it. */
  readonly sample: { readonly id: string; readonly prompt: string; readonly answer: Json; readonly gold: string | null }
  /** On how many the probes were played. */
  readonly tasks: number
  /** Tasks that were left out because playing those before them took too long. */
  readonly tasksLeft: number
  readonly episodes: number
  readonly seconds: number
}

export function countStatuses(findings: readonly CheckFinding[]): CheckReport['counts'] {
  const counts = { ok: 0, fault: 0, warning: 0, skipped: 0 }
  for (const { status } of findings) counts[status]++
  return counts
}
