// A judge that is written down: for tests of what is judged, without a model. It is given the pieces of the prompt that
// `judge()` writes, and says what the script says.
import { RlvrError, show } from '../../src/core/errors.ts'
import type { Policy } from '../../src/core/policy.ts'
import { readJudgePrompt } from './judge-prompt.ts'

export interface JudgedWork {
  readonly task: string
  /** Null where the judge is shown none. */
  readonly reference: string | null
  /** The reply, or the conversation as lines of JSON. */
  readonly reply: string
  /** Everything else: the question or rubric, and the rules. What of a reply stands here is an order to the judge. */
  readonly orders: string
  /** The marks of a reply that lacks nothing; null where yes or no is asked. */
  readonly most: number | null
  readonly seed: number | string
}

/** Yes or no, a number of marks, or `{ said }`: an answer as it is, faults and all. */
export type ScriptedVote = boolean | number | { readonly said: string }

/**
 * A policy that answers prompts of `judge()`. Its `generate` rejects with `RLVR_POLICY` for any other conversation.
 * @example scriptedJudge(({ reply, reference }) => reply.includes(reference ?? ''))
 */
export function scriptedJudge(
  decide: (work: JudgedWork) => ScriptedVote | Promise<ScriptedVote>,
  { name = 'scripted:judge' }: { readonly name?: string } = {},
): Policy {
  if (typeof decide !== 'function')
    throw new RlvrError(
      'RLVR_USAGE',
      `scriptedJudge takes a function of { task, reference, reply }; got ${show(decide, 60)}.`,
    )
  return {
    name,
    generate: async (requests, _sampling, { signal } = {}) => {
      signal?.throwIfAborted()
      return await Promise.all(
        requests.map(async ({ messages, seed }) => {
          const read = readJudgePrompt(messages.slice(0, 2))
          const reply = read?.material.get('reply') ?? read?.material.get('conversation')
          if (read === null || reply === undefined)
            throw new RlvrError(
              'RLVR_POLICY',
              `${name} answers prompts of judge(); this one is none: ${show(messages.at(-1)?.content, 80)}.`,
            )
          const { material, orders } = read
          const most = /the number of marks from 0 to ([\d.e+]+)\./.exec(orders)?.[1]
          const vote = await decide({
            task: material.get('task') ?? '',
            reference: material.get('reference answer') ?? null,
            reply,
            orders,
            most: most === undefined ? null : Number(most),
            seed,
          })
          return { text: spoken(vote, most === undefined ? null : Number(most)), finish: 'stop' as const }
        }),
      )
    },
  }
}

function spoken(vote: ScriptedVote, most: number | null): string {
  if (typeof vote === 'object') return vote.said
  const verdict = typeof vote === 'number' ? vote : most === null ? (vote ? 'yes' : 'no') : vote ? most : 0
  return JSON.stringify({ reason: 'As the script says.', verdict })
}
