// A policy whose replies are written down: for tests, baselines, and trying an environment without a model.
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

/**
 * A policy that says what the script says.
 * @example scriptedPolicy(({ messages }) => `You said: ${messages.at(-1)?.content}`)
 */
export function scriptedPolicy(script: Script, options: { name?: string } = {}): Policy {
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
    generate: async (requests, _sampling, { signal } = {}) => {
      signal?.throwIfAborted()
      return await Promise.all(requests.flatMap(singleRequests).map(replyTo))
    },
  }
}
