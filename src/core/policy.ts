// What answers. Anything that generates text is a `Policy`; one whose token probabilities can be raised and
// lowered is a `TrainablePolicy`. Tokens in, tokens out: text is never tokenised again between turns.
import { RlvrError } from './errors.ts'
import type { Message, ToolCall, ToolDescription } from './message.ts'
import type { TrafficCounts } from './traffic-counts.ts'

/** A conversation as tokens. T tokens, of which S were sampled by the policy. */
export interface TokenSequence {
  /** [T] */
  readonly tokens: Int32Array
  /** [T] 1 where the policy sampled the token, 0 where it was given. */
  readonly sampled: Uint8Array
  /** [S] Natural-log probability of each sampled token at the sampling temperature, by the sampler. */
  readonly logProbs: Float32Array
  /** The policy version and temperature that all sampled tokens come from; null where they come from several, or from none. */
  readonly sampledBy: { readonly version: number; readonly temperature: number } | null
}

export interface Sampling {
  /** 0 takes the likeliest token. */
  readonly temperature: number
  /** Keep the k likeliest tokens; 0 keeps all. */
  readonly topK: number
  /** Keep the likeliest tokens that together reach this probability, in (0, 1]; 1 keeps all. */
  readonly topP: number
  readonly maxTokens: number
  /** Keep the tokens that are at least this share as likely as the likeliest, in 0..1; 0, or left out, keeps all. */
  readonly minP?: number
  /**
   * Texts that end a reply. Its text is what came before the first of them and its finish is `stop`; the tokens of
   * its sequence are those that were sampled, the text that ended it included.
   */
  readonly stop?: readonly string[]
}

export const defaultSampling: Sampling = { temperature: 1, topK: 0, topP: 1, maxTokens: 512 }

export interface GenerateRequest {
  /** The whole conversation so far. */
  readonly messages: readonly Message[]
  readonly tools?: readonly ToolDescription[]
  /** The id of the task, which is public: for a policy that looks its replies up. Left out where nobody knows it. */
  readonly taskId?: string
  /** Seeds this reply alone, so that it does not depend on what is generated beside it. */
  readonly seed: number | string
  /** Replies to this one conversation, 1 where left out. Asked only of a policy with `multipleReplies`. */
  readonly n?: number
  /** The seeds of the `n` replies; `<seed>/0`, `<seed>/1`, … where left out. */
  readonly seeds?: readonly (number | string)[]
  /** The sequence of the reply before, which `messages` extends; a policy with tokens goes on from it. */
  readonly previous?: { readonly sequence: TokenSequence; readonly messages: number }
}

export interface Reply {
  readonly text: string
  readonly toolCalls?: readonly ToolCall[]
  /**
   * `stop`, or left out: the policy ended it. `length`: a token limit did. `refusal`: a filter, or the policy itself,
   * declined to answer; the reply is not judged.
   */
  readonly finish?: 'stop' | 'length' | 'refusal'
  /** With the finish `refusal`: why, in words. */
  readonly refusal?: string
  /** What the policy thought, where it is told apart from the text: recorded, and never judged. */
  readonly reasoning?: string
  /** Tokens of this reply alone; null, or left out, where the policy does not say. */
  readonly lengthTokens?: number | null
  /** What this reply cost, in a currency of the policy's own; null, or left out, where it does not say. */
  readonly cost?: number | null
  /** The conversation up to the end of this reply, for policies that know their tokens. */
  readonly sequence?: TokenSequence
}

export interface Policy {
  readonly name: string
  /** Rises with every applied update; 0, or left out, for a policy that does not learn. */
  readonly version?: number
  /**
   * How it is best asked. `lockstep` (the default): all conversations at once, one batch a turn. `independent`:
   * each conversation by itself, many at a time, so that a slow one holds up no other and a failed request costs
   * one episode: for servers.
   */
  readonly batching?: 'lockstep' | 'independent'
  /** For `independent`: conversations under way at once, where the caller does not say. */
  readonly maxConcurrent?: number
  /** What each of its replies tells of itself, as `lengthTokens` and `cost`: limits of an episode on the rest are refused. */
  readonly tells?: readonly ('tokens' | 'cost')[]
  /** True where a request may ask for `n` replies: the samples of a group are then asked for in one request. */
  readonly multipleReplies?: boolean
  /** The replies of the first request (`n`, or one), then those of the second, and so on. Rejects with `RLVR_POLICY` when it cannot answer. */
  generate(
    requests: readonly GenerateRequest[],
    sampling: Sampling,
    options?: { signal?: AbortSignal },
  ): Promise<Reply[]>
  /**
   * One small request, before many are made: for policies that others answer for. Rejects with `RLVR_POLICY` and their
   * own words where they would refuse.
   */
  check?(request: GenerateRequest, sampling: Sampling, options?: { signal?: AbortSignal }): Promise<void>
  /** What has crossed to where it computes, and what was dispatched, since it was opened: what `--profile` shows. */
  traffic?(): Promise<TrafficCounts>
  /** Gives back what it holds, after what is under way; may be called twice. */
  close?(): Promise<void>
}

/** The same conversation once for each of its replies, with a seed each: how a policy answers `n` if it has no better way. */
export function singleRequests(request: GenerateRequest): GenerateRequest[] {
  const { n, seeds, ...single } = request
  if (n === undefined && seeds === undefined) return [request]
  const count = n ?? seeds?.length ?? 1
  if (!Number.isSafeInteger(count) || count < 1 || (seeds !== undefined && seeds.length !== count))
    throw new RlvrError(
      'RLVR_POLICY',
      `A request asks for \`n\` replies, a whole number from 1, with a seed for each or none; got n ${n} and ${seeds?.length ?? 'no'} seeds.`,
    )
  return Array.from({ length: count }, (_, index) => ({
    ...single,
    seed: seeds?.[index] ?? `${request.seed}/${index}`,
  }))
}

/** What the sampled tokens of one sequence scored at a temperature, [S] each. */
export interface TokenScores {
  readonly logProbs: Float32Array
  /** Left out by a policy without `entropies`. */
  readonly entropies?: Float32Array
  /** What a value head expects to be earned from each token on, before it is sampled. Left out by a policy without `values`. */
  readonly values?: Float32Array
}

/** dLoss/dlogProb of each sampled token of one sequence, [S]; dLoss/dentropy and dLoss/dvalue where the loss has such terms. */
export interface TokenCoefficients {
  readonly logProbs: Float32Array | Float64Array
  readonly entropies?: Float32Array | Float64Array
  readonly values?: Float32Array | Float64Array
}

/**
 * The derivatives of a loss, a sequence each, from the log-probabilities [S] of the sampled tokens, and from their
 * values where the policy has a value head.
 */
export type LossFunction = (
  logProbs: readonly Float32Array[],
  values?: readonly Float32Array[],
) => readonly TokenCoefficients[]

export interface Scorer {
  score(sequences: readonly TokenSequence[], options: { temperature: number }): Promise<TokenScores[]>
}

/** A policy as it was: it scores, and answers where it has `generate`. */
export interface FrozenPolicy extends Scorer {
  generate?: Policy['generate']
  close(): Promise<void>
}

/** AdamW's settings (Loshchilov and Hutter 2019, arXiv 1711.05101). */
export interface OptimizerSettings {
  /** Decay of the mean of gradients, in 0 to below 1. */
  readonly beta1: number
  /** Decay of the mean of squared gradients, in 0 to below 1. */
  readonly beta2: number
  readonly epsilon: number
  /** Decoupled, on matrices alone; 0 for none. */
  readonly weightDecay: number
}

export const defaultOptimizer: OptimizerSettings = { beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.01 }

export interface ApplyOptions {
  readonly learningRate: number
  /** The gradient is scaled down to this norm where it is longer. */
  readonly maxGradNorm: number
  /** What differs from the optimizer settings that the policy was made with; one that has none of these refuses them. */
  readonly optimizer?: Partial<OptimizerSettings>
}

export interface ApplyResult {
  /** Norm of the whole gradient before clipping; null where whoever computed it does not say. */
  readonly gradNorm: number | null
  /** True when the gradient was not finite: nothing changed and the version stayed. */
  readonly skipped: boolean
}

/** A policy that learns. Gradients add up over `accumulate` calls until `apply` uses and clears them. */
export interface TrainablePolicy extends Policy, Scorer {
  readonly version: number
  /** What it says of itself before training begins, in lines for people, such as the memory that it takes. */
  readonly planLines?: readonly string[]
  /** Longest sequence, prompt included. */
  readonly maxLengthTokens: number
  /** The one temperature at which it scores and learns; left out where any will do. */
  readonly onlyTemperature?: number
  /** True where scores have entropies and `accumulate` takes coefficients for them; without, no entropy term can be trained. */
  readonly entropies?: boolean
  /** True where scores have values and `accumulate` takes coefficients for them: the policy has a value head. */
  readonly values?: boolean
  /**
   * For weights that were trained before: all of them learn on (`full`), or an `adapter` beside them. Left out where
   * they start from nothing. The defaults of a training depend on it.
   */
  readonly pretrained?: 'full' | 'adapter'
  /**
   * The conversation that `messages` starts, answered by `reply`, with the reply marked as sampled: for supervised
   * training. With `tools` the policy is shown what it may call, as `generate` shows it.
   */
  encode(
    messages: readonly Message[],
    reply: string,
    options?: { readonly tools?: readonly ToolDescription[] },
  ): TokenSequence | Promise<TokenSequence>
  /**
   * Adds the gradient of Σ coefficient · logProb (+ Σ coefficient · entropy + Σ coefficient · value) over the sampled
   * tokens, and gives the scores at the present weights. The coefficients are given, or asked for with the present
   * log-probabilities (and values); for sequences that this very version sampled at this temperature, those may be the sampler's own.
   */
  accumulate(
    sequences: readonly TokenSequence[],
    options: { temperature: number },
    coefficients: readonly TokenCoefficients[] | LossFunction,
  ): Promise<TokenScores[]>
  /** One optimizer step over what was accumulated. */
  apply(options: ApplyOptions): Promise<ApplyResult>
  /** Forgets accumulated gradients. */
  discard(): Promise<void>
  /**
   * Writes everything from which `restore` goes on bit for bit (weights, adapters, moments) as files into `folder`,
   * which is there and empty. Names are the policy's own, folders within it allowed; whoever calls brings the files to
   * the disk, checks them and moves them as a whole.
   */
  snapshot(folder: string): Promise<void>
  /** Takes what `snapshot` wrote. Throws `RLVR_POLICY` when it is of another shape, naming the first difference; nothing has changed then. */
  restore(folder: string): Promise<void>
  /** A frozen copy of the policy as it is now, for KL terms, and to play against where it generates. */
  freeze(): Promise<FrozenPolicy>
}
