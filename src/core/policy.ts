// What answers. Anything that generates text is a `Policy`; one whose token probabilities can be raised and
// lowered is a `TrainablePolicy`. Tokens in, tokens out: text is never tokenised again between turns.
import type { Message, ToolCall } from './message.ts'
import type { ToolDescription } from './tool.ts'

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
}

export const defaultSampling: Sampling = { temperature: 1, topK: 0, topP: 1, maxTokens: 512 }

export interface GenerateRequest {
  /** The whole conversation so far. */
  readonly messages: readonly Message[]
  readonly tools?: readonly ToolDescription[]
  /** Seeds this reply alone, so that it does not depend on what is generated beside it. */
  readonly seed: number | string
  /** The sequence of the reply before, which `messages` extends; a policy with tokens goes on from it. */
  readonly previous?: { readonly sequence: TokenSequence; readonly messages: number }
}

export interface Reply {
  readonly text: string
  readonly toolCalls?: readonly ToolCall[]
  /** `stop`: the policy ended it. `length`: a token limit did. */
  readonly finish: 'stop' | 'length'
  /** Tokens of this reply alone; null where the policy does not say. */
  readonly lengthTokens: number | null
  /** The conversation up to the end of this reply, for policies that know their tokens. */
  readonly sequence?: TokenSequence
}

export interface Policy {
  readonly name: string
  /** Rises with every applied update; 0 for a policy that does not learn. */
  readonly version: number
  /**
   * How it is best asked. `lockstep` (the default): all conversations at once, one batch a turn. `independent`:
   * each conversation by itself, many at a time, so that a slow one holds up no other and a failed request costs
   * one episode: for servers.
   */
  readonly batching?: 'lockstep' | 'independent'
  /** One reply a request, in order. Rejects with `RLVR_POLICY` when it cannot answer. */
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
  close(): Promise<void>
}

/** Log-probabilities and entropies of the sampled tokens of one sequence, [S] each, at a temperature. */
export interface TokenScores {
  readonly logProbs: Float32Array
  readonly entropies: Float32Array
}

/** dLoss/dlogProb of each sampled token of one sequence, [S]; and dLoss/dentropy where the loss has such a term. */
export interface TokenCoefficients {
  readonly logProbs: Float32Array | Float64Array
  readonly entropies?: Float32Array | Float64Array
}

/** The derivatives of a loss, a sequence each, from the log-probabilities [S] of the sampled tokens. */
export type LossFunction = (logProbs: readonly Float32Array[]) => readonly TokenCoefficients[]

export interface Scorer {
  score(sequences: readonly TokenSequence[], options: { temperature: number }): Promise<TokenScores[]>
}

export interface ApplyResult {
  /** Norm of the whole gradient before clipping. */
  readonly gradNorm: number
  /** True when the gradient was not finite: nothing changed and the version stayed. */
  readonly skipped: boolean
}

/** A policy that learns. Gradients add up over `accumulate` calls until `apply` uses and clears them. */
export interface TrainablePolicy extends Policy, Scorer {
  /** Longest sequence, prompt included. */
  readonly maxLengthTokens: number
  /** The conversation that `messages` starts, answered by `reply`, with the reply marked as sampled: for supervised training. */
  encode(messages: readonly Message[], reply: string): TokenSequence
  /**
   * Adds the gradient of Σ coefficient · logProb (+ Σ coefficient · entropy) over the sampled tokens, and gives the
   * scores at the present weights. The coefficients are given, or asked for with the present log-probabilities; for
   * sequences that this very version sampled at this temperature, those may be the sampler's own.
   */
  accumulate(
    sequences: readonly TokenSequence[],
    options: { temperature: number },
    coefficients: readonly TokenCoefficients[] | LossFunction,
  ): Promise<TokenScores[]>
  /** One optimizer step over what was accumulated, scaled to at most `maxGradNorm`. */
  apply(options: { learningRate: number; maxGradNorm: number }): Promise<ApplyResult>
  /** Forgets accumulated gradients. */
  discard(): Promise<void>
  /** Weights and optimizer state, from which `restore` goes on bit for bit. */
  snapshot(): Promise<Uint8Array>
  /** Throws `RLVR_POLICY` when the snapshot is of another shape, naming the first difference. */
  restore(snapshot: Uint8Array): Promise<void>
  /** A frozen copy of the policy as it is now, for KL terms. */
  freeze(): Promise<Scorer & { close(): Promise<void> }>
}
