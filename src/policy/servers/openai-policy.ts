// A model behind an OpenAI-compatible server: POST <base URL>/chat/completions, over `fetch`. Own client, because
// an evaluation needs the raw words of an error, the server's extras (`top_k`), and waits that can be aborted.
import { setTimeout as delay } from 'node:timers/promises'
import { RlvrError } from '../../core/errors.ts'
import { silentLogger } from '../../core/logger.ts'
import { mapConcurrently } from '../../core/map-concurrently.ts'
import { singleRequests, type GenerateRequest, type Policy, type Reply, type Sampling } from '../../core/policy.ts'
import { Rng } from '../../core/random.ts'
import { chatRequest } from './chat-request.ts'
import { checkServerOptions, type OpenAiPolicyOptions } from './server-options.ts'
import { endpointOf, postChat } from './post-chat.ts'

export type { OpenAiPolicyOptions } from './server-options.ts'

/**
 * A policy that asks a server. Its replies are as reproducible as the server makes them: each request carries a seed.
 * @throws RlvrError `RLVR_USAGE` for an option that is not known or cannot be
 */
export function openAiPolicy(options: OpenAiPolicyOptions): Policy {
  checkServerOptions(options)
  const { model, logger = silentLogger, longestPauseMs = 60_000, pause = waitFor, maxConcurrent = 32 } = options
  const endpoint = endpointOf(options.baseUrl)
  const strange = new Set<string>()

  const answer = async (
    request: GenerateRequest,
    sampling: Sampling,
    retries: number,
    signal?: AbortSignal,
  ): Promise<Reply> => {
    const body = chatRequest(request, sampling, options)
    const jitter = Rng.fromSeed(request.seed).fork('retry')
    for (let attempt = 0; ; attempt++) {
      signal?.throwIfAborted()
      const result = await postChat(body, { ...options, endpoint }, signal)
      if (result.ok) {
        if (result.strange !== null && !strange.has(result.strange)) {
          strange.add(result.strange)
          logger.warn(`${endpoint} ended a reply with an unknown ${result.strange}; it is judged as it is.`)
        }
        return result.reply
      }
      if (!result.again || attempt >= retries) {
        const givenUp = attempt === 0 ? '' : ` Given up after ${attempt + 1} tries.`
        throw new RlvrError('RLVR_POLICY', result.fault + givenUp)
      }
      // Half of the pause is drawn, so that many conversations which failed together do not come back together.
      const backoffMs = 500 * 2 ** attempt * (0.5 + 0.5 * jitter.float())
      const pauseMs = Math.min(result.pauseMs ?? backoffMs, longestPauseMs)
      logger.warn(`${result.fault} Trying again in ${Math.round(pauseMs)} ms.`)
      await pause(pauseMs, signal)
    }
  }

  return {
    name: `openai:${model}`,
    version: 0,
    batching: 'independent',
    multipleReplies: true,
    tells: ['tokens'],
    maxConcurrent,
    // A request for each reply: a seed of its own, and not every server knows `n`; those with a prefix cache read the
    // prompt once all the same.
    generate: async (requests, sampling, { signal } = {}) =>
      await mapConcurrently(requests.flatMap(singleRequests), maxConcurrent, (request) =>
        answer(request, sampling, options.retries ?? 5, signal),
      ),
    // One more try: a server that is down is told in a second, one that lost a connection is not given up.
    check: async (request, sampling, { signal } = {}) => {
      const small = { ...sampling, maxTokens: Math.min(sampling.maxTokens, 16) }
      await answer(request, small, Math.min(options.retries ?? 1, 1), signal)
    },
  }
}

async function waitFor(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await delay(ms, undefined, signal === undefined ? {} : { signal })
}
