// Which episodes of a plan a stopped evaluation still owes. An episode that ended in an error of ours, or that a verifier
// could not judge, is owed again, a few times: what the cause was may have been mended since.
import type { EpisodeRecord } from '../core/episode.ts'
import { RlvrError } from '../core/errors.ts'
import type { EpisodePlan } from '../rollout/episode-plan.ts'

/** Attempts at one reply that no verdict comes of: after so many it stands as it is. One that ended in an error is tried always. */
export const mostAttempts = 5

/** What is there, by its plan, and what is to be done. */
export interface Owed {
  readonly done: ReadonlyMap<EpisodePlan, EpisodeRecord>
  readonly owed: readonly EpisodePlan[]
}

/**
 * Compares plans with the records of a run.
 * @throws RlvrError `RLVR_USAGE` when the records are of another environment or policy: such numbers do not mix
 */
export function owedEpisodes(
  plans: readonly EpisodePlan[],
  records: readonly EpisodeRecord[],
  expected: { readonly environment: string; readonly policy: { readonly name: string; readonly version: number } },
): Owed {
  const latest = new Map<string, EpisodeRecord>()
  const attempts = new Map<string, number>()
  for (const record of records) {
    if (record.phase !== 'eval') continue
    refuseForeign(record, expected)
    const key = keyOf(record.task.hash, record.group.index, record.seed)
    attempts.set(key, (attempts.get(key) ?? 0) + 1)
    latest.set(key, record)
  }
  const done = new Map<EpisodePlan, EpisodeRecord>()
  const owed: EpisodePlan[] = []
  for (const plan of plans) {
    const key = keyOf(plan.task.hash, plan.index, plan.seed)
    const record = latest.get(key)
    const attempt = (attempts.get(key) ?? 0) + 1
    if (record !== undefined && stands(record, attempt)) done.set(plan, record)
    else owed.push({ ...plan, attempt })
  }
  return { done, owed }
}

function stands({ status, verdicts }: EpisodeRecord, nextAttempt: number): boolean {
  if (status === 'error') return false
  return nextAttempt > mostAttempts || Object.values(verdicts).every((verdict) => verdict.status !== 'invalid')
}

/**
 * The evaluation's seed is in it, so that one with another seed shares nothing with this one. What follows it in an
 * episode's seed stands for task and place, which are in the key themselves; earlier versions had another word there.
 */
function keyOf(taskHash: string, index: number, seed: string): string {
  return `${taskHash}/${index}/${seed.split('/').slice(0, -2).join('/')}`
}

function refuseForeign(
  record: EpisodeRecord,
  expected: { readonly environment: string; readonly policy: { readonly name: string; readonly version: number } },
): void {
  const was = `\`${record.environment}\` with \`${record.policy.name}\` version ${record.policy.version}`
  const is = `\`${expected.environment}\` with \`${expected.policy.name}\` version ${expected.policy.version}`
  if (was === is) return
  throw new RlvrError(
    'RLVR_USAGE',
    `The run holds episodes of ${was}; this evaluation is of ${is}. Resume it with what it began with, or begin a new run.`,
  )
}
