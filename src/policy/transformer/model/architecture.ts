// The shape of a decoder-only transformer: pre-norm blocks of RMSNorm, causal attention and a SiLU or SwiGLU MLP,
// no biases, and a head tied to the embedding (Touvron et al. 2023, arXiv 2302.13971; tied head: Press and Wolf 2017).
import { RlvrError } from '../../../core/errors.ts'
import type { Rng } from '../../../core/random.ts'
import type { Shape } from '../../../tensor/program.ts'

export interface Architecture {
  readonly vocabularySize: number
  /** d, the width of the residual stream. */
  readonly width: number
  readonly layers: number
  /** Attention heads; they share `width` evenly. */
  readonly heads: number
  /** Longest sequence in tokens, prompt included. */
  readonly maxLengthTokens: number
  readonly positions: 'learned' | 'rotary'
  readonly mlp: 'silu' | 'swiglu'
  /** Hidden width of the MLP; 4 d is usual. */
  readonly mlpWidth: number
  /** True for a value beside each distribution: v = final hidden state · w + b, beginning at 0. */
  readonly valueHead?: boolean
}

export const rmsNormEpsilon = 1e-6

/** Throws `RLVR_POLICY` for sizes that cannot work together. */
export function checkArchitecture(architecture: Architecture): void {
  const { width, heads, positions } = architecture
  for (const [name, size] of Object.entries(architecture)) {
    if (typeof size === 'number' && !(Number.isInteger(size) && size > 0))
      throw new RlvrError('RLVR_POLICY', `Architecture: \`${name}\` must be a whole number above 0; got ${size}.`)
  }
  if (width % heads !== 0)
    throw new RlvrError(
      'RLVR_POLICY',
      `Architecture: width ${width} does not divide by ${heads} heads; choose a width that is a multiple of the heads.`,
    )
  const headWidth = width / heads
  if (headWidth % 4 !== 0)
    throw new RlvrError(
      'RLVR_POLICY',
      `Architecture: a head of width ${headWidth} is not a multiple of 4; choose width = heads x 8, 16, 32, ...`,
    )
  if (positions === 'rotary' && headWidth % 2 !== 0)
    throw new RlvrError('RLVR_POLICY', `Architecture: rotary positions need an even head width; got ${headWidth}.`)
}

/** Every parameter by name, matrices as [in, out]. The order is that of records and checkpoints. */
export function parameterShapes(architecture: Architecture): Map<string, Shape> {
  const { vocabularySize, width, layers, maxLengthTokens, positions, mlp, mlpWidth, valueHead = false } = architecture
  const shapes = new Map<string, Shape>([['embedding', [vocabularySize, width]]])
  if (positions === 'learned') shapes.set('positions', [maxLengthTokens, width])
  for (let layer = 0; layer < layers; layer++) {
    const add = (name: string, shape: Shape): void => void shapes.set(`layers.${layer}.${name}`, shape)
    add('attentionNorm', [width])
    for (const name of ['query', 'key', 'value', 'attentionOut']) add(name, [width, width])
    add('mlpNorm', [width])
    if (mlp === 'swiglu') add('gate', [width, mlpWidth])
    add('up', [width, mlpWidth])
    add('down', [mlpWidth, width])
  }
  shapes.set('finalNorm', [width])
  if (valueHead) shapes.set('valueHead.weight', [width, 1]).set('valueHead.bias', [1])
  return shapes
}

/**
 * Starting values: norms 1, a value head 0, matrices normal with standard deviation 0.02, those that write to the residual stream
 * divided by √(2 · layers) (Radford et al. 2019, GPT-2, section 2.3).
 */
export function initialParameters(architecture: Architecture, rng: Rng): Map<string, Float32Array> {
  const parameters = new Map<string, Float32Array>()
  for (const [name, shape] of parameterShapes(architecture)) {
    const size = shape.reduce((product, each) => product * each, 1)
    if (name.startsWith('valueHead.')) {
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
