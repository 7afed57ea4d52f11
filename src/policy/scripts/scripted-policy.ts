// A policy whose replies are written down: for tests, baselines, and trying an environment without a model.
import { RlvrError, show } from '../../core/errors.ts'
import { singleRequests, type GenerateRequest, type Policy, type Reply } from '../../core/policy.ts'
import { Rng } from '../../core/random.ts'

/** What a script is asked with. */
export interface ScriptContext {
  /** A stream of this reply's seed. */
  readonly rng: Rng
  /** Replies already given in this conversation. */
  readonly turn: number
}

/**
 * One text for every reply; a list with one text a turn, the last for all later ones; or a function of the
 * conversation. A function may give a part of a `Reply`, tool calls for one.
 */
export type Script =
  | string
  | readonly string[]
  | ((request: GenerateRequest, context: ScriptContext) => string | ScriptedReply | Promise<string | ScriptedReply>)

export type ScriptedReply = Pick<Reply, 'text'> & Partial<Reply>

function isTexts(script: unknown): boolean {
  return Array.isArray(script) && script.length > 0 && script.every((text) => typeof text === 'string')
}

/**
 * A policy that says what the script says.
 * @throws RlvrError `RLVR_USAGE` for what is no script
 * @example scriptedPolicy(({ messages }) => `You said: ${messages.at(-1)?.content}`)
 */
export function scriptedPolicy(script: Script, options: Partial<Pick<Policy, 'name' | 'tells'>> = {}): Policy {
  if (!(typeof script === 'string' || typeof script === 'function' || isTexts(script)))
    throw new RlvrError(
      'RLVR_USAGE',
      `scriptedPolicy takes a text, a list of at least one text (one a turn), or a function of the request; got ${show(script, 80)}.`,
    )
  const replyTo = async (request: GenerateRequest): Promise<Reply> => {
    const turn = request.messages.filter((message) => message.role === 'assistant').length
    const answer =
      typeof script === 'string'
        ? script
        : typeof script === 'function'
          ? await script(request, { rng: Rng.fromSeed(request.seed).fork('script'), turn })
          : (script[Math.min(turn, script.length - 1)] ?? '')
    return { finish: 'stop', ...(typeof answer === 'string' ? { text: answer } : answer) }
  }
  return {
    name: options.name ?? 'scripted',
    multipleReplies: true,
    ...(options.tells !== undefined && { tells: options.tells }),
    generate: async (requests, _sampling, { signal } = {}) => {
      signal?.throwIfAborted()
      return await Promise.all(requests.flatMap(singleRequests).map(replyTo))
    },
  }
}
