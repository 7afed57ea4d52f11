// What went wrong beside the policy's answers, counted: replies without a reward, by what kept them from one, with the
// words of the first of each kind; and replies that were empty. Training, evaluation and scoring count with it, and
// the terminal, the summary and the report show the same lines.
import { counted } from './counted.ts'
import { lastReply, type EpisodeRecord, type EpisodeStatus } from './episode.ts'
import type { Verdict } from './verdict.ts'

/** What the tally needs to know of one reply. */
export interface TalliedReply {
  readonly reward: number | null
  readonly verdicts: { readonly [term: string]: Verdict }
  /** What ended the episode, where it was no reply. */
  readonly error: { readonly code: string; readonly message: string } | null
  /** Null where no reply came. */
  readonly text: string | null
  /** How the episode ended; left out where a reply alone is judged. */
  readonly status?: EpisodeStatus
  /** Why what the episode held could not be disposed of; left out where it was. */
  readonly disposalFault?: string
}

/** One kind of failure. */
export interface FailureCause {
  /** An episode that broke off, a verdict that could not be given, or a reply to which no term of the rubric applied. */
  readonly kind: 'error' | 'invalid' | 'not-applicable'
  /** The term of the rubric whose verdict was invalid; null for the other kinds. */
  readonly term: string | null
  /** An error's code, an invalid verdict's cause, or `not-applicable`. */
  readonly cause: string
  readonly count: number
  /** The words of the first of its kind. */
  readonly first: string
}

/** What a tally has counted, as plain data. */
export interface Failures {
  readonly replies: number
  /** Replies whose reward is null. */
  readonly unjudged: number
  /** Replies cut at the token limit: judged as what they say. */
  readonly truncated: number
  /** Replies that a filter, or the policy, declined to give: not judged. */
  readonly refused: number
  /** Replies that the policy or its server failed to give: not judged. */
  readonly failed: number
  /** Replies without a word and without a tool call that no limit cut: judged as silence. */
  readonly empty: number
  /** By kind, in the order in which they were first met. A reply with two invalid verdicts is in two of them. */
  readonly causes: readonly FailureCause[]
  /** Episodes whose state, or what was opened for them, could not be disposed of, with the words of the first; left out where all was. */
  readonly undisposed?: { readonly count: number; readonly first: string }
}

export const noFailures: Failures = {
  replies: 0,
  unjudged: 0,
  truncated: 0,
  refused: 0,
  failed: 0,
  empty: 0,
  causes: [],
}

const kinds = ['truncated', 'refused', 'failed', 'empty'] as const

/** Longest words of a cause that are kept. */
const longestWords = 500

/** Counts replies; what it has counted is plain data, from which counting can go on. */
export class FailureTally {
  #replies: number
  #unjudged: number
  readonly #kinds = { truncated: 0, refused: 0, failed: 0, empty: 0 }
  readonly #causes: Map<string, FailureCause>
  #undisposed: Failures['undisposed']

  constructor(from: Failures = noFailures) {
    this.#replies = from.replies
    this.#unjudged = from.unjudged
    // Records of earlier versions count fewer kinds.
    for (const kind of kinds) this.#kinds[kind] = from[kind] ?? 0
    this.#undisposed = from.undisposed
    this.#causes = new Map(from.causes.map((each) => [keyOf(each), each]))
  }

  add(reply: TalliedReply): void {
    this.#replies++
    const kind = kindOf(reply)
    if (kind !== null) this.#kinds[kind]++
    if (reply.disposalFault !== undefined) {
      const { count, first } = this.#undisposed ?? { count: 0, first: shortened(reply.disposalFault) }
      this.#undisposed = { count: count + 1, first }
    }
    if (reply.reward !== null) return
    this.#unjudged++
    for (const cause of causesOf(reply)) {
      const before = this.#causes.get(keyOf(cause))
      this.#causes.set(keyOf(cause), before === undefined ? cause : { ...before, count: before.count + 1 })
    }
  }

  get failures(): Failures {
    const causes = [...this.#causes.values()]
    const undisposed = this.#undisposed === undefined ? {} : { undisposed: this.#undisposed }
    return { replies: this.#replies, unjudged: this.#unjudged, ...this.#kinds, causes, ...undisposed }
  }
}

/** An episode as the tally sees it. */
export function talliedEpisode(record: EpisodeRecord): TalliedReply {
  const { reward, verdicts, error, status, disposalFault } = record
  const calls = record.messages.findLast(({ role }) => role === 'assistant')?.toolCalls ?? []
  const text = error !== null || calls.length > 0 ? null : lastReply(record)
  return { reward, verdicts, error, status, text, ...(disposalFault !== undefined && { disposalFault }) }
}

/** What the episodes failed at. */
export function tallyEpisodes(records: Iterable<EpisodeRecord>): Failures {
  const tally = new FailureTally()
  for (const record of records) tally.add(talliedEpisode(record))
  return tally.failures
}

/** The share of replies that could not be judged; 0 of none. */
export function unjudgedShare({ replies, unjudged }: Failures): number {
  return replies === 0 ? 0 : unjudged / replies
}

/**
 * The failures in words, a line each, the gravest first; none where nothing failed.
 * @example
 * // 8 of 64 replies could not be judged (12.5 %)
 * //   8 × `correct` invalid (verifier-error); the first: correct threw: boom
 * // 2 of 64 replies were empty
 */
export function failureLines(failures: Failures): string[] {
  const { replies, unjudged, causes, undisposed } = failures
  const inOrder = [...causes].sort((a, b) => b.count - a.count)
  const share = (unjudgedShare(failures) * 100).toFixed(1)
  return [
    ...(unjudged === 0
      ? []
      : [`${unjudged} of ${counted(replies, 'reply', 'replies')} could not be judged (${share} %)`]),
    ...inOrder.map((cause) => `  ${cause.count} × ${causeName(cause)}; the first: ${cause.first}`),
    ...kinds.flatMap((kind) => {
      const count = failures[kind] ?? 0
      return count === 0 ? [] : [`${count} of ${counted(replies, 'reply', 'replies')} ${kindWords(kind, count)}`]
    }),
    ...(undisposed === undefined
      ? []
      : [
          `what ${undisposed.count} of ${counted(replies, 'episode')} held could not be disposed of; the first: ${undisposed.first}`,
        ]),
  ]
}

/** @example causeName({ kind: 'invalid', term: 'correct', cause: 'timeout', count: 1, first: '' }) // '`correct` invalid (timeout)' */
export function causeName({ kind, term, cause }: FailureCause): string {
  if (kind === 'invalid') return `\`${term}\` invalid (${cause})`
  return kind === 'error' ? cause : 'no term of the rubric applied'
}

type Kind = (typeof kinds)[number]

/** What a reply was instead of an answer; null for an answer. */
function kindOf({ text, error, status }: TalliedReply): Kind | null {
  if (status === 'refused') return 'refused'
  if (error !== null) return error.code === 'RLVR_POLICY' ? 'failed' : null
  if (status === 'truncated-tokens') return 'truncated'
  return text !== null && text.trim() === '' ? 'empty' : null
}

function kindWords(kind: Kind, count: number): string {
  if (kind === 'failed') return 'failed to come'
  const what = { truncated: 'cut at the token limit', refused: 'refused', empty: 'empty' }[kind]
  return `${count === 1 ? 'was' : 'were'} ${what}`
}

function causesOf({ verdicts, error }: TalliedReply): FailureCause[] {
  if (error !== null) return [causeOf('error', null, error.code, error.message)]
  const invalid = Object.entries(verdicts).flatMap(([term, verdict]) =>
    verdict.status === 'invalid' ? [causeOf('invalid', term, verdict.cause, verdict.reason)] : [],
  )
  if (invalid.length > 0) return invalid
  const reason = Object.values(verdicts).find(({ status }) => status === 'not-applicable')?.reason
  return [causeOf('not-applicable', null, 'not-applicable', reason ?? 'The environment gave no verdict and no reward.')]
}

function causeOf(kind: FailureCause['kind'], term: string | null, cause: string, words: string): FailureCause {
  return { kind, term, cause, count: 1, first: shortened(words) }
}

function shortened(words: string): string {
  return words.length > longestWords ? `${words.slice(0, longestWords)}…` : words
}

function keyOf({ kind, term, cause }: FailureCause): string {
  return JSON.stringify([kind, term, cause])
}
