// From the episodes of an evaluation to its numbers. Tasks weigh the same, and are the unit of every interval:
// several replies to one task are no independent evidence. What could not be judged is counted, never a zero.
import type { EpisodeRecord } from '../core/episode.ts'
import type { Rng } from '../core/random.ts'
import { mean, passAtK } from '../core/statistics.ts'
import { estimateMean, estimateShare, type Estimate } from '../core/estimate.ts'

export interface EvaluationNumbers {
  readonly tasks: number
  readonly episodes: number
  /** Null where no episode could be judged. */
  readonly reward: Estimate | null
  /** Share of replies that solved their task. */
  readonly outcome: Estimate | null
  /** Unbiased pass@k for k = 1, 2, 4, ... up to the replies of a task; tasks with fewer judged replies are left out. */
  readonly passAtK: readonly ({ readonly k: number } & Estimate)[]
  /** Mean score of each reward term, over the episodes where it was scored. */
  readonly scores: { readonly [term: string]: number | null }
  /** Episodes without a reward, by what kept them from one: an error's code, an invalid verdict's cause. */
  readonly nullRewards: { readonly total: number; readonly byCause: { readonly [cause: string]: number } }
  readonly truncated: { readonly tokens: number; readonly turns: number }
  /** Mean tokens a reply's episode holds; null where the policy does not say. */
  readonly meanLengthTokens: number | null
}

/** The numbers of `records`: any episodes of one environment and policy, of any tasks. */
export function summarise(records: readonly EpisodeRecord[], rng: Rng): EvaluationNumbers {
  const byTask = [...Map.groupBy(records, (record) => record.task.hash).values()]
  const rewards = byTask.map((own) => mean(own.flatMap(({ reward }) => reward ?? []))).filter((value) => value !== null)
  const judged = byTask
    .map((own) => own.flatMap(({ outcome }) => outcome ?? []))
    .map((outcomes) => ({ replies: outcomes.length, solved: outcomes.filter(Boolean).length }))
    .filter(({ replies }) => replies > 0)
  const lengths = records.flatMap(({ lengthTokens }) => lengthTokens ?? [])
  return {
    tasks: byTask.length,
    episodes: records.length,
    reward: estimateMean(rewards, rng.fork('reward')),
    outcome: estimateShare(
      judged.map(({ replies, solved }) => solved / replies),
      rng.fork('outcome'),
    ),
    passAtK: passesAtK(judged, rng),
    scores: meanScores(records),
    nullRewards: countNullRewards(records),
    truncated: {
      tokens: records.filter(({ status }) => status === 'truncated-tokens').length,
      turns: records.filter(({ status }) => status === 'truncated-turns').length,
    },
    meanLengthTokens: mean(lengths),
  }
}

/** Why an episode has no reward; null where it has one. */
export function nullRewardCause(record: EpisodeRecord): string | null {
  if (record.reward !== null) return null
  if (record.error !== null) return record.error.code
  const invalid = Object.values(record.verdicts).find((verdict) => verdict.status === 'invalid')
  return invalid?.status === 'invalid' ? invalid.cause : 'not-applicable'
}

function passesAtK(judged: readonly { replies: number; solved: number }[], rng: Rng): ({ k: number } & Estimate)[] {
  const most = Math.max(0, ...judged.map(({ replies }) => replies))
  const passes: ({ k: number } & Estimate)[] = []
  for (let k = 1; k <= most; k *= 2) {
    const shares = judged
      .filter(({ replies }) => replies >= k)
      .map(({ replies, solved }) => passAtK(replies, solved, k))
    const estimate = estimateShare(shares, rng.fork(`pass@${k}`))
    if (estimate !== null) passes.push({ k, ...estimate })
  }
  return passes
}

function meanScores(records: readonly EpisodeRecord[]): { [term: string]: number | null } {
  const terms = new Set(records.flatMap(({ verdicts }) => Object.keys(verdicts)))
  return Object.fromEntries(
    [...terms].map((term) => {
      const scores = records.flatMap(({ verdicts }) => {
        const verdict = verdicts[term]
        return verdict?.status === 'scored' ? verdict.score : []
      })
      return [term, mean(scores)]
    }),
  )
}

function countNullRewards(records: readonly EpisodeRecord[]): EvaluationNumbers['nullRewards'] {
  const causes = records.map(nullRewardCause).filter((cause) => cause !== null)
  const byCause = Object.fromEntries(
    [...Map.groupBy(causes, (cause) => cause)]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([cause, own]) => [cause, own.length]),
  )
  return { total: causes.length, byCause }
}
