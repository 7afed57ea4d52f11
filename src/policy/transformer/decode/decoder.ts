// Generation with a key-value cache: the schedule. Prompts are read many tokens at a time, what several have in common
// once, and all replies to a prompt go on from there; finished rows leave the batch. Where keys, values and
// probabilities live is another's business (`decoding.ts`).
import { RlvrError } from '../../../core/errors.ts'
import type { Sampling } from '../../../core/policy.ts'
import { Rng } from '../../../core/random.ts'
import type { Backend } from '../../../tensor/backend.ts'
import type { ConstantStorage } from '../../../tensor/program.ts'
import type { Architecture } from '../model/architecture.ts'
import type { Weights } from '../model/weights.ts'
import type { AttentionHelper } from './attention-work.ts'
import type { DecodedModel } from './decode-programs.ts'
import { Segments, type Decoding, type Draw, type Segment, type StepRow } from './decoding.ts'
import { DeviceDecoding } from './device/device-decoding.ts'
import { HostDecoding } from './host-decoding.ts'
import { promptTree, type PromptTree } from './prompt-tree.ts'
import { checkSampling, type SampledToken } from './sample-token.ts'
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

/** A reply whose next token follows a row of a pass. */
interface Due {
  readonly reply: Reply
  readonly row: number
}

/** Bytes of key-value cache that one wave of rows may take. */
const defaultCacheBudgetBytes = 512 * 2 ** 20

export class Decoder {
  readonly #architecture: Architecture
  readonly #decoding: Decoding
  readonly #cacheBudgetBytes: number

  constructor(
    architecture: Architecture,
    decoding: Decoding,
    { cacheBudgetBytes = defaultCacheBudgetBytes }: Pick<DecoderOptions, 'cacheBudgetBytes'> = {},
  ) {
    this.#architecture = architecture
    this.#decoding = decoding
    this.#cacheBudgetBytes = cacheBudgetBytes
  }

  static open(model: DecodedModel, backend: Backend, options: DecoderOptions = {}): Decoder {
    const { holdsWeights = false, precision = 'float32', helpers } = options
    const holds = holdsWeights || precision !== 'float32' ? precision : null
    const decoding = backend.onDevice
      ? new DeviceDecoding(model, backend)
      : new HostDecoding(model, backend, { holds, helpers })
    return new Decoder(model.architecture, decoding, options)
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
          `A prompt has ${prompt.length} tokens; the policy holds ${maxLengthTokens} in all and needs 1 to ${maxLengthTokens - 1} of prompt. Shorten the prompt (\`-o prompt=compact\`, where the environment has that option), or open the policy for longer conversations: \`maxLengthTokens\` in code and in a \`recipe\` beside the environment; of a Hugging Face checkpoint \`--max-length\` of \`rlvr eval\` and \`--set policy.maxLengthTokens\` of \`rlvr train\`.`,
        )
      }
    }
    const replies: DecodedReply[] = []
    try {
      for (const wave of this.#waves(requests, sampling))
        replies.push(...(await this.#generateWave(weights, wave, { sampling, stops })))
    } finally {
      await this.#decoding.rest()
    }
    return replies
  }

  async close(): Promise<void> {
    await this.#decoding.close()
  }

  /** Neighbours that fit into the budget together; a prompt counts once for all requests of a wave that have it. */
  #waves(requests: readonly DecodeRequest[], sampling: Sampling): DecodeRequest[][] {
    const most = Math.min(this.#cacheBudgetBytes / this.#decoding.tokenBytes, this.#decoding.mostTokens)
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
    await this.#layOut(tree, requests, asked.sampling)
    const segments = new Segments()
    const nodes: Segment[] = []
    for (const { parent, tokens } of tree.nodes)
      nodes.push(segments.add(parent === null ? null : (nodes[parent] as Segment), tokens.length))
    const replies = requests.map((request, index): Reply => {
      const mostTokens = this.#mostTokens(request, asked.sampling)
      const before = nodes[tree.lastNode[index] as number] as Segment
      return {
        request: index,
        mostTokens,
        // The last token of a reply is not read again, so it needs no place.
        segment: mostTokens > 1 ? segments.add(before, mostTokens - 1) : null,
        rng: Rng.fromSeed(request.seed),
        tokens: [],
        logProbs: [],
      }
    })
    const done: DecodedReply[] = Array.from({ length: requests.length })
    /** Takes a reply one token on; whether it goes on. */
    const advance = (reply: Reply, { token, logProb }: SampledToken): boolean => {
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
    /** One pass; takes replies one token on and gives those that go on. */
    const step = async (rows: readonly StepRow[], after: readonly Due[]): Promise<Reply[]> => {
      const draws = after.map(({ row, reply }): Draw => ({ row, uniform: reply.rng.float() }))
      const drawn = await this.#decoding.step(weights, rows, draws, asked.sampling)
      return after.filter(({ reply }, index) => advance(reply, drawn[index] as SampledToken)).map(({ reply }) => reply)
    }
    let live: Reply[] = []
    for (const { rows, endOf } of this.#promptPasses(tree, nodes)) {
      const after = [...endOf].flatMap(([row, node]) =>
        replies.filter(({ request }) => tree.lastNode[request] === node).map((reply): Due => ({ reply, row })),
      )
      live.push(...(await step(rows, after)))
    }
    live.sort((a, b) => a.request - b.request)
    while (live.length > 0) {
      const rows = live.map(({ segment, tokens }): StepRow => {
        const own = segment as Segment
        return { segment: own, position: own.start + tokens.length - 1, token: tokens.at(-1) as number }
      })
      live = await step(
        rows,
        live.map((reply, row) => ({ reply, row })),
      )
    }
    return done
  }

  /** Makes room for a wave. */
  async #layOut(tree: PromptTree, requests: readonly DecodeRequest[], sampling: Sampling): Promise<void> {
    const promptTokens = tree.nodes.reduce((sum, { tokens }) => sum + tokens.length, 0)
    const replyTokens = requests.map((request) => this.#mostTokens(request, sampling) - 1)
    await this.#decoding.layOut({
      rows: Math.max(requests.length, Math.min(this.#decoding.promptRows, promptTokens)),
      tokens: replyTokens.reduce((sum, tokens) => sum + tokens, promptTokens),
      longest: Math.max(...requests.map(({ prompt }, index) => prompt.length + (replyTokens[index] as number))),
      deepest: Math.max(...tree.nodes.map(({ depth }) => depth)) + 1,
    })
  }

  /** Every node of the tree as rows, a few at a time, with the rows that end a prompt and the nodes that they end. */
  #promptPasses(
    { nodes, lastNode }: PromptTree,
    segments: readonly Segment[],
  ): { readonly rows: readonly StepRow[]; readonly endOf: ReadonlyMap<number, number> }[] {
    const ends = new Set(lastNode)
    const rows = nodes.flatMap(({ tokens, start }, node) =>
      Array.from(tokens, (token, index) => ({
        row: { segment: segments[node] as Segment, position: start + index, token },
        endOf: index === tokens.length - 1 && ends.has(node) ? node : null,
      })),
    )
    const { promptRows } = this.#decoding
    return Array.from({ length: Math.ceil(rows.length / promptRows) }, (_, pass) => {
      const some = rows.slice(pass * promptRows, (pass + 1) * promptRows)
      const endOf = some.flatMap(({ endOf: node }, row): [number, number][] => (node === null ? [] : [[row, node]]))
      return { rows: some.map(({ row }) => row), endOf: new Map(endOf) }
    })
  }
}
