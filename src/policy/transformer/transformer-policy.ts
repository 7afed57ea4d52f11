// A transformer of this library as a policy that learns: text on this side, tokens and numbers in a worker thread.
import { RlvrError } from '../../core/errors.ts'
import type { Message, ToolDescription } from '../../core/message.ts'
import {
  singleRequests,
  type ApplyOptions,
  type ApplyResult,
  type FrozenPolicy,
  type GenerateRequest,
  type LossFunction,
  type OptimizerSettings,
  type Reply,
  type Sampling,
  type TokenCoefficients,
  type TokenScores,
  type TokenSequence,
  type TrainablePolicy,
} from '../../core/policy.ts'
import type { TrafficCounts } from '../../core/traffic-counts.ts'
import type { BackendName } from '../../tensor/open-backend.ts'
import type { DecodedReply } from './decode/decoder.ts'
import type { StopRule } from './decode/stop-rule.ts'
import type { Architecture } from './model/architecture.ts'
import type { LoraSettings } from './model/lora.ts'
import { ModelClient } from './threads/model-client.ts'
import { checkTransformerOptions } from './transformer-options.ts'
import { readSnapshotHeader } from './model/snapshot.ts'
import { ownCodec, ownDescription } from './text/own-codec.ts'
import type { TextCodec, TextDescription } from './text/text-codec.ts'
import type { TokenizerDescription } from './text/tokenizer.ts'
import { appended, given, replied, textBefore } from '../token-sequences.ts'

export interface TransformerOptions {
  readonly architecture: Omit<Architecture, 'vocabularySize'>
  readonly tokenizer: TokenizerDescription
  /** Seeds the starting weights. */
  readonly seed?: number | string
  /** What differs from `defaultOptimizer`. */
  readonly optimizer?: Partial<OptimizerSettings>
  readonly backend?: BackendName | 'auto'
  /** Threads of the CPU back ends; all cores by default. */
  readonly threads?: number
}

/** Opens a policy with fresh weights; `restore` puts trained ones in. Throws `RLVR_TENSOR` where no back end starts. */
export async function openTransformer(options: TransformerOptions): Promise<TransformerPolicy> {
  checkTransformerOptions(options)
  const codec = ownCodec(options.tokenizer)
  const architecture: Architecture = { ...options.architecture, vocabularySize: codec.vocabularySize }
  const { seed = 0, optimizer, backend, threads } = options
  const model = await ModelClient.open({
    architecture,
    seed,
    ...(optimizer !== undefined && { optimizer }),
    ...(backend !== undefined && { backend }),
    ...(threads !== undefined && { threads }),
  })
  return new TransformerPolicy(model, architecture, codec)
}

/**
 * Opens the policy that a snapshot was taken of, whatever its shape.
 * @param path the folder that `snapshot` wrote, or its `weights.safetensors` alone
 */
export async function openSnapshot(
  path: string,
  options: Pick<TransformerOptions, 'backend' | 'threads'> = {},
): Promise<TransformerPolicy> {
  const { architecture, tokenizer } = await readSnapshotHeader(path)
  const policy = await openTransformer({ architecture, tokenizer: ownDescription(tokenizer), ...options })
  try {
    await policy.restore(path)
  } catch (thrown) {
    await policy.close()
    throw thrown
  }
  return policy
}

/** What a policy stands on whose weights were trained before. */
export interface Pretrained {
  /** What records call it. */
  readonly name: string
  /** The adapter that learns; undefined where all weights do. */
  readonly lora: LoraSettings | undefined
}

function standsOnLine({ name, lora }: Pretrained): string {
  if (lora === undefined) return `policy       ${name}, all weights`
  const { rank, alpha, targets, dropout = 0, rankStabilised = false } = lora
  const more = `${dropout === 0 ? '' : `, dropout ${dropout}`}${rankStabilised ? ', rank-stabilised' : ''}`
  return `policy       ${name}, an adapter (LoRA) of rank ${rank}, alpha ${alpha}${more} on ${targets.join(', ')}`
}

/** A reply that is to be drawn: what it follows, and its seed. */
export interface AskedReply {
  readonly prompt: Int32Array
  readonly seed: number | string
}

/** Draws replies with the policy's present weights: another engine than its own decoder. One a request, in order. */
export type TokenSampler = (
  asked: readonly AskedReply[],
  sampling: Sampling,
  options: { readonly rule: StopRule; readonly signal: AbortSignal | undefined },
) => Promise<readonly DecodedReply[]>

export class TransformerPolicy implements TrainablePolicy {
  readonly name: string
  readonly multipleReplies = true
  readonly tells = ['tokens'] as const
  readonly entropies = true
  readonly architecture: Architecture
  readonly pretrained?: 'full' | 'adapter'
  readonly #model: ModelClient
  readonly #codec: TextCodec
  readonly #standsOn: readonly string[]
  /** Marks of what the present course of versions sampled: after a restore the same number may mean other weights. */
  #sampled = new WeakSet<object>()

  /** @param pretrained of weights that were trained before; left out for those that start from nothing */
  constructor(model: ModelClient, architecture: Architecture, codec: TextCodec, pretrained?: Pretrained) {
    this.name = pretrained?.name ?? 'transformer'
    if (pretrained !== undefined) this.pretrained = pretrained.lora === undefined ? 'full' : 'adapter'
    this.#standsOn = pretrained === undefined ? [] : [standsOnLine(pretrained)]
    this.#model = model
    this.architecture = architecture
    this.#codec = codec
  }

  get version(): number {
    return this.#model.version
  }

  /** Whether it has a value head. */
  get values(): boolean {
    return this.architecture.valueHead === true
  }

  get backend(): string {
    return this.#model.backend
  }

  /** What a user should know of how conversations are shown to it, in sentences. */
  get notices(): readonly string[] {
    return this.#codec.notices
  }

  /** How its makers draw replies, where they say; for evaluations that ask for nothing else. */
  get suggestedSampling(): TextCodec['suggestedSampling'] {
    return this.#codec.suggestedSampling
  }

  /** What it stands on and what of it learns; what it takes of the memory while it does. */
  get planLines(): readonly string[] {
    return [...this.#standsOn, ...this.#model.memoryLines]
  }

  get maxLengthTokens(): number {
    return this.architecture.maxLengthTokens
  }

  async generate(
    requests: readonly GenerateRequest[],
    sampling: Sampling,
    options: { signal?: AbortSignal } = {},
  ): Promise<Reply[]> {
    const sampledBy = this.#drawnBy(sampling)
    this.#sampled.add(sampledBy)
    const draw: TokenSampler = async (asked, how, { rule }) => await this.#model.call('generate', asked, how, rule)
    return await this.#replies({ requests, sampling, sampledBy, draw, signal: options.signal })
  }

  /**
   * Replies that another engine draws with the present weights. Its log-probabilities are the sampler's in every ratio;
   * what a loss is asked with comes from a pass of this policy, because two engines round differently.
   */
  async generateBy(
    draw: TokenSampler,
    requests: readonly GenerateRequest[],
    sampling: Sampling,
    options: { signal?: AbortSignal } = {},
  ): Promise<Reply[]> {
    return await this.#replies({
      ...{ requests, sampling, draw, signal: options.signal },
      sampledBy: this.#drawnBy(sampling),
    })
  }

  #drawnBy(sampling: Sampling): NonNullable<TokenSequence['sampledBy']> {
    return { version: this.version, temperature: temperatureOf(sampling) }
  }

  async #replies({ requests, sampling, sampledBy, draw, signal }: Drawing): Promise<Reply[]> {
    signal?.throwIfAborted()
    // Replies to one conversation have one prompt; the decoder reads equal prompts once.
    const asked = requests.flatMap((request) => {
      const prompt = this.#prompt(request)
      const hasTools = request.tools !== undefined && request.tools.length > 0
      return singleRequests(request).map(({ seed }) => ({ prompt, seed, hasTools }))
    })
    const decoded = await draw(
      asked.map(({ prompt, seed }) => ({ prompt: prompt.tokens, seed })),
      sampling,
      { rule: this.#stopRule(sampling), signal },
    )
    signal?.throwIfAborted()
    return decoded.map(({ tokens, logProbs, finish }, index) => {
      const { prompt, hasTools } = asked[index] as (typeof asked)[number]
      const toolCalls = hasTools ? this.#codec.toolCalls(tokens) : null
      return {
        text: textBefore(this.#codec.decode(tokens), sampling.stop),
        ...(toolCalls !== null && { toolCalls }),
        finish,
        lengthTokens: tokens.length,
        sequence: replied(prompt, { tokens, logProbs, sampledBy }),
      }
    })
  }

  encode(
    messages: readonly Message[],
    reply: string,
    { tools = [] }: { readonly tools?: readonly ToolDescription[] } = {},
  ): TokenSequence {
    const { tokens, sampled } = this.#codec.encodeReply({ messages, tools }, reply)
    if (tokens.length > this.maxLengthTokens)
      throw new RlvrError(
        'RLVR_POLICY',
        `Prompt and reply have ${tokens.length} tokens together; the policy holds ${this.maxLengthTokens}. Shorten the prompt (\`-o prompt=compact\`, where the environment has that option), or open the policy for longer conversations: \`maxLengthTokens\` in code and in a \`recipe\` beside the environment; of a Hugging Face checkpoint \`--set policy.maxLengthTokens\`.`,
      )
    const count = sampled.reduce((sum, mark) => sum + mark, 0)
    return { tokens, sampled, logProbs: new Float32Array(count), sampledBy: null }
  }

  async score(sequences: readonly TokenSequence[], { temperature }: { temperature: number }): Promise<TokenScores[]> {
    return await this.#model.call('score', sequences, temperature)
  }

  async accumulate(
    sequences: readonly TokenSequence[],
    { temperature }: { temperature: number },
    coefficients: readonly TokenCoefficients[] | LossFunction,
  ): Promise<TokenScores[]> {
    const given =
      typeof coefficients === 'function' ? await this.#asked(coefficients, sequences, temperature) : coefficients
    return await this.#model.call('accumulate', sequences, temperature, given)
  }

  async apply(options: ApplyOptions): Promise<ApplyResult> {
    return await this.#model.call('apply', options)
  }

  async discard(): Promise<void> {
    await this.#model.call('discard')
  }

  async traffic(): Promise<TrafficCounts> {
    return await this.#model.call('traffic')
  }

  async snapshot(folder: string): Promise<void> {
    await this.#model.call('save', folder, this.#codec.description)
  }

  async restore(folder: string): Promise<void> {
    const { architecture, tokenizer } = await readSnapshotHeader(folder)
    const own = compared(this.architecture, this.#codec.description)
    for (const [name, value] of Object.entries(compared(architecture, tokenizer))) {
      const [theirs, ours] = [inWords(value), inWords(own[name])]
      if (theirs !== ours)
        throw new RlvrError(
          'RLVR_POLICY',
          `The snapshot is of another policy: its ${name} is ${theirs}, this one's is ${ours}.`,
        )
    }
    await this.#model.call('load', folder)
    this.#sampled = new WeakSet()
  }

  async freeze(): Promise<FrozenPolicy> {
    const frozen = await this.#model.call('freeze')
    const draw: TokenSampler = async (asked, how, { rule }) =>
      await this.#model.call('generate', asked, how, rule, frozen)
    const { version } = this
    return {
      generate: async (requests, sampling, { signal } = {}) => {
        const sampledBy = { version, temperature: temperatureOf(sampling) }
        return await this.#replies({ requests, sampling, draw, signal, sampledBy })
      },
      score: async (sequences, { temperature }) => await this.#model.call('score', sequences, temperature, frozen),
      close: async () => await this.#model.call('thaw', frozen),
    }
  }

  async close(): Promise<void> {
    await this.#model.close()
  }

  /** The coefficients that a loss gives for the present scores. */
  async #asked(
    loss: LossFunction,
    sequences: readonly TokenSequence[],
    temperature: number,
  ): Promise<readonly TokenCoefficients[]> {
    if (!this.values) return loss(await this.#presentLogProbs(sequences, temperature))
    const scores = await this.score(sequences, { temperature })
    return loss(
      scores.map(({ logProbs }) => logProbs),
      scores.map(({ values }) => values as Float32Array),
    )
  }

  /** What the sampler said where it was this version (sampler and scorer agree to 1e-5), else by a pass of its own. */
  async #presentLogProbs(sequences: readonly TokenSequence[], temperature: number): Promise<Float32Array[]> {
    const isOwn = ({ sampledBy }: TokenSequence): boolean =>
      sampledBy !== null &&
      this.#sampled.has(sampledBy) &&
      sampledBy.version === this.version &&
      sampledBy.temperature === temperature
    if (sequences.every(isOwn)) return sequences.map(({ logProbs }) => logProbs)
    return (await this.score(sequences, { temperature })).map(({ logProbs }) => logProbs)
  }

  /** What ends a reply: the codec's tokens, and the texts that were asked for. */
  #stopRule({ stop = [] }: Sampling): StopRule {
    const utf8 = new TextEncoder()
    const texts = stop.filter((text) => text !== '').map((text) => utf8.encode(text))
    return { tokens: this.#codec.endTokens, texts, pieces: texts.length === 0 ? null : this.#codec.pieces }
  }

  /** The tokens to go on from: the previous turn's own, with what was said since, or the whole conversation. */
  #prompt({ messages, tools = [], previous }: GenerateRequest): TokenSequence {
    const conversation = { messages, tools }
    if (previous === undefined) return given(this.#codec.encodePrompt(conversation))
    const since = this.#codec.encodeContinuation(previous.sequence.tokens, conversation, previous.messages)
    return appended(previous.sequence, since)
  }
}

/** Greedy tokens are drawn from no distribution; their probabilities are those at temperature 1. */
function temperatureOf({ temperature }: Sampling): number {
  return temperature === 0 ? 1 : temperature
}

interface Drawing {
  readonly requests: readonly GenerateRequest[]
  readonly sampling: Sampling
  readonly sampledBy: TokenSequence['sampledBy']
  readonly draw: TokenSampler
  readonly signal: AbortSignal | undefined
}

/** What has to be equal in a policy and a snapshot: not how a checkpoint was named, nor a length that no weight depends on. */
function compared(architecture: Architecture, text: TextDescription): { readonly [name: string]: unknown } {
  const { maxLengthTokens, ...shape } = architecture
  const tokenizer = 'source' in text ? { ...text, source: undefined } : text
  return { ...shape, ...(architecture.positions === 'learned' && { maxLengthTokens }), tokenizer }
}

/** A setting as it may stand in a sentence; equal ones read the same. */
function inWords(value: unknown): string {
  if (value === undefined) return 'not set'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
