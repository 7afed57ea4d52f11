// A policy whose model lives at a Tinker-compatible service and learns there: an adapter (LoRA) over a base model. Texts are
// tokens on this side, by the base model's own tokenizer. What is accumulated stays here until `apply` sends all of a step,
// so that a step that was given up leaves nothing behind, and half an update never counts.
import { randomUUID } from 'node:crypto'
import { RlvrError } from '../../../core/errors.ts'
import { mapConcurrently } from '../../../core/map-concurrently.ts'
import type { Message, ToolDescription } from '../../../core/message.ts'
import {
  defaultOptimizer,
  type ApplyOptions,
  type ApplyResult,
  type GenerateRequest,
  type LossFunction,
  type OptimizerSettings,
  type Reply,
  type Sampling,
  type Scorer,
  type TokenCoefficients,
  type TokenScores,
  type TokenSequence,
  type TrainablePolicy,
} from '../../../core/policy.ts'
import { Rng } from '../../../core/random.ts'
import { appended, given, replied } from '../../token-sequences.ts'
import type { TextCodec } from '../../transformer/text/text-codec.ts'
import { cutAtStop } from './cut-at-stop.ts'
import { gradientNormIn } from './gradient-norm.ts'
import { learningData, ofSampled, scoringDatum, type WeighedSequence } from './learning-data.ts'
import type { RemoteModel } from './remote-model.ts'
import { sample } from './sampler.ts'
import { readState, writeState, type SavedState } from './saved-state.ts'
import type { ServiceSession } from './service-session.ts'
import type { TinkerService } from './service.ts'

export interface TinkerParts {
  readonly service: TinkerService
  readonly session: ServiceSession
  readonly model: RemoteModel
  readonly codec: TextCodec
  readonly baseModel: string
  readonly rank: number
  readonly reduction: 'sum' | 'mean'
  readonly optimizer: Partial<OptimizerSettings>
  readonly maxLengthTokens: number
  readonly maxConcurrent: number
  readonly name: string
}

/** A service may answer the same tokens a little otherwise in another batch; by more than this, another model answers. */
const mostDrift = 0.1

export class TinkerPolicy implements TrainablePolicy {
  readonly name: string
  readonly batching = 'independent'
  readonly multipleReplies = true
  readonly tells = ['tokens'] as const
  readonly pretrained = 'adapter'
  /** Services give the log-probabilities of temperature 1 alone. */
  readonly onlyTemperature = 1
  readonly maxLengthTokens: number
  readonly maxConcurrent: number
  readonly #parts: TinkerParts
  #model: RemoteModel
  #version = 0
  /** What the next step is made of. */
  #step: WeighedSequence[] = []
  /** The session that samples from the present weights, and how often it was asked. */
  #sampler: Promise<string> | null = null
  #asked = 0
  /** Where the present weights and moments are kept, where they are. */
  #savedAt: string | null = null
  #closed: Promise<void> | null = null

  constructor(parts: TinkerParts) {
    this.#parts = parts
    this.#model = parts.model
    this.name = parts.name
    this.maxLengthTokens = parts.maxLengthTokens
    this.maxConcurrent = parts.maxConcurrent
  }

  get version(): number {
    return this.#version
  }

  get planLines(): readonly string[] {
    const { service, baseModel, rank, reduction } = this.#parts
    return [
      `policy       ${baseModel} at ${service.baseUrl}, an adapter (LoRA) of rank ${rank}; losses are ${reduction === 'sum' ? 'summed' : 'averaged'} there`,
      'checkpoints  hold the address of weights and moments, which stay at the service',
    ]
  }

  /** What a user should know of how conversations are shown to it, in sentences. */
  get notices(): readonly string[] {
    return this.#parts.codec.notices
  }

  get suggestedSampling(): TextCodec['suggestedSampling'] {
    return this.#parts.codec.suggestedSampling
  }

  async generate(
    requests: readonly GenerateRequest[],
    sampling: Sampling,
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<Reply[]> {
    signal?.throwIfAborted()
    const replies = await mapConcurrently(
      requests,
      this.maxConcurrent,
      async (request) => await this.#replies(request, sampling, signal),
    )
    return replies.flat()
  }

  encode(
    messages: readonly Message[],
    reply: string,
    { tools = [] }: { readonly tools?: readonly ToolDescription[] } = {},
  ): TokenSequence {
    const { tokens, sampled } = this.#parts.codec.encodeReply({ messages, tools }, reply)
    if (tokens.length > this.maxLengthTokens)
      throw new RlvrError(
        'RLVR_POLICY',
        `Prompt and reply have ${tokens.length} tokens together; the policy holds ${this.maxLengthTokens}. Open it for longer conversations: \`maxLengthTokens\`, \`--set policy.maxLengthTokens\`.`,
      )
    const count = sampled.reduce((sum, mark) => sum + mark, 0)
    return { tokens, sampled, logProbs: new Float32Array(count), sampledBy: null }
  }

  async score(sequences: readonly TokenSequence[], { temperature }: { temperature: number }): Promise<TokenScores[]> {
    return await scored(this.#model, sequences, temperature)
  }

  async accumulate(
    sequences: readonly TokenSequence[],
    { temperature }: { temperature: number },
    coefficients: readonly TokenCoefficients[] | LossFunction,
  ): Promise<TokenScores[]> {
    const scores = await this.score(sequences, { temperature })
    const logProbs = scores.map((each) => each.logProbs)
    const perSequence = typeof coefficients === 'function' ? coefficients(logProbs) : coefficients
    const step = sequences.map((sequence, index) => ({
      sequence,
      coefficients: logProbsOf(perSequence[index], logProbs[index] as Float32Array, index),
      logProbs: logProbs[index] as Float32Array,
    }))
    this.#step.push(...step)
    return scores
  }

  async apply({ learningRate, maxGradNorm, optimizer }: ApplyOptions): Promise<ApplyResult> {
    const step = this.#step
    this.#step = []
    if (step.some(({ coefficients }) => !Array.from(coefficients).every(Number.isFinite)))
      return { gradNorm: Number.NaN, skipped: true }
    const settings = { ...defaultOptimizer, weightDecay: 0, ...this.#parts.optimizer, ...optimizer }
    if (this.#parts.reduction === 'mean' && settings.weightDecay !== 0)
      throw new RlvrError(
        'RLVR_POLICY',
        `A service that averages losses, as SkyRL's JAX back end does, lets the weight decay of one adapter shrink every other, a frozen one too; got weightDecay ${settings.weightDecay}. Set it to 0.`,
      )
    const model = this.#model
    const { loss, data } = learningData(step, this.#parts.reduction)
    this.#refuseDrift(step, await model.forwardBackward(data, loss))
    const metrics = await model.optimizerStep(settings, { learningRate, maxGradNorm })
    const gradNorm = gradientNormIn(metrics)
    if (gradNorm !== null && !Number.isFinite(gradNorm)) {
      model.distrust(`it made a step whose gradient norm is ${gradNorm}`)
      throw new RlvrError(
        'RLVR_POLICY',
        `The service made a step though its gradient norm is ${gradNorm}, so its weights are no numbers any more. Go on from a checkpoint, at a lower learning rate.`,
      )
    }
    this.#changed()
    this.#version++
    return { gradNorm, skipped: false }
  }

  async discard(): Promise<void> {
    this.#step = []
  }

  async snapshot(folder: string): Promise<void> {
    const { service } = this.#parts
    await writeState(folder, {
      service: service.baseUrl,
      path: await this.#saved(),
      version: this.#version,
      ...this.#identity(),
    })
  }

  async restore(folder: string): Promise<void> {
    const { path, version } = await readState(folder, this.#identity())
    const model = await this.#parts.session.model({ path, moments: true })
    const left = this.#model
    this.#model = model
    this.#step = []
    this.#changed()
    this.#savedAt = path
    this.#version = version
    await leave(left)
  }

  async freeze(): Promise<Scorer & { close(): Promise<void> }> {
    const frozen = await this.#parts.session.model({ path: await this.#saved(), moments: false })
    return {
      score: async (sequences, { temperature }) => await scored(frozen, sequences, temperature),
      close: async () => await leave(frozen),
    }
  }

  async close(): Promise<void> {
    this.#closed ??= (async () => {
      await leave(this.#model)
      this.#parts.session.close()
    })()
    await this.#closed
  }

  async #replies(request: GenerateRequest, sampling: Sampling, signal: AbortSignal | undefined): Promise<Reply[]> {
    const { service, codec } = this.#parts
    const prompt = this.#prompt(request)
    const count = request.n ?? request.seeds?.length ?? 1
    const maxTokens = Math.min(sampling.maxTokens, this.maxLengthTokens - prompt.tokens.length)
    const version = this.#version
    const samples =
      maxTokens < 1
        ? Array.from({ length: count }, () => ({ finish: 'length' as const, tokens: [], logProbs: [] }))
        : await sample(service, codec, {
            session: await this.#samplingSession(),
            number: ++this.#asked,
            prompt: prompt.tokens,
            count,
            seed: seedOf(request),
            maxTokens,
            sampling,
            signal,
          })
    signal?.throwIfAborted()
    // Greedy tokens are drawn from no distribution; at other temperatures the service gives the log-probabilities of 1.
    const sampledBy = sampling.temperature === 0 || sampling.temperature === 1 ? { version, temperature: 1 } : null
    const hasTools = request.tools !== undefined && request.tools.length > 0
    return samples.map((drawn) => {
      const { text, tokens, logProbs, finish } = cutAtStop(drawn, codec, sampling.stop ?? [])
      const toolCalls = hasTools ? codec.toolCalls(tokens) : null
      return {
        text,
        ...(toolCalls !== null && { toolCalls }),
        finish,
        lengthTokens: tokens.length,
        sequence: replied(prompt, { tokens, logProbs, sampledBy }),
      }
    })
  }

  /** The tokens to go on from: the previous turn's own, with what was said since, or the whole conversation. */
  #prompt({ messages, tools = [], previous }: GenerateRequest): TokenSequence {
    const { codec } = this.#parts
    if (previous === undefined) return given(codec.encodePrompt({ messages, tools }))
    const since = codec.encodeContinuation(previous.sequence.tokens, { messages, tools }, previous.messages)
    return appended(previous.sequence, since)
  }

  async #samplingSession(): Promise<string> {
    const pending = (this.#sampler ??= this.#parts.session.sampler(this.#model))
    try {
      return await pending
    } catch (thrown) {
      if (this.#sampler === pending) this.#sampler = null
      throw thrown
    }
  }

  async #saved(): Promise<string> {
    return (this.#savedAt ??= await this.#model.save(`rlvr-${this.#version}-${randomUUID().slice(0, 13)}`))
  }

  #changed(): void {
    this.#sampler = null
    this.#asked = 0
    this.#savedAt = null
  }

  #identity(): Pick<SavedState, 'model' | 'rank' | 'tokenizer'> {
    const { baseModel, rank, codec } = this.#parts
    const { description } = codec
    return { model: baseModel, rank, tokenizer: 'hash' in description ? description.hash : description.kind }
  }

  /** Throws where what learned is not what was scored: the service has another model under this name. */
  #refuseDrift(step: readonly WeighedSequence[], perTarget: readonly Float32Array[]): void {
    let [sum, count] = [0, 0]
    step.forEach(({ sequence, logProbs }, index) => {
      ofSampled(sequence, perTarget[index] as Float32Array).forEach((value, sampleAt) => {
        sum += Math.abs(value - (logProbs[sampleAt] as number))
        count++
      })
    })
    const mean = count === 0 ? 0 : sum / count
    if (mean <= mostDrift) return
    this.#model.distrust('it learned from other log-probabilities than it had given before')
    throw new RlvrError(
      'RLVR_POLICY',
      `The service scored the same tokens by ${mean.toFixed(3)} otherwise, on average, when it was to learn from them: another model answers, or its answers are not to be trusted. No step was made.`,
    )
  }
}

async function scored(
  model: RemoteModel,
  sequences: readonly TokenSequence[],
  temperature: number,
): Promise<TokenScores[]> {
  if (temperature !== 1)
    throw new RlvrError('RLVR_POLICY', `A Tinker-compatible service scores at temperature 1 alone; got ${temperature}.`)
  if (sequences.length === 0) return []
  const perTarget = await model.forward(sequences.map(scoringDatum))
  return sequences.map((sequence, index) => ({ logProbs: ofSampled(sequence, perTarget[index] as Float32Array) }))
}

/** The coefficients of one sequence's log-probabilities; others cannot be had. */
function logProbsOf(
  coefficients: TokenCoefficients | undefined,
  { length }: Float32Array,
  index: number,
): ArrayLike<number> {
  if (coefficients?.logProbs.length !== length)
    throw new RlvrError(
      'RLVR_POLICY',
      `Sequence ${index} has ${length} sampled tokens and ${coefficients?.logProbs.length ?? 'no'} coefficients.`,
    )
  const other = coefficients.entropies !== undefined ? 'entropies' : coefficients.values !== undefined ? 'values' : null
  if (other !== null)
    throw new RlvrError('RLVR_POLICY', `A Tinker-compatible service takes no coefficients for ${other}.`)
  return coefficients.logProbs
}

/** A seed for all replies of a request: a service counts up from it. */
function seedOf({ seed, seeds }: GenerateRequest): number {
  return Rng.fromSeed(seeds?.[0] ?? seed)
    .fork('server')
    .int(0, 2 ** 30)
}

/** Gives a model's place back, where the service is there to take it. */
async function leave(model: RemoteModel): Promise<void> {
  await model.unload(AbortSignal.timeout(10_000)).catch(() => {})
}
