// The pieces that blocks are made of, as step-program fragments.
// Shape letters: N = rows (tokens of a batch, or sequences in decoding), d = width, K = width of a head.
import type { Program, Value } from '../../../tensor/program.ts'

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
