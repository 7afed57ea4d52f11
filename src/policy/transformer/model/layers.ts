// The pieces of the transformer as step-program fragments, shared by training and by decoding.
// Shape letters: N = rows (tokens of a batch, or sequences in decoding), d = width, H = heads, K = d / H.
import { dimension, type Program, type Value } from '../../../tensor/program.ts'
import type { Architecture } from './architecture.ts'

/** Parameters as inputs of a program, by name. */
export type ParameterValues = ReadonlyMap<string, Value>

/** The parameter of that name; names come from `parameterShapes`, so a missing one is a fault of ours. */
export function parameter(parameters: ParameterValues, name: string): Value {
  const value = parameters.get(name)
  if (value === undefined) throw new Error(`no parameter ${name}`)
  return value
}

/** x · weight / √(mean(x²) + ε) over the last dimension (Zhang and Sennrich 2019, arXiv 1910.07467, eq. 4). [N, d] */
export function rmsNorm(program: Program, x_Nd: Value, weight: Value, epsilon: number): Value {
  return program.multiply(program.multiply(x_Nd, program.inverseRms(x_Nd, epsilon)), weight)
}

/** down(silu(x·up)), or down(silu(x·gate) ∘ (x·up)) for SwiGLU (Shazeer 2020, arXiv 2002.05202). [N, d] */
export function mlp(program: Program, x_Nd: Value, weights: { up: Value; down: Value; gate: Value | null }): Value {
  const up = program.matMul(x_Nd, weights.up)
  const hidden =
    weights.gate === null ? program.silu(up) : program.multiply(program.silu(program.matMul(x_Nd, weights.gate)), up)
  return program.matMul(hidden, weights.down)
}

/**
 * Rotates the halves of the last dimension by the angles of the positions (Su et al. 2021, arXiv 2104.09864, in the
 * half-split form of GPT-NeoX and Llama). `cosine` and `sine` broadcast over [..., K / 2].
 */
export function rotate(program: Program, x: Value, cosine: Value, sine: Value): Value {
  const axis = x.shape.length - 1
  const width = dimension(x, axis)
  const low = program.slice(x, axis, 0, width / 2)
  const high = program.slice(x, axis, width / 2, width)
  return program.concat(
    [
      program.subtract(program.multiply(low, cosine), program.multiply(high, sine)),
      program.add(program.multiply(high, cosine), program.multiply(low, sine)),
    ],
    axis,
  )
}

/** Tables of cos and sin of position · 10000^(-2i/K), each [positions, K / 2]. */
export function rotaryTables(
  architecture: Architecture,
  positions: number,
): { cosine: Float32Array; sine: Float32Array } {
  const half = architecture.width / architecture.heads / 2
  const cosine = new Float32Array(positions * half)
  const sine = new Float32Array(positions * half)
  for (let position = 0; position < positions; position++) {
    for (let i = 0; i < half; i++) {
      const angle = position * 10_000 ** (-i / half)
      cosine[position * half + i] = Math.cos(angle)
      sine[position * half + i] = Math.sin(angle)
    }
  }
  return { cosine, sine }
}
