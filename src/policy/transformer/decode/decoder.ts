// Generation with a key-value cache. Rows that share a prompt read it once; finished rows leave the batch.
import { RlvrError } from '../../../core/errors.ts'
import type { Sampling } from '../../../core/policy.ts'
import { Rng } from '../../../core/random.ts'
import type { Backend, CompiledProgram, DeviceTensor, Tensors } from '../../../tensor/backend.ts'
import { attentionShape, headName, type Architecture } from '../model/architecture.ts'
import type { Weights } from '../model/weights.ts'
import { afterAttention, beforeAttention, blockProgram, embedProgram, headProgram } from './decode-programs.ts'
import { DecodeMemory } from './decode-memory.ts'
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

/** A sequence on its way: where it is in the cache and what it has become. */
interface Row {
  readonly request: number
  readonly slot: number
  /** The token to feed next, and its position. */
  token: number
  position: number
  readonly rng: Rng
  readonly tokens: number[]
  readonly logProbs: number[]
}

const attentionInputNames = ['queries', 'keys', 'values'] as const

/** Bytes of key-value cache that one wave of rows may take. */
const defaultCacheBudgetBytes = 512 * 2 ** 20

export class Decoder {
  readonly #architecture: Architecture
  readonly #backend: Backend
  readonly #memory: DecodeMemory
  readonly #programs: { embed: CompiledProgram; block: CompiledProgram | null; head: CompiledProgram }
  readonly #cacheBudgetBytes: number

  private constructor(
    architecture: Architecture,
    backend: Backend,
    programs: { embed: CompiledProgram; block: CompiledProgram | null; head: CompiledProgram },
    cacheBudgetBytes: number,
  ) {
    this.#architecture = architecture
    this.#backend = backend
    this.#memory = new DecodeMemory(architecture)
    this.#programs = programs
    this.#cacheBudgetBytes = cacheBudgetBytes
  }

  /** @param cacheBudgetBytes keys and values of one wave; requests that need more are answered in several waves */
  static async open(
    architecture: Architecture,
    backend: Backend,
    cacheBudgetBytes: number = defaultCacheBudgetBytes,
  ): Promise<Decoder> {
    const embed = await backend.compile(embedProgram(architecture))
    const block = architecture.layers > 1 ? await backend.compile(blockProgram(architecture)) : null
    const head = await backend.compile(headProgram(architecture))
    return new Decoder(architecture, backend, { embed, block, head }, cacheBudgetBytes)
  }

  /**
   * One reply a request, in order.
   * @throws RlvrError `RLVR_POLICY` when a prompt leaves no room for a token, or the sampling means nothing
   */
  async generate(
    weights: Weights,
    requests: readonly DecodeRequest[],
    sampling: Sampling,
    stops: StopRule,
  ): Promise<DecodedReply[]> {
    const { maxLengthTokens } = this.#architecture
    const { heads, keyValueHeads, queryWidth } = attentionShape(this.#architecture)
    if (
      keyValueHeads !== heads ||
      queryWidth !== this.#architecture.width ||
      this.#architecture.slidingWindow !== undefined
    )
      throw new RlvrError(
        'RLVR_POLICY',
        `The decoder attends with one head of keys and values a query head, heads that share the width, and no sliding window; got ${heads} query heads on ${keyValueHeads}, ${queryWidth} columns at width ${this.#architecture.width}.`,
      )
    checkSampling(sampling)
    for (const { prompt } of requests) {
      if (prompt.length === 0 || prompt.length >= maxLengthTokens) {
        throw new RlvrError(
          'RLVR_POLICY',
          `A prompt has ${prompt.length} tokens; the policy holds ${maxLengthTokens} in all and needs 1 to ${maxLengthTokens - 1} of prompt. Shorten the prompt or raise maxLengthTokens.`,
        )
      }
    }
    const longest = Math.max(0, ...requests.map(({ prompt }) => prompt.length)) + sampling.maxTokens
    const capacity = Math.min(maxLengthTokens, longest)
    const wave = this.#memory.rowsWithin(this.#cacheBudgetBytes, capacity)
    const replies: DecodedReply[] = []
    for (let start = 0; start < requests.length; start += wave) {
      replies.push(
        ...(await this.#generateWave(weights, requests.slice(start, start + wave), sampling, stops, capacity)),
      )
    }
    return replies
  }

  async close(): Promise<void> {
    await this.#programs.embed.close()
    await this.#programs.block?.close()
    await this.#programs.head.close()
  }

  async #generateWave(
    weights: Weights,
    requests: readonly DecodeRequest[],
    sampling: Sampling,
    stops: StopRule,
    capacity: number,
  ): Promise<DecodedReply[]> {
    this.#memory.layOut(requests.length, capacity)
    await this.#readPrompts(weights, requests)
    const inverseTemperature = this.#backend.upload(
      Float32Array.of(sampling.temperature === 0 ? 1 : 1 / sampling.temperature),
      [1],
    )
    const rows: Row[] = requests.map(({ prompt, seed }, index) => ({
      request: index,
      slot: index,
      token: prompt[prompt.length - 1] as number,
      position: prompt.length - 1,
      rng: Rng.fromSeed(seed),
      tokens: [],
      logProbs: [],
    }))
    const replies: DecodedReply[] = Array.from({ length: requests.length })
    let live = rows
    while (live.length > 0) {
      const probabilities = await this.#step(weights, live, inverseTemperature)
      live = live.filter((row, index) => {
        const finish = advance(
          row,
          probabilities.subarray(
            index * this.#architecture.vocabularySize,
            (index + 1) * this.#architecture.vocabularySize,
          ),
          sampling,
          stops,
          capacity,
        )
        if (finish !== null)
          replies[row.request] = {
            tokens: Int32Array.from(row.tokens),
            logProbs: Float32Array.from(row.logProbs),
            finish,
          }
        return finish === null
      })
    }
    this.#backend.dispose(inverseTemperature)
    return replies
  }

  /** Fills the cache with every prompt but its last token; equal prompts are read once and copied. */
  async #readPrompts(weights: Weights, requests: readonly DecodeRequest[]): Promise<void> {
    const slots = new Map<string, number[]>()
    requests.forEach(({ prompt }, slot) => {
      const key = prompt.join()
      const known = slots.get(key)
      if (known === undefined) slots.set(key, [slot])
      else known.push(slot)
    })
    const readers = [...slots.values()].map(([slot]) => ({
      slot: slot as number,
      prompt: (requests[slot as number] as DecodeRequest).prompt,
    }))
    for (let position = 0; ; position++) {
      const reading = readers.filter(({ prompt }) => position < prompt.length - 1)
      if (reading.length === 0) break
      await this.#step(
        weights,
        reading.map(({ slot, prompt }) => ({ slot, position, token: prompt[position] as number })),
        null,
      )
    }
    for (const [first, ...others] of slots.values()) {
      const read = (requests[first as number] as DecodeRequest).prompt.length - 1
      for (const other of others) this.#memory.copySlot(first as number, other, read)
    }
  }

  /** Feeds one token a row; gives next-token probabilities [N, V], or nothing without a temperature (reading prompts). */
  async #step(
    weights: Weights,
    rows: readonly { slot: number; position: number; token: number }[],
    inverseTemperature: DeviceTensor | null,
  ): Promise<Float32Array> {
    const { layers } = this.#architecture
    const memory = this.#memory
    const positions = memory.setRows(rows)
    const tokens = this.#backend.upload(
      Int32Array.from(rows, (row) => row.token),
      [rows.length],
    )
    const positionsTensor = this.#backend.upload(positions, [rows.length])
    let x = await this.#attentionInputs(
      this.#programs.embed,
      { ...embedWeights(weights, this.#architecture), tokens, positions: positionsTensor },
      rows.length,
      null,
    )
    let probabilities = new Float32Array(0)
    for (let layer = 0; layer < layers; layer++) {
      memory.attend(layer)
      if (layer === layers - 1 && inverseTemperature === null) break
      const mixed = this.#backend.upload(memory.mixed(rows.length), [rows.length, this.#architecture.width])
      const own = layerWeights(weights, this.#architecture, layer)
      if (layer < layers - 1) {
        const next = await this.#attentionInputs(
          this.#programs.block as CompiledProgram,
          { ...own, x, mixed, positions: positionsTensor },
          rows.length,
          x,
        )
        x = next
      } else {
        const given = {
          ...own,
          x,
          mixed,
          finalNorm: weights.outside['finalNorm'],
          [headName(this.#architecture)]: weights.outside[headName(this.#architecture)],
          inverseTemperature,
        } as Tensors
        const output = (await this.#programs.head.run(given))['probabilities'] as DeviceTensor
        probabilities = (await this.#backend.download(output)) as Float32Array<ArrayBuffer>
        this.#backend.dispose(output)
      }
      this.#backend.dispose(mixed)
    }
    for (const tensor of [x, tokens, positionsTensor]) this.#backend.dispose(tensor)
    return probabilities
  }

  /** Runs a program that ends before an attention: query, key and value land in the decode memory, x is given back. */
  async #attentionInputs(
    program: CompiledProgram,
    inputs: Tensors,
    rows: number,
    spent: DeviceTensor | null,
  ): Promise<DeviceTensor> {
    const { width } = this.#architecture
    const into: Record<string, DeviceTensor> = {}
    for (const name of attentionInputNames)
      into[name] = this.#backend.upload(this.#memory.attentionInput(name, rows), [rows, width])
    const outputs = await program.run(inputs, into)
    for (const name of attentionInputNames) {
      const output = outputs[name] as DeviceTensor
      // A back end that cannot write in place gives a tensor of its own.
      if (output !== into[name]) this.#memory.attentionInput(name, rows).set(await this.#backend.download(output))
      if (output !== into[name]) this.#backend.dispose(output)
      this.#backend.dispose(into[name] as DeviceTensor)
    }
    if (spent !== null) this.#backend.dispose(spent)
    return outputs['residual'] as DeviceTensor
  }
}

/** Takes a row one token on; how it finished, or null while it goes on. */
function advance(
  row: Row,
  probabilities: Float32Array,
  sampling: Sampling,
  stops: StopRule,
  capacity: number,
): 'stop' | 'length' | null {
  const { token, logProb } = sampleToken(probabilities, sampling, row.rng)
  row.tokens.push(token)
  row.logProbs.push(logProb)
  row.token = token
  row.position++
  if (endsReply(row.tokens, stops)) return 'stop'
  // `position` is the next token's, which takes a place too.
  return row.tokens.length >= sampling.maxTokens || row.position + 1 >= capacity ? 'length' : null
}

function embedWeights(given: Weights, architecture: Architecture): Record<string, DeviceTensor> {
  const { embedding, positions } = given.outside
  const weights: Record<string, DeviceTensor> = { embedding: embedding as DeviceTensor }
  if (positions !== undefined) weights['positionTable'] = positions
  const first = given.layer(0)
  for (const name of beforeAttention(architecture)) weights[name] = first[name] as DeviceTensor
  return weights
}

/** This layer's weights after its attention and, but for the last, the next layer's before its own. */
function layerWeights(given: Weights, architecture: Architecture, layer: number): Record<string, DeviceTensor> {
  const weights: Record<string, DeviceTensor> = {}
  const own = given.layer(layer)
  for (const name of afterAttention(architecture)) weights[name] = own[name] as DeviceTensor
  if (layer + 1 < architecture.layers) {
    const next = given.layer(layer + 1)
    for (const name of beforeAttention(architecture)) weights[name] = next[name] as DeviceTensor
  }
  return weights
}
