// Generation with a key-value cache: the schedule. Prompts are read many tokens at a time, what several have in common
// once, and all replies to a prompt go on from there; finished rows leave the batch.
import { RlvrError } from '../../../core/errors.ts'
import type { Sampling } from '../../../core/policy.ts'
import { Rng } from '../../../core/random.ts'
import type { Backend } from '../../../tensor/backend.ts'
import type { ConstantStorage } from '../../../tensor/program.ts'
import type { Architecture } from '../model/architecture.ts'
import type { Weights } from '../model/weights.ts'
import type { AttentionHelper } from './attention-work.ts'
import { DecodeMemory, type Segment, type StepRow } from './decode-memory.ts'
import type { DecodedModel } from './decode-programs.ts'
import { DecodeStep } from './decode-step.ts'
import { promptTree, type PromptTree } from './prompt-tree.ts'
import { checkSampling, sampleToken } from './sample-token.ts'
import { endsReply, type StopRule } from './stop-rule.ts'

export interface DecodeRequest {
  readonly prompt: Int32Array
  readonly seed: number | string
}

export interface DecodedReply {
  /** The sampled tokens, the stop token included where it came. */
  readonly tokens: Int32Array
  readonly logProbs: Float32Array
  readonly finish: 'stop' | 'length'
}

export interface DecoderOptions {
  /** Bytes of keys and values of one wave; requests that need more are answered in several waves. */
  readonly cacheBudgetBytes?: number | undefined
  /**
   * True where the weights never change, but for adapters: the programs hold a second copy of them, in the order that
   * suits products of few rows; they are given only once.
   */
  readonly holdsWeights?: boolean | undefined
  /**
   * Of the matrices that programs hold; `int8` and `int4` make small batches faster and answers others, so that they
   * are for evaluations that say so. Means `holdsWeights` where it is not `float32`.
   */
  readonly precision?: ConstantStorage | undefined
  /** Threads that may take part in attention, which are asked for nothing else meanwhile. */
  readonly helpers?: readonly AttentionHelper[] | undefined
}

/** What `generate` asks of every reply. */
interface Asked {
  readonly sampling: Sampling
  readonly stops: StopRule
}

/** A reply on its way. */
interface Reply {
  readonly request: number
  readonly mostTokens: number
  /** Where its tokens are cached; null where it has no further than the first. */
  readonly segment: Segment | null
  readonly rng: Rng
  readonly tokens: number[]
  readonly logProbs: number[]
}

/** Bytes of key-value cache that one wave of rows may take. */
const defaultCacheBudgetBytes = 512 * 2 ** 20

/** Tokens of prompts that are read in one pass: enough for products at full speed, few enough for small workspaces. */
const promptRows = 256

export class Decoder {
  readonly #architecture: Architecture
  readonly #memory: DecodeMemory
  readonly #step: DecodeStep
  readonly #cacheBudgetBytes: number

  private constructor(architecture: Architecture, memory: DecodeMemory, step: DecodeStep, cacheBudgetBytes: number) {
    this.#architecture = architecture
    this.#memory = memory
    this.#step = step
    this.#cacheBudgetBytes = cacheBudgetBytes
  }

  static open({ architecture, lora }: DecodedModel, backend: Backend, options: DecoderOptions = {}): Decoder {
    const { cacheBudgetBytes = defaultCacheBudgetBytes, holdsWeights = false, precision = 'float32', helpers } = options
    const memory = new DecodeMemory(architecture, helpers)
    const step = new DecodeStep(
      { architecture, lora },
      backend,
      memory,
      holdsWeights || precision !== 'float32' ? precision : null,
    )
    return new Decoder(architecture, memory, step, cacheBudgetBytes)
  }

  /**
   * One reply a request, in order.
   * @throws RlvrError `RLVR_POLICY` when a prompt leaves no room for a token, the sampling means nothing, or weights give no numbers
   */
  async generate(
    weights: Weights,
    requests: readonly DecodeRequest[],
    sampling: Sampling,
    stops: StopRule,
  ): Promise<DecodedReply[]> {
    const { maxLengthTokens } = this.#architecture
    checkSampling(sampling)
    for (const { prompt } of requests) {
      if (prompt.length === 0 || prompt.length >= maxLengthTokens) {
        throw new RlvrError(
          'RLVR_POLICY',
          `A prompt has ${prompt.length} tokens; the policy holds ${maxLengthTokens} in all and needs 1 to ${maxLengthTokens - 1} of prompt. Shorten the prompt, or open the policy for longer conversations: \`maxLengthTokens\`, of a checkpoint \`--max-length\` of \`rlvr eval\` and \`--set policy.maxLengthTokens\` of \`rlvr train\`.`,
        )
      }
    }
    const replies: DecodedReply[] = []
    try {
      for (const wave of this.#waves(requests, sampling))
        replies.push(...(await this.#generateWave(weights, wave, { sampling, stops })))
    } finally {
      await this.#memory.rest()
    }
    return replies
  }

  async close(): Promise<void> {
    await this.#step.close()
  }

  /** Neighbours that fit into the budget together; a prompt counts once for all requests of a wave that have it. */
  #waves(requests: readonly DecodeRequest[], sampling: Sampling): DecodeRequest[][] {
    const most = Math.min(this.#cacheBudgetBytes / this.#memory.tokenBytes, this.#memory.mostTokens)
    const waves: DecodeRequest[][] = []
    let prompts = new Set<string>()
    let tokens = 0
    for (const request of requests) {
      const { prompt } = request
      const key = prompt.join()
      const own = this.#mostTokens(request, sampling) - 1
      const due = (): number => own + (prompts.has(key) ? 0 : prompt.length)
      if (waves.length === 0 || tokens + due() > most) {
        waves.push([])
        prompts = new Set()
        tokens = 0
      }
      tokens += due()
      prompts.add(key)
      waves.at(-1)?.push(request)
    }
    return waves
  }

  #mostTokens({ prompt }: DecodeRequest, { maxTokens }: Sampling): number {
    return Math.min(maxTokens, this.#architecture.maxLengthTokens - prompt.length)
  }

  async #generateWave(weights: Weights, requests: readonly DecodeRequest[], asked: Asked): Promise<DecodedReply[]> {
    const tree = promptTree(requests.map(({ prompt }) => prompt))
    const segments = this.#layOut(tree, requests, asked.sampling)
    const replies = requests.map((request, index): Reply => {
      const mostTokens = this.#mostTokens(request, asked.sampling)
      const before = segments[tree.lastNode[index] as number] as Segment
      return {
        request: index,
        mostTokens,
        // The last token of a reply is not read again, so it needs no place.
        segment: mostTokens > 1 ? this.#memory.segment(before, mostTokens - 1) : null,
        rng: Rng.fromSeed(request.seed),
        tokens: [],
        logProbs: [],
      }
    })
    const done: DecodedReply[] = Array.from({ length: requests.length })
    /** Takes a reply one token on; whether it goes on. */
    const advance = (reply: Reply, probabilities: Float32Array): boolean => {
      const { token, logProb } = sampleToken(probabilities, asked.sampling, reply.rng)
      if (Number.isNaN(logProb))
        throw new RlvrError(
          'RLVR_POLICY',
          `The weights gave no numbers: the probabilities of token ${reply.tokens.length + 1} of a reply are NaN, so something in the weights is not finite or far too large. Go back to an earlier checkpoint, or train with a lower learning rate.`,
        )
      reply.tokens.push(token)
      reply.logProbs.push(logProb)
      const stopped = endsReply(reply.tokens, asked.stops)
      if (!stopped && reply.tokens.length < reply.mostTokens) return true
      done[reply.request] = {
        tokens: Int32Array.from(reply.tokens),
        logProbs: Float32Array.from(reply.logProbs),
        finish: stopped ? 'stop' : 'length',
      }
      return false
    }
    let live: Reply[] = []
    await this.#readPrompts(weights, tree, segments, asked, (node, probabilities) => {
      for (const reply of replies)
        if (tree.lastNode[reply.request] === node && advance(reply, probabilities)) live.push(reply)
    })
    live.sort((a, b) => a.request - b.request)
    while (live.length > 0) {
      const rows = live.map(({ segment, tokens }): StepRow => {
        const own = segment as Segment
        return { segment: own, position: own.start + tokens.length - 1, token: tokens.at(-1) as number }
      })
      const goesOn: boolean[] = []
      await this.#run(weights, rows, [...rows.keys()], asked, (index, probabilities) => {
        goesOn[index] = advance(live[index] as Reply, probabilities)
      })
      live = live.filter((_, index) => goesOn[index])
    }
    return done
  }

  /** Makes room for a wave; gives the segments of the prompts' nodes. */
  #layOut(tree: PromptTree, requests: readonly DecodeRequest[], sampling: Sampling): Segment[] {
    const promptTokens = tree.nodes.reduce((sum, { tokens }) => sum + tokens.length, 0)
    const replyTokens = requests.map((request) => this.#mostTokens(request, sampling) - 1)
    this.#step.forgetArrays()
    this.#memory.layOut({
      rows: Math.max(requests.length, Math.min(promptRows, promptTokens)),
      tokens: replyTokens.reduce((sum, tokens) => sum + tokens, promptTokens),
      longest: Math.max(...requests.map(({ prompt }, index) => prompt.length + (replyTokens[index] as number))),
      deepest: Math.max(...tree.nodes.map(({ depth }) => depth)) + 1,
    })
    const segments: Segment[] = []
    for (const { parent, tokens } of tree.nodes)
      segments.push(this.#memory.segment(parent === null ? null : (segments[parent] as Segment), tokens.length))
    return segments
  }

  /** Reads every node of the tree, and gives what follows those that prompts end with. */
  async #readPrompts(
    weights: Weights,
    { nodes, lastNode }: PromptTree,
    segments: readonly Segment[],
    asked: Asked,
    take: (node: number, probabilities: Float32Array) => void,
  ): Promise<void> {
    const ends = new Set(lastNode)
    const rows = nodes.flatMap(({ tokens, start }, node) =>
      Array.from(tokens, (token, index) => ({
        segment: segments[node] as Segment,
        position: start + index,
        token,
        endOf: index === tokens.length - 1 && ends.has(node) ? node : null,
      })),
    )
    for (let start = 0; start < rows.length; start += promptRows) {
      const some = rows.slice(start, start + promptRows)
      const wanted = [...some.keys()].filter((index) => some[index]?.endOf !== null)
      await this.#run(weights, some, wanted, asked, (index, probabilities) =>
        take(some[index]?.endOf as number, probabilities),
      )
    }
  }

  /** One pass; gives the probabilities [V] that follow each wanted row by the row's index. */
  async #run(
    weights: Weights,
    rows: readonly StepRow[],
    wanted: readonly number[],
    { sampling }: Asked,
    take: (index: number, probabilities: Float32Array) => void,
  ): Promise<void> {
    const { vocabularySize } = this.#architecture
    await this.#step.run(weights, rows, wanted, {
      // What greedy tokens are drawn from has no temperature; their probabilities are those at 1.
      temperature: sampling.temperature === 0 ? 1 : sampling.temperature,
      take: (first, probabilities_NV) => {
        for (let at = 0; at * vocabularySize < probabilities_NV.length; at++)
          take(wanted[first + at] as number, probabilities_NV.subarray(at * vocabularySize, (at + 1) * vocabularySize))
      },
    })
  }
}
