// The shape of a decoder-only transformer: pre-norm blocks of RMSNorm, causal attention and a SiLU or SwiGLU MLP
// (Touvron et al. 2023, arXiv 2302.13971), with what the Llama, Mistral, Qwen2, Qwen3 and SmolLM families add to it:
// grouped-query attention (Ainslie et al. 2023, arXiv 2305.13245), a head width of its own, biases, norms of queries
// and keys, scaled rotary positions, sliding windows, a head tied to the embedding (Press and Wolf 2017) or its own.
import { RlvrError } from '../../../core/errors.ts'
import type { Rng } from '../../../core/random.ts'
import type { Shape } from '../../../tensor/program.ts'

export interface Architecture {
  readonly vocabularySize: number
  /** d, the width of the residual stream. */
  readonly width: number
  readonly layers: number
  /** Query heads; where `headWidth` is left out they share `width` evenly. */
  readonly heads: number
  /** Heads of keys and values, each for `heads / keyValueHeads` query heads; as many as `heads` where left out. */
  readonly keyValueHeads?: number
  /** K, the width of a head; `width / heads` where left out. */
  readonly headWidth?: number
  /** Longest sequence in tokens, prompt included. */
  readonly maxLengthTokens: number
  readonly positions: 'learned' | 'rotary'
  readonly mlp: 'silu' | 'swiglu'
  /** Hidden width of the MLP; 4 d is usual. */
  readonly mlpWidth: number
  /** Which attention products have a bias: those of query, key and value, or the output's too; none where left out. */
  readonly attentionBias?: 'query-key-value' | 'all'
  /** True where the products of the MLP have biases. */
  readonly mlpBias?: boolean
  /** True for an RMSNorm of every head's query and key, before they are rotated. */
  readonly queryKeyNorm?: boolean
  /** ε of every RMSNorm; 1e-6 where left out. */
  readonly normEpsilon?: number
  /** Of rotary positions; base 10,000 and no scaling where left out. */
  readonly rotary?: Rotary
  /** Layers of these indices look back over this many tokens, their own included; all others over everything. */
  readonly slidingWindow?: { readonly tokens: number; readonly layers: readonly number[] }
  /** True for output weights apart from the embedding. */
  readonly untiedHead?: boolean
  /** True for a value beside each distribution: v = final hidden state · w + b, beginning at 0. */
  readonly valueHead?: boolean
}

export interface Rotary {
  /** θ of the angles position · θ^(-2i/K). */
  readonly base: number
  readonly scaling?: RotaryScaling
}

/** How angles are stretched beyond the lengths of pre-training; names and fields follow Hugging Face's `rope_scaling`. */
export type RotaryScaling =
  | { readonly kind: 'linear'; readonly factor: number }
  | { readonly kind: 'dynamic'; readonly factor: number; readonly originalLengthTokens: number }
  | {
      readonly kind: 'llama3'
      readonly factor: number
      readonly lowFrequencyFactor: number
      readonly highFrequencyFactor: number
      readonly originalLengthTokens: number
    }
  | {
      readonly kind: 'yarn'
      readonly factor: number
      readonly originalLengthTokens: number
      readonly betaFast: number
      readonly betaSlow: number
      /** By which cosine and sine are multiplied; what the paper suggests where left out. */
      readonly attentionFactor?: number
      /** True where the bounds of the ramp are whole numbers. */
      readonly truncate: boolean
    }

const defaultNormEpsilon = 1e-6

/** What an architecture says of attention, with everything that was left out filled in. */
export interface AttentionShape {
  /** H */
  readonly heads: number
  /** G; each serves H / G query heads, the neighbours 0 to H/G - 1 the first. */
  readonly keyValueHeads: number
  /** K */
  readonly headWidth: number
  /** H · K, the columns of `query`. */
  readonly queryWidth: number
  /** G · K, the columns of `key` and of `value`. */
  readonly keyValueWidth: number
}

export function attentionShape({
  width,
  heads,
  keyValueHeads = heads,
  headWidth = width / heads,
}: Architecture): AttentionShape {
  return { heads, keyValueHeads, headWidth, queryWidth: heads * headWidth, keyValueWidth: keyValueHeads * headWidth }
}

export function normEpsilon(architecture: Architecture): number {
  return architecture.normEpsilon ?? defaultNormEpsilon
}

/** The parameter that turns hidden states into logits, [V, d]. */
export function headName(architecture: Architecture): 'head' | 'embedding' {
  return architecture.untiedHead === true ? 'head' : 'embedding'
}

/** The window of a layer in tokens, its own position counted in; `Infinity` for everything. */
export function windowOf({ slidingWindow }: Architecture, layer: number): number {
  return slidingWindow?.layers.includes(layer) === true ? slidingWindow.tokens : Infinity
}

const wholeNumbers = [
  'vocabularySize',
  'width',
  'layers',
  'heads',
  'keyValueHeads',
  'headWidth',
  'maxLengthTokens',
  'mlpWidth',
] as const

/** Throws `RLVR_POLICY` for sizes that cannot work together. */
export function checkArchitecture(architecture: Architecture): void {
  const refuse = (sentence: string): never => {
    throw new RlvrError('RLVR_POLICY', `Architecture: ${sentence}`)
  }
  for (const name of wholeNumbers) {
    const size = architecture[name]
    if (size !== undefined && !(Number.isInteger(size) && size > 0))
      refuse(`\`${name}\` must be a whole number above 0; got ${size}.`)
  }
  const { width, layers, heads, positions, slidingWindow, rotary } = architecture
  if (architecture.headWidth === undefined && width % heads !== 0)
    refuse(
      `width ${width} does not divide by ${heads} heads; choose a width that is a multiple of the heads, or give \`headWidth\`.`,
    )
  const { keyValueHeads, headWidth } = attentionShape(architecture)
  if (heads % keyValueHeads !== 0)
    refuse(`${heads} query heads cannot be shared evenly by ${keyValueHeads} heads of keys and values.`)
  if (headWidth % 4 !== 0)
    refuse(`a head of width ${headWidth} is not a multiple of 4; choose width = heads x 8, 16, 32, ...`)
  if (!(normEpsilon(architecture) > 0)) refuse(`\`normEpsilon\` must be above 0; got ${architecture.normEpsilon}.`)
  if (rotary !== undefined && positions !== 'rotary') refuse("`rotary` belongs to `positions: 'rotary'`.")
  if (rotary !== undefined && !(rotary.base > 0 && rotary.base < Infinity))
    refuse(`\`rotary.base\` must be a number above 0; got ${rotary.base}.`)
  if (slidingWindow !== undefined && !(Number.isInteger(slidingWindow.tokens) && slidingWindow.tokens > 0))
    refuse(`\`slidingWindow.tokens\` must be a whole number above 0; got ${slidingWindow.tokens}.`)
  if (slidingWindow?.layers.some((layer) => !(Number.isInteger(layer) && layer >= 0 && layer < layers)) === true)
    refuse(`\`slidingWindow.layers\` must name layers from 0 to ${layers - 1}; got ${slidingWindow.layers.join(', ')}.`)
}

/** The longest conversation that it may be opened for: angles that are stretched for any length have no last position. */
export function mostPositions({ rotary, maxLengthTokens }: Architecture): number {
  return rotary?.scaling?.kind === 'dynamic' ? Infinity : maxLengthTokens
}

/** Every parameter by name, matrices as [in, out]. The order is that of records and checkpoints. */
export function parameterShapes(architecture: Architecture): Map<string, Shape> {
  const {
    vocabularySize,
    width,
    layers,
    maxLengthTokens,
    positions,
    untiedHead = false,
    valueHead = false,
  } = architecture
  const shapes = new Map<string, Shape>([['embedding', [vocabularySize, width]]])
  if (positions === 'learned') shapes.set('positions', [maxLengthTokens, width])
  const ofLayer = layerShapes(architecture)
  for (let layer = 0; layer < layers; layer++)
    for (const [name, shape] of ofLayer) shapes.set(`layers.${layer}.${name}`, shape)
  shapes.set('finalNorm', [width])
  if (untiedHead) shapes.set('head', [vocabularySize, width])
  if (valueHead) shapes.set('valueHead.weight', [width, 1]).set('valueHead.bias', [1])
  return shapes
}

/** The parameters of one layer, by the names they have within it. */
export function layerShapes(architecture: Architecture): Map<string, Shape> {
  const { width, mlp, mlpWidth, attentionBias, mlpBias = false, queryKeyNorm = false } = architecture
  const { headWidth, queryWidth, keyValueWidth } = attentionShape(architecture)
  const shapes = new Map<string, Shape>()
  const product = (name: string, rows: number, columns: number, hasBias: boolean): void => {
    shapes.set(name, [rows, columns])
    if (hasBias) shapes.set(`${name}Bias`, [columns])
  }
  shapes.set('attentionNorm', [width])
  product('query', width, queryWidth, attentionBias !== undefined)
  product('key', width, keyValueWidth, attentionBias !== undefined)
  product('value', width, keyValueWidth, attentionBias !== undefined)
  if (queryKeyNorm) shapes.set('queryNorm', [headWidth]).set('keyNorm', [headWidth])
  product('attentionOut', queryWidth, width, attentionBias === 'all')
  shapes.set('mlpNorm', [width])
  if (mlp === 'swiglu') product('gate', width, mlpWidth, mlpBias)
  product('up', width, mlpWidth, mlpBias)
  product('down', mlpWidth, width, mlpBias)
  return shapes
}

/**
 * Starting values: norms 1, biases and a value head 0, matrices normal with standard deviation 0.02, those that write to the residual stream
 * divided by √(2 · layers) (Radford et al. 2019, GPT-2, section 2.3).
 */
export function initialParameters(architecture: Architecture, rng: Rng): Map<string, Float32Array> {
  const parameters = new Map<string, Float32Array>()
  for (const [name, shape] of parameterShapes(architecture)) {
    const size = shape.reduce((product, each) => product * each, 1)
    if (name.startsWith('valueHead.') || name.endsWith('Bias')) {
      parameters.set(name, new Float32Array(size))
      continue
    }
    if (shape.length === 1) {
      parameters.set(name, new Float32Array(size).fill(1))
      continue
    }
    const writesResidual = name.endsWith('attentionOut') || name.endsWith('down')
    const deviation = 0.02 / (writesResidual ? Math.sqrt(2 * architecture.layers) : 1)
    const stream = rng.fork(name)
    parameters.set(
      name,
      Float32Array.from({ length: size }, () => deviation * stream.normal()),
    )
  }
  return parameters
}

/** How many numbers the parameters hold. */
export function parameterCount(architecture: Architecture): number {
  let count = 0
  for (const shape of parameterShapes(architecture).values())
    count += shape.reduce((product, each) => product * each, 1)
  return count
}
