// One attempt of a policy at a task, as a record.
import type { Json, JsonObject } from './json.ts'
import type { StepReward } from './environment.ts'
import type { EpisodeLimit } from './limits.ts'
import type { Message } from './message.ts'
import type { TokenSequence } from './policy.ts'
import type { Verdict } from './verdict.ts'

/**
 * How an episode ended: a `truncated` one by that limit, and judged as it stood. An `error` episode has reward null: something of ours, or a server, failed, not the policy. So has
 * a `refused` one: a filter or the policy declined to answer, and there is no answer to judge.
 */
export type EpisodeStatus = 'finished' | `truncated-${EpisodeLimit}` | 'refused' | 'error'

/** One line of `episodes.jsonl.gz`. */
export interface EpisodeRecord {
  readonly format: 1
  /** Unique within a run. */
  readonly id: string
  readonly environment: string
  readonly task: { readonly id: string; readonly hash: string; readonly answer: Json; readonly metadata: JsonObject }
  /** The group it belongs to and its place there. */
  readonly group: { readonly id: string; readonly index: number }
  readonly phase: 'train' | 'eval'
  /** The training step it was made for; null outside training. */
  readonly step: number | null
  readonly policy: { readonly name: string; readonly version: number }
  readonly seed: string
  readonly messages: readonly Message[]
  readonly status: EpisodeStatus
  readonly error: { readonly code: string; readonly message: string } | null
  readonly turns: number
  readonly toolCalls: number
  readonly toolFailures: number
  /** Tokens the policy wrote, all turns together; null where it does not say. */
  readonly lengthTokens: number | null
  /** What the replies cost, where the policy tells it. Left out where it does not. */
  readonly cost?: number
  readonly reward: number | null
  /** What the rubric gave before the environment's transform of it. Left out where it has none. */
  readonly rewardBefore?: number
  readonly outcome: boolean | null
  readonly verdicts: { readonly [name: string]: Verdict }
  /** What replies earned by themselves, each by its turn from 0; part of `reward`. Left out where none did. */
  readonly stepRewards?: readonly StepReward[]
  /** What went wrong in tools themselves, in full words, each by its turn from 0. Left out where nothing did. */
  readonly toolFaults?: readonly { readonly turn: number; readonly tool: string; readonly message: string }[]
  /** Why what the episode held could not be disposed of; the verdict stands. Left out where it was. */
  readonly disposalFault?: string
  /** What the policy thought, where it tells that apart from its replies, each by its turn from 0. Left out where it does not. */
  readonly reasoning?: readonly { readonly turn: number; readonly text: string }[]
  /** What the trainer made of the reward within the group, the mean over its tokens where they differ; null outside training. */
  readonly advantage: number | null
  readonly timing: { readonly generateMs: number; readonly stepMs: number }
}

/** An episode in memory: its record, and its tokens where the policy knows them. */
export interface Episode {
  readonly record: EpisodeRecord
  readonly sequence: TokenSequence | null
  /** Those of earlier turns, where a later one went on from another conversation than theirs; left out elsewhere. */
  readonly earlier?: readonly TokenSequence[]
}

/** All sequences of an episode with sampled tokens, in the order of its turns. */
export function sequencesOf({ sequence, earlier = [] }: Pick<Episode, 'sequence' | 'earlier'>): TokenSequence[] {
  return [...earlier, ...(sequence === null ? [] : [sequence])].filter(({ logProbs }) => logProbs.length > 0)
}

/** The episodes of one task whose rewards are compared. */
export interface Group {
  readonly id: string
  readonly taskId: string
  readonly episodes: readonly Episode[]
}

/** The text of the last reply; empty when there was none. */
export function lastReply(record: Pick<EpisodeRecord, 'messages'>): string {
  return record.messages.findLast((message) => message.role === 'assistant')?.content ?? ''
}
