// From judged replies to the numbers of an evaluation. Tasks weigh the same, and are the unit of every interval:
// several replies to one task are no independent evidence. What could not be judged is counted, never a zero, but for
// the rates over all replies, which say so.
import type { EpisodeRecord } from '../core/episode.ts'
import { estimateMean, estimateShare, type Estimate, type ShareEstimate } from '../core/estimate.ts'
import { FailureTally, talliedEpisode, type Failures, type TalliedReply } from '../core/failure-tally.ts'
import type { EpisodeLimit } from '../core/limits.ts'
import { mean, passAtK, passHatK } from '../core/statistics.ts'

/** One reply, as the numbers need it. */
export interface JudgedReply extends TalliedReply {
  /** The hash of its task: replies of one task belong together. */
  readonly taskHash: string
  readonly outcome: boolean | null
}

/** What replies come to, whoever wrote them. */
export interface ReplyNumbers {
  readonly tasks: number
  readonly replies: number
  /** Mean over the judged replies; null where none could be judged. */
  readonly reward: Estimate | null
  /** Mean over all replies, where one that could not be judged earns nothing. */
  readonly rewardAll: Estimate | null
  /** Share of the judged replies that solved their task: the scored-only rate. */
  readonly outcome: ShareEstimate | null
  /** Share of all replies that solved their task: the strict rate. */
  readonly outcomeAll: ShareEstimate | null
  /** Unbiased pass@k for k = 1, 2, 4, ... up to the replies of a task; tasks with fewer judged replies are left out. */
  readonly passAtK: readonly ({ readonly k: number } & ShareEstimate)[]
  /** Unbiased pass^k, the chance that k replies to a task all solve it, for the same k. */
  readonly passHatK: readonly ({ readonly k: number } & ShareEstimate)[]
  /** Mean score of each reward term, over the replies where it was scored. */
  readonly scores: { readonly [term: string]: number | null }
  /** Replies without a reward, by what kept them from one, and empty replies. */
  readonly failures: Failures
}

export interface EvaluationNumbers extends ReplyNumbers {
  /** Episodes that a limit ended, by the limit. */
  readonly truncated: { readonly [limit in EpisodeLimit]: number }
  /** Mean tokens a reply's episode holds; null where the policy does not say. */
  readonly meanLengthTokens: number | null
}

/** The numbers of `records`: any episodes of one environment and policy, of any tasks. */
export function summarise(records: readonly EpisodeRecord[]): EvaluationNumbers {
  return {
    ...summariseReplies(
      records.map((record) => ({
        ...talliedEpisode(record),
        taskHash: record.task.hash,
        outcome: record.outcome,
      })),
    ),
    truncated: {
      tokens: countOf(records, 'tokens'),
      turns: countOf(records, 'turns'),
      time: countOf(records, 'time'),
      cost: countOf(records, 'cost'),
    },
    meanLengthTokens: mean(records.flatMap(({ lengthTokens }) => lengthTokens ?? [])),
  }
}

function countOf(records: readonly EpisodeRecord[], limit: EpisodeLimit): number {
  return records.filter(({ status }) => status === `truncated-${limit}`).length
}

/** The numbers of judged replies to any tasks. */
export function summariseReplies(replies: readonly JudgedReply[]): ReplyNumbers {
  const byTask = [...Map.groupBy(replies, ({ taskHash }) => taskHash).values()]
  const solved = byTask
    .map((own) => own.flatMap(({ outcome }) => outcome ?? []))
    .map((outcomes) => ({ replies: outcomes.length, solved: outcomes.filter(Boolean).length }))
    .filter((task) => task.replies > 0)
  const tally = new FailureTally()
  for (const reply of replies) tally.add(reply)
  return {
    tasks: byTask.length,
    replies: replies.length,
    reward: estimateMean(byTask.flatMap((own) => mean(own.flatMap(({ reward }) => reward ?? [])) ?? [])),
    rewardAll: estimateMean(byTask.flatMap((own) => mean(own.map(({ reward }) => reward ?? 0)) ?? [])),
    outcome: estimateShare(solved.map((task) => task.solved / task.replies)),
    outcomeAll: estimateShare(byTask.flatMap((own) => mean(own.map(({ outcome }) => Number(outcome ?? false))) ?? [])),
    passAtK: passes(solved, passAtK),
    passHatK: passes(solved, passHatK),
    scores: meanScores(replies),
    failures: tally.failures,
  }
}

/** A share of k replies for k = 1, 2, 4, …, over the tasks that have as many. */
function passes(
  judged: readonly { readonly replies: number; readonly solved: number }[],
  share: (replies: number, solved: number, k: number) => number,
): ({ readonly k: number } & ShareEstimate)[] {
  let most = 0
  for (const { replies } of judged) most = Math.max(most, replies)
  const found: ({ readonly k: number } & ShareEstimate)[] = []
  for (let k = 1; k <= most; k *= 2) {
    const enough = judged.filter(({ replies }) => replies >= k)
    const estimate = estimateShare(enough.map(({ replies, solved }) => share(replies, solved, k)))
    if (estimate !== null) found.push({ k, ...estimate })
  }
  return found
}

function meanScores(replies: readonly JudgedReply[]): { [term: string]: number | null } {
  const scores = new Map<string, number[]>()
  for (const { verdicts } of replies) {
    for (const [term, verdict] of Object.entries(verdicts)) {
      const own = scores.get(term) ?? []
      scores.set(term, own)
      if (verdict.status === 'scored') own.push(verdict.score)
    }
  }
  return Object.fromEntries([...scores].map(([term, own]) => [term, mean(own)]))
}
