// The votes of a judge on one piece of work: asked for, read, and asked for again where an answer cannot be read. A failure
// of the judge itself (a server that is down) is its policy's to try again, and has been when it comes here.
import { LRUCache } from 'lru-cache'
import { describeError } from '../../src/core/errors.ts'
import { contentHash } from '../../src/core/json.ts'
import type { Message } from '../../src/core/message.ts'
import type { Policy, Reply, Sampling } from '../../src/core/policy.ts'
import { answerOf } from '../../src/core/reasoning/split-reply.ts'
import { askJudge, isJudgeTimeout } from './ask-judge.ts'
import type { VoteCache } from './judge-options.ts'
import { readVote, type ReadVote, type VoteForm } from './vote-form.ts'

export type CastVote =
  | Extract<ReadVote, { readonly ok: true }>
  /** `answer` is what the judge said, where it said something. */
  | { readonly ok: false; readonly cause: 'judge' | 'timeout'; readonly why: string; readonly answer: string | null }

export interface VotesAsked {
  readonly judge: Policy
  readonly messages: readonly Message[]
  readonly form: VoteForm
  readonly sampling: Sampling
  readonly votes: number
  readonly seed: number | string
  readonly retries: number
  readonly timeoutMs: number
  /** Null for none; undefined for the memory. */
  readonly cache: VoteCache | null | undefined
  readonly signal: AbortSignal
}

/** What was said in this process, by the judge that said it: two of one name are two. */
const remembered = new WeakMap<Policy, VoteCache>()

/** Every vote, in their order. Rejects only where `signal` aborts. */
export async function castVotes(asked: VotesAsked): Promise<readonly CastVote[]> {
  const cache = asked.cache === undefined ? memoryOf(asked.judge) : asked.cache
  return await Promise.all(Array.from({ length: asked.votes }, async (_, vote) => await castVote(asked, vote, cache)))
}

/** Everything that an answer depends on. */
export function voteKey({ judge, messages, sampling, seed }: VotesAsked, vote: number): string {
  const version = judge.version ?? 0
  return contentHash([judge.name, version, messages.map(({ role, content }) => [role, content]), sampling, seed, vote])
}

function memoryOf(judge: Policy): VoteCache {
  const known = remembered.get(judge)
  if (known !== undefined) return known
  const made = new LRUCache<string, string>({ max: 10_000 })
  remembered.set(judge, made)
  return made
}

async function castVote(asked: VotesAsked, vote: number, cache: VoteCache | null): Promise<CastVote> {
  const { judge, form, sampling, retries, timeoutMs, signal } = asked
  const key = voteKey(asked, vote)
  const kept = cache?.get(key)
  if (kept !== undefined) {
    const read = readVote(kept, form)
    if (read.ok) return read
  }
  let messages = asked.messages
  for (let attempt = 0; ; attempt++) {
    const seed = attempt === 0 ? `${asked.seed}/${vote}` : `${asked.seed}/${vote}/again/${attempt}`
    let reply: Reply
    try {
      reply = await askJudge(judge, { request: { messages, seed }, sampling, timeoutMs, signal })
    } catch (thrown) {
      signal.throwIfAborted()
      const cause = isJudgeTimeout(thrown) ? 'timeout' : 'judge'
      return { ok: false, cause, why: describeError(thrown), answer: null }
    }
    const { text, finish, refusal } = reply
    if (finish === 'refusal') return { ok: false, cause: 'judge', why: 'it declined to judge', answer: refusal ?? text }
    const said = text.length > longestSplit ? text : answerOf(text)
    const read = readVote(said, form)
    if (read.ok) {
      cache?.set(key, JSON.stringify({ reason: read.reason, verdict: read.verdict }))
      return read
    }
    const cut = finish === 'length' ? `, and was cut off after ${sampling.maxTokens} tokens` : ''
    if (attempt >= retries) return { ok: false, cause: 'judge', why: `${read.why}${cut}`, answer: text }
    messages = [
      ...asked.messages,
      { role: 'assistant', content: said.slice(0, longestQuoted) },
      { role: 'user', content: `That could not be read: ${read.why}. ${form.words}` },
    ]
  }
}

const longestSplit = 1_000_000
const longestQuoted = 2000
