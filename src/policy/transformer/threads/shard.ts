// Everything that is computed from weights, on one thread: replies, scores, gradients. Knows tokens, not text.
// Programs are made for the adapter that weights have, or for none; what learns is one of them.
import { RlvrError } from '../../../core/errors.ts'
import type { Sampling, TokenScores } from '../../../core/policy.ts'
import type { Backend } from '../../../tensor/backend.ts'
import type { ConstantStorage, Shape } from '../../../tensor/program.ts'
import type { Architecture } from '../model/architecture.ts'
import type { AttentionHelper } from '../decode/attention-work.ts'
import { Decoder, type DecodedReply, type DecodeRequest } from '../decode/decoder.ts'
import type { StopRule } from '../decode/stop-rule.ts'
import { keptWidths, loraLayerShapes, loraScale, type LoraSettings } from '../model/lora.ts'
import { ModelPass } from '../model/model-pass.ts'
import type { PackedRun } from '../model/packed-rows.ts'
import { ParameterSet } from '../model/parameter-set.ts'
import type { PickedCoefficients } from '../model/run-tensors.ts'
import type { Trained } from '../model/training-programs.ts'
import { layerOf, type Weights } from '../model/weights.ts'

/** Packed rows to be scored, and to learn from where there are coefficients. */
export interface ShardJob {
  readonly run: PackedRun
  readonly coefficients: PickedCoefficients | null
  /** The seed of what adapters leave out, where there are coefficients. */
  readonly drops?: string
}

export interface ShardOptions {
  readonly architecture: Architecture
  readonly backend: Backend
  /** What learns, and the gradient that is added to, whose owner disposes of it; null where nothing learns. */
  readonly learned: { readonly shapes: ReadonlyMap<string, Shape>; readonly gradients: ParameterSet } | null
  readonly cacheBudgetBytes?: number | undefined
  /** What a run of packed rows may take; see `LayeredPassOptions`. */
  readonly runBytes?: number | undefined
  /** True where the weights never change, but for adapters; see `DecoderOptions`. */
  readonly holdsWeights?: boolean | undefined
  /** Of the weights that are held to answer from; see `DecoderOptions`. */
  readonly precision?: ConstantStorage | undefined
  /** Threads that take part in the attention of replies; see `DecoderOptions`. */
  readonly helpers?: readonly AttentionHelper[] | undefined
}

/** Programs for weights of one kind. */
interface Machines {
  readonly pass: ModelPass
  readonly decoder: Decoder
}

export class Shard {
  readonly backend: Backend
  readonly #options: ShardOptions
  /** By the settings of an adapter, as JSON. */
  readonly #machines = new Map<string, Machines>()
  readonly #nothing: ParameterSet

  constructor(options: ShardOptions) {
    this.backend = options.backend
    this.#options = options
    this.#nothing = ParameterSet.create(options.backend, new Map())
  }

  async generate(
    weights: Weights,
    requests: readonly DecodeRequest[],
    sampling: Sampling,
    stops: StopRule,
  ): Promise<DecodedReply[]> {
    return await this.#machinesFor(weights).decoder.generate(weights, requests, sampling, stops)
  }

  /** The scores of the picked positions of each job, [S]; where it has coefficients, adds their gradient to the shard's. */
  async compute(weights: Weights, jobs: readonly ShardJob[], temperature: number): Promise<TokenScores[]> {
    if (!(temperature > 0)) throw new RlvrError('RLVR_POLICY', `Scores need a temperature above 0; got ${temperature}.`)
    const { pass } = this.#machinesFor(weights)
    const scores: TokenScores[] = []
    for (const { run, coefficients, drops } of jobs)
      scores.push(
        coefficients === null
          ? await pass.score(weights, run, temperature)
          : await pass.accumulate(weights, run, { temperature, coefficients, drops }),
      )
    return scores
  }

  /** Lets go of programs that may hold weights. */
  async forgetHeld(): Promise<void> {
    for (const { pass, decoder } of this.#machines.values()) {
      await decoder.close()
      await pass.close()
    }
    this.#machines.clear()
  }

  async close(): Promise<void> {
    await this.forgetHeld()
    this.#nothing.dispose()
    await this.backend.close()
  }

  #machinesFor({ lora }: Weights): Machines {
    const key = JSON.stringify(lora)
    const known = this.#machines.get(key)
    if (known !== undefined) return known
    const { architecture, backend, learned, runBytes, ...decoding } = this.#options
    const pass = new ModelPass({
      trained: trainedOf(architecture, lora, learned?.shapes ?? new Map()),
      backend,
      gradients: learned?.gradients ?? this.#nothing,
      ...(runBytes !== undefined && { runBytes }),
    })
    // Where an adapter learns, it is what is asked for replies: the model alone holds no copy of its own beside.
    const holdsWeights = decoding.holdsWeights === true && (learned === null || lora !== null)
    const decoder = Decoder.open({ architecture, lora: lora ?? undefined }, backend, { ...decoding, holdsWeights })
    const machines = { pass, decoder }
    this.#machines.set(key, machines)
    return machines
  }
}

/** What programs are made of for weights with an adapter, or with none. */
export function trainedOf(
  architecture: Architecture,
  lora: LoraSettings | null,
  learned: ReadonlyMap<string, Shape>,
): Trained {
  const names = new Set([...learned.keys()].flatMap((name) => [name, layerOf(name)?.within ?? name]))
  return {
    architecture,
    ...(lora !== null && { adapters: adaptersOf(architecture, lora) }),
    learns: (name) => names.has(name),
  }
}

function adaptersOf(architecture: Architecture, lora: LoraSettings): NonNullable<Trained['adapters']> {
  const { dropout: chance = 0 } = lora
  return {
    shapes: loraLayerShapes(architecture, lora),
    scale: loraScale(lora),
    ...(chance > 0 && { dropout: { chance, widths: keptWidths(architecture, lora) } }),
  }
}
