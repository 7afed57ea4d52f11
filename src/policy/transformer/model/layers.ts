// The pieces that blocks are made of, as step-program fragments.
// Shape letters: N = rows (tokens of a batch, or sequences in decoding), d = width, K = width of a head.
import { dimension, type Program, type Value } from '../../../tensor/program.ts'

/** Parameters as inputs of a program, by name. */
export type ParameterValues = ReadonlyMap<string, Value>

/** The parameter of that name; names come from `parameterShapes`, so a missing one is a fault of ours. */
export function parameter(parameters: ParameterValues, name: string): Value {
  const value = parameters.get(name)
  if (value === undefined) throw new Error(`no parameter ${name}`)
  return value
}

/** x · weight / √(mean(x²) + ε) over the last dimension (Zhang and Sennrich 2019, arXiv 1910.07467, eq. 4). */
export function rmsNorm(program: Program, x: Value, weight: Value, epsilon: number): Value {
  return program.multiply(program.multiply(x, program.inverseRms(x, epsilon)), weight)
}

/** Cosine and sine of the angles of positions, broadcasting over [..., heads, K / 2] of the rows. */
export interface Rotation {
  readonly cosine: Value
  readonly sine: Value
}

/** Rotates the halves of the last dimension by the angles of the positions, in the half-split form of GPT-NeoX and Llama. */
export function rotate(program: Program, x: Value, { cosine, sine }: Rotation): Value {
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
