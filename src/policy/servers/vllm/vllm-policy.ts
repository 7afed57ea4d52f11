// A policy that learns here and is answered for by vLLM: its adapter is put into the server before the first rollout
// after an update; replies come as token ids with the log-probabilities of the server. Before its rollouts are believed,
// each new adapter is asked for one reply that this policy scores itself: another model, or other weights, is found out.
import { mapConcurrently } from '../../../core/map-concurrently.ts'
import { checkNames } from '../../../core/check-names.ts'
import { RlvrError, show } from '../../../core/errors.ts'
import type { JsonObject } from '../../../core/json.ts'
import { untilAborted } from '../../../core/until-aborted.ts'
import type { GenerateRequest, Reply, Sampling, TokenSequence, TrainablePolicy } from '../../../core/policy.ts'
import type { DecodedReply } from '../../transformer/decode/decoder.ts'
import type { StopRule } from '../../transformer/decode/stop-rule.ts'
import type { AskedReply, TransformerPolicy } from '../../transformer/transformer-policy.ts'
import { VllmAdapter, type VllmAdapterOptions } from './vllm-adapter.ts'
import { completionRequest, readVllmReply } from './vllm-completion.ts'
import { logProbsFault, reportsProcessed } from './vllm-log-probs.ts'
import { VllmRefusal, VllmServer, type VllmServerOptions } from './vllm-server.ts'

export interface VllmRolloutsOptions extends VllmServerOptions, VllmAdapterOptions {
  /** Requests under way at once, 64 unless said otherwise. */
  readonly maxConcurrent?: number
  /**
   * How far the server's log-probabilities may be from this policy's, in nats a token, in the mean of one reply: 0.1
   * unless said otherwise. Two engines, or weights in 16 bits, are some hundredths apart; another model is 1 and more.
   */
  readonly driftNats?: number
}

const known = [
  ...['baseUrl', 'apiKey', 'fetch', 'timeoutMs', 'retries', 'logger', 'pause', 'model', 'folder', 'folderThere'],
  ...['maxConcurrent', 'driftNats'],
]

/** Whoever opened it closes it. */
export type VllmPolicy = TrainablePolicy & Required<Pick<TrainablePolicy, 'close'>>

/** As `vllmRollouts`. */
export async function openVllmPolicy(policy: TransformerPolicy, options: VllmRolloutsOptions): Promise<VllmPolicy> {
  checkOptions(policy, options)
  const server = new VllmServer(options)
  const models = await server.models()
  const base = models.find(({ id }) => id === options.model)
  const names = models.filter(({ parent }) => parent === null).map(({ id }) => id)
  if (base === undefined)
    throw new RlvrError(
      'RLVR_POLICY',
      `vLLM at ${server.url} serves ${names.join(', ') || 'nothing'}, and not ${options.model}. Give the name it has there (\`--served-model-name\` of vLLM, else the path).`,
    )
  const rollouts = new VllmRollouts(policy, server, options, base.maxLengthTokens ?? Infinity)
  return rollouts.policy
}

class VllmRollouts {
  readonly policy: VllmPolicy
  readonly #learner: TransformerPolicy
  readonly #server: VllmServer
  readonly #adapter: VllmAdapter
  readonly #options: VllmRolloutsOptions
  readonly #maxLengthTokens: number
  /** The adapter that is in the server, being put there, or none; and which version of the policy it is. */
  #ready: { readonly version: number; readonly name: Promise<string> } | null = null
  /** Which settings of sampling the present adapter was tried with. */
  #tried = new Map<string, Promise<void>>()
  #processed: Promise<boolean> | null = null

  constructor(learner: TransformerPolicy, server: VllmServer, options: VllmRolloutsOptions, lengthThere: number) {
    this.#learner = learner
    this.#server = server
    this.#options = options
    this.#adapter = new VllmAdapter(server, options)
    this.#maxLengthTokens = Math.min(learner.maxLengthTokens, lengthThere)
    this.policy = this.#asPolicy()
  }

  #asPolicy(): VllmPolicy {
    const learner = this.#learner
    const { maxConcurrent = 64, model } = this.#options
    const planLine = `rollouts     by vLLM at ${this.#server.url}, ${model}`
    return {
      name: learner.name,
      batching: 'independent',
      maxConcurrent,
      multipleReplies: true,
      tells: ['tokens'],
      entropies: learner.entropies,
      ...(learner.pretrained !== undefined && { pretrained: learner.pretrained }),
      get version() {
        return learner.version
      },
      get planLines() {
        return [...learner.planLines, planLine]
      },
      maxLengthTokens: this.#maxLengthTokens,
      generate: async (requests, sampling, { signal } = {}) => await this.#generate(requests, sampling, signal),
      encode: (messages, reply, given) => learner.encode(messages, reply, given),
      score: async (sequences, given) => await learner.score(sequences, given),
      accumulate: async (sequences, given, coefficients) => await learner.accumulate(sequences, given, coefficients),
      apply: async (given) => await learner.apply(given),
      discard: async () => await learner.discard(),
      snapshot: async (folder) => await learner.snapshot(folder),
      restore: async (folder) => {
        await learner.restore(folder)
        // The same version may mean other weights now.
        this.#forget()
      },
      freeze: async () => await learner.freeze(),
      close: async () => {
        await this.#adapter.close()
        await learner.close()
      },
    }
  }

  async #generate(
    requests: readonly GenerateRequest[],
    sampling: Sampling,
    signal: AbortSignal | undefined,
  ): Promise<Reply[]> {
    if (requests.length === 0) return []
    return await this.#learner.generateBy(
      async (asked, how, { rule }) => await this.#draw(asked, how, { rule, signal }),
      requests,
      sampling,
      signal === undefined ? {} : { signal },
    )
  }

  async #draw(
    asked: readonly AskedReply[],
    sampling: Sampling,
    { rule, signal }: { rule: StopRule; signal: AbortSignal | undefined },
  ): Promise<DecodedReply[]> {
    const where = `A rollout by vLLM at ${this.#server.url}`
    for (let attempt = 0; ; attempt++) {
      // Others wait for the same adapter and the same trial: who is aborted waits no longer, and they go on.
      const name = await untilAborted(signal, where, async () => await this.#present())
      try {
        await untilAborted(signal, where, async () => await this.#try(name, asked[0] as AskedReply, sampling, rule))
        const { maxConcurrent = 64 } = this.#options
        return await mapConcurrently(
          asked,
          maxConcurrent,
          async (each) => await this.#ask(name, each, sampling, { rule, signal }),
        )
      } catch (thrown) {
        // A server that was started anew has the base alone, and is given the adapter once more.
        if (!(thrown instanceof VllmRefusal && thrown.status === 404)) throw thrown
        if (this.#ready !== null && (await this.#ready.name) === name) this.#forget()
        if (attempt > 0) throw thrown
      }
    }
  }

  /** What is in the server is not known any more. */
  #forget(): void {
    this.#ready = null
    this.#processed = null
  }

  async #ask(
    model: string,
    asked: AskedReply,
    sampling: Sampling,
    { rule, signal, extra = {} }: { rule: StopRule; signal?: AbortSignal | undefined; extra?: JsonObject },
  ): Promise<DecodedReply> {
    const plain = completionRequest(asked, sampling, { model, rule, maxLengthTokens: this.#maxLengthTokens })
    const body = { ...plain, ...extra }
    const answer = await this.#server.post('/v1/completions', body, signal)
    const { vocabularySize } = this.#learner.architecture
    return readVllmReply(answer, body, { rule, server: this.#server.url, vocabularySize })
  }

  /** The name of the adapter of the present version, loaded if it is not; conversations that ask together wait together. */
  async #present(): Promise<string> {
    const { version } = this.#learner
    if (this.#ready?.version !== version) {
      this.#tried = new Map()
      const ready = { version, name: this.#adapter.load(this.#learner) }
      this.#ready = ready
      // One that failed is tried again by whoever asks next.
      ready.name.catch(() => {
        if (this.#ready === ready) this.#ready = null
      })
    }
    return await this.#ready.name
  }

  async #try(name: string, asked: AskedReply, sampling: Sampling, rule: StopRule): Promise<void> {
    const { temperature, topK, topP, minP = 0 } = sampling
    const settings = [temperature, topK, topP, minP].join()
    const tried = this.#tried
    if (!tried.has(settings)) {
      const attempt = this.#tryOnce(name, asked, sampling, rule)
      tried.set(settings, attempt)
      attempt.catch(() => tried.delete(settings))
    }
    await tried.get(settings)
  }

  /** One short reply, scored by both. */
  async #tryOnce(name: string, { prompt }: AskedReply, sampling: Sampling, rule: StopRule): Promise<void> {
    const short = { ...sampling, maxTokens: Math.min(sampling.maxTokens, 32) }
    const ask = async (seed: string, extra: JsonObject = {}): Promise<DecodedReply> =>
      await this.#ask(name, { prompt, seed }, short, { rule, extra })
    // Whoever asks first waits for all; one that failed is asked again.
    this.#processed ??= reportsProcessed(
      async (token) => await ask(name, { allowed_token_ids: [token], max_tokens: 1 }),
    )
    this.#processed.catch(() => (this.#processed = null))
    const fault = logProbsFault(sampling, await this.#processed)
    if (fault !== null) throw new RlvrError('RLVR_POLICY', `vLLM at ${this.#server.url} ${fault}`)
    const { tokens, logProbs } = await ask(name)
    const sequence: TokenSequence = {
      tokens: Int32Array.from([...prompt, ...tokens]),
      sampled: Uint8Array.from([...new Uint8Array(prompt.length), ...new Uint8Array(tokens.length).fill(1)]),
      logProbs,
      sampledBy: null,
    }
    const [own] = await this.#learner.score([sequence], { temperature: sampling.temperature || 1 })
    const apart = logProbs.map((each, at) => Math.abs(each - (own?.logProbs[at] ?? Number.NaN)))
    const drift = apart.reduce((sum, each) => sum + each, 0) / apart.length
    const { driftNats = 0.1, model } = this.#options
    this.#options.logger?.debug(`vLLM answers as ${name}, ${drift.toExponential(1)} nats a token from this policy.`)
    if (drift <= driftNats) return
    throw new RlvrError(
      'RLVR_POLICY',
      `vLLM at ${this.#server.url} answers as another model than the one that learns here: log-probabilities of ${tokens.length} tokens are ${drift.toFixed(2)} nats apart in the mean, where ${driftNats} are allowed. See that ${model} there has the weights of this policy's base, not quantised, and that \`--logprobs-mode\` is raw_logprobs or processed_logprobs.`,
    )
  }
}

function checkOptions(policy: TransformerPolicy, options: VllmRolloutsOptions): void {
  checkNames('vllmRollouts', options, known)
  const refuse = (sentence: string): never => {
    throw new RlvrError('RLVR_USAGE', `vllmRollouts: ${sentence}`)
  }
  if (policy.pretrained !== 'adapter')
    refuse(
      'the policy must learn by an adapter, which a server can load while it runs. Open it with `lora`, as in openPretrained(folder, { lora: { rank: 16 } }).',
    )
  const { model, driftNats, folder, folderThere } = options
  if (typeof model !== 'string' || model === '')
    refuse(`\`model\` is the name that the server has for the base; got ${show(model, 80)}.`)
  if (driftNats !== undefined && !(driftNats > 0))
    refuse(`\`driftNats\` is a number above 0; got ${show(driftNats, 80)}.`)
  if (folderThere !== undefined && folder === undefined)
    refuse('`folderThere` is how the server sees `folder`; give that too.')
  for (const name of ['timeoutMs', 'retries', 'maxConcurrent'] as const) {
    const [value, least] = [options[name], name === 'retries' ? 0 : 1]
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= least))
      refuse(`\`${name}\` is a whole number from ${least}; got ${show(value, 80)}.`)
  }
}
