// Adapters of low rank beside the products of a block (Hu et al. 2021, arXiv 2106.09685):
//   y = x · W (+ b) + s · (drop(x) · A) · B,   A [in, r], B [r, out],   s = alpha / r, or alpha / √r (Kalajdzievski 2023,
// arXiv 2312.03732). The base stays as it is; only A and B learn. Values begin as PEFT 0.21 begins them
// (`peft/tuners/lora/layer.py`): A uniform as Kaiming with a = √5, which is within ±1/√in, and B 0, so that a new
// adapter changes nothing. `linear` of `block.ts` computes it where the matrices are inputs of a program; a program
// without them is the base alone. Magnitudes of their own (DoRA) are not offered: each product's norm would have to be
// computed anew, and learn, in every lowering.
import { checkNames } from '../../../core/check-names.ts'
import { nearestName, RlvrError, show } from '../../../core/errors.ts'
import type { Rng } from '../../../core/random.ts'
import type { Shape } from '../../../tensor/program.ts'
import { layerShapes, type Architecture } from './architecture.ts'

/** The products of a block that may have an adapter. */
export const loraTargets = ['query', 'key', 'value', 'attentionOut', 'gate', 'up', 'down'] as const

export type LoraTarget = (typeof loraTargets)[number]

export interface LoraSettings {
  /** r; the parameters of an adapter grow with it. */
  readonly rank: number
  /** An adapter counts alpha / rank. */
  readonly alpha: number
  readonly targets: readonly LoraTarget[]
  /**
   * The chance of each number that an adapter reads to be left out where gradients are computed, the others growing by
   * 1 / (1 - dropout); 0 where left out. Replies and `score` leave nothing out; what `accumulate` gives are the scores that its gradients are of. What is left out is drawn for each run of
   * packed rows: another number of threads draws others.
   */
  readonly dropout?: number
  /** True for alpha / √rank, so that higher ranks learn as fast as low ones; false where left out. */
  readonly rankStabilised?: boolean
}

/** What checkpoints call them. */
const foreignNames: { readonly [name: string]: LoraTarget } = {
  q_proj: 'query',
  k_proj: 'key',
  v_proj: 'value',
  o_proj: 'attentionOut',
  gate_proj: 'gate',
  up_proj: 'up',
  down_proj: 'down',
}

/**
 * The settings in full: rank 16, alpha twice the rank, an adapter on every product, no dropout. What they may be depends
 * on the model: `checkLora`.
 * @example completeLora({ rank: 8 }) // { rank: 8, alpha: 16, targets: [all seven], dropout: 0, rankStabilised: false }
 */
export function completeLora(given: Partial<LoraSettings>): Required<LoraSettings> {
  const { rank = 16, alpha = 2 * rank, targets = loraTargets, dropout = 0, rankStabilised = false, ...unknown } = given
  return { rank, alpha, targets, dropout, rankStabilised, ...unknown }
}

/** @throws RlvrError `RLVR_USAGE` for settings that are missing, unknown, impossible, or about products that the architecture has not */
export function checkLora(settings: unknown, architecture: Architecture): asserts settings is LoraSettings {
  const refuse = (sentence: string): never => {
    throw new RlvrError('RLVR_USAGE', `\`lora\`: ${sentence}`)
  }
  checkNames('`lora`', settings, ['rank', 'alpha', 'targets', 'dropout', 'rankStabilised'], {
    word: 'setting',
    hints: {
      r: 'The rank is called `rank`.',
      lora_alpha: 'It is called `alpha`.',
      use_rslora: 'It is called `rankStabilised`.',
    },
  })
  const { rank, alpha, targets, dropout = 0, rankStabilised = false } = settings as { readonly [name: string]: unknown }
  if (!(Number.isInteger(rank) && (rank as number) > 0))
    refuse(`\`rank\` is a whole number above 0, such as 16; got ${show(rank, 80)}.`)
  if (!(Number.isFinite(alpha) && (alpha as number) > 0))
    refuse(`\`alpha\` is a finite number above 0, such as twice the rank; got ${show(alpha, 80)}.`)
  if (!(typeof dropout === 'number' && dropout >= 0 && dropout < 1))
    refuse(`\`dropout\` is a number from 0 to below 1; got ${show(dropout, 80)}.`)
  if (typeof rankStabilised !== 'boolean')
    refuse(`\`rankStabilised\` is true or false; got ${show(rankStabilised, 80)}.`)
  if (!Array.isArray(targets) || targets.length === 0)
    refuse(`\`targets\` is a list of one or more of ${loraTargets.join(', ')}; got ${show(targets, 80)}.`)
  const seen = new Set<unknown>()
  for (const target of targets as unknown[]) {
    if (!loraTargets.includes(target as LoraTarget)) refuse(unknownTarget(target))
    if (seen.has(target)) refuse(`\`targets\` names ${target as string} twice; once is enough.`)
    if (!layerShapes(architecture).has(target as string))
      refuse(`there is no ${target as string} in an MLP of kind '${architecture.mlp}'; leave it out of \`targets\`.`)
    seen.add(target)
  }
}

/** s, what the product of an adapter's matrices is multiplied by. */
export function loraScale({ rank, alpha, rankStabilised = false }: LoraSettings): number {
  return alpha / (rankStabilised ? Math.sqrt(rank) : rank)
}

/** The matrices of one layer's adapters by the names that they have within it: `query.loraA`, `query.loraB`, … */
export function loraLayerShapes(architecture: Architecture, { rank, targets }: LoraSettings): Map<string, Shape> {
  const shapes = new Map<string, Shape>()
  for (const [name, shape] of layerShapes(architecture)) {
    if (!targets.includes(name as LoraTarget)) continue
    const [rows, columns] = shape as [number, number]
    shapes.set(`${name}.loraA`, [rows, rank]).set(`${name}.loraB`, [rank, columns])
  }
  return shapes
}

/** Every parameter of an adapter by name, `layers.N.query.loraA` and so on, in the order of the layers and of their products. */
export function loraShapes(architecture: Architecture, settings: LoraSettings): Map<string, Shape> {
  const ofLayer = loraLayerShapes(architecture, settings)
  const shapes = new Map<string, Shape>()
  for (let layer = 0; layer < architecture.layers; layer++)
    for (const [name, shape] of ofLayer) shapes.set(`layers.${layer}.${name}`, shape)
  return shapes
}

/** Starting values: A uniform within ±1/√in, B 0. */
export function initialLora(architecture: Architecture, settings: LoraSettings, rng: Rng): Map<string, Float32Array> {
  const parameters = new Map<string, Float32Array>()
  for (const [name, shape] of loraShapes(architecture, settings)) {
    const values = new Float32Array(shape.reduce((product, size) => product * size, 1))
    if (name.endsWith('.loraA')) {
      const bound = 1 / Math.sqrt(shape[0] as number)
      const stream = rng.fork(name)
      for (let index = 0; index < values.length; index++) values[index] = bound * (2 * stream.float() - 1)
    }
    parameters.set(name, values)
  }
  return parameters
}

/**
 * Inputs of a program by which the adapters of one layer drop out, each as wide as what its adapter reads: rows of
 * `query.loraKept` [N, in] and so on; none where nothing drops out. Filled by `drawKept`.
 */
export function keptWidths(architecture: Architecture, { targets, dropout = 0 }: LoraSettings): Map<string, number> {
  if (dropout === 0) return new Map()
  return new Map(
    [...layerShapes(architecture)]
      .filter(([name]) => targets.includes(name as LoraTarget))
      .map(([name, shape]) => [`${name}.loraKept`, shape[0] as number]),
  )
}

/**
 * 0 with the chance `dropout`, else 1 / (1 - dropout), so that the sum stays as it was on average. There are as many of
 * these as activations, so that they come from xoshiro128++ (Blackman and Vigna 2021, doi 10.1145/3460772), which
 * begins where `rng` stands.
 */
export function drawKept(size: number, dropout: number, rng: Rng): Float32Array {
  const kept = 1 / (1 - dropout)
  const limit = dropout * 2 ** 32
  const word = (): number => rng.int(-(2 ** 31), 2 ** 31 - 1)
  let [a, b, c, d] = [word(), word(), word(), word() | 1]
  const values = new Float32Array(size)
  for (let index = 0; index < size; index++) {
    const sum = (a + d) | 0
    const drawn = (((sum << 7) | (sum >>> 25)) + a) >>> 0
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = (d << 11) | (d >>> 21)
    values[index] = drawn < limit ? 0 : kept
  }
  return values
}

function unknownTarget(target: unknown): string {
  const name = typeof target === 'string' ? target : show(target, 80)
  const nearest = foreignNames[name] ?? nearestName(name, loraTargets)
  const hint = nearest === null ? '' : ` Did you mean ${nearest}?`
  return `\`targets\` are of ${loraTargets.join(', ')}; got ${name}.${hint}`
}
