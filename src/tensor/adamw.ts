// AdamW with global-norm clipping as step programs (Loshchilov and Hutter 2019, arXiv 1711.05101, algorithm 2):
//   g ← clip · g,   clip = min(1, maxGradNorm / (‖g‖ + 1e-6)) of the norm over everything, as torch.nn.utils.clip_grad_norm_
//   m ← β1 m + (1-β1) g        v ← β2 v + (1-β2) g²
//   p ← keep · p - stepSize · m / (√v · rootCorrection2 + ε)
// with keep = 1 - lr · decay, stepSize = lr / (1 - β1ᵗ), rootCorrection2 = 1 / √(1 - β2ᵗ) given by the caller, who knows t.
// Tensors that differ in their rows alone are worked on as a stack, one below the other: what a device is told by the
// operation takes as long for one small tensor as for all of them.
import { elementCount, type Program, type Shape, type Value } from './program.ts'
import type { AdamWScalars } from './wasm/adamw.ts'

/** The shapes of tensors that are alike but for their rows. */
export type Stack = readonly Shape[]

/** Of all of a stack's tensors below each other. */
export function stackShape(stack: Stack): Shape {
  const [, ...rest] = stack[0] ?? []
  return [stack.reduce((rows, shape) => rows + (shape[0] as number), 0), ...rest]
}

/** The name of a tensor of a stack, in the programs below: by its place, so that stacks of the same shapes share one. */
export function inStack(name: string, place: number): string {
  return `${name}.${place}`
}

/** Inputs `stack.S.gradient.I`; output `gradNorm` [1, 1], the norm of all of them together. */
export function appendGradNorm(program: Program, stacks: readonly Stack[]): void {
  const squares = stacks.map((stack, index) =>
    squareSum(program, joined(program, stack, `${inStack('stack', index)}.gradient`)),
  )
  program.output('gradNorm', program.sqrt(squares.reduce((a, b) => program.add(a, b))))
}

/** What `appendAdamWStep` is told beside tensors, each [1]. */
export const adamWInputs = [
  'beta1',
  'firstScale',
  'beta2',
  'secondScale',
  'rootCorrection2',
  'epsilon',
  'stepSize',
  'keep',
] as const

/** Their values: what a kernel is told, with what does not differ between elements taken together. */
export function adamWInputsOf(scalars: AdamWScalars): { readonly [name in (typeof adamWInputs)[number]]: number } {
  const { clip, beta1, oneLessBeta1, beta2, oneLessBeta2, rootCorrection2, epsilon, stepSize, keep } = scalars
  const scales = { firstScale: clip * oneLessBeta1, secondScale: clip * clip * oneLessBeta2 }
  return { beta1, beta2, ...scales, rootCorrection2, epsilon, stepSize, keep }
}

/**
 * A step of one stack. Inputs `gradient.I` and `parameter.I` of each tensor, `first` and `second` of the stack, and those of
 * `adamWInputs`; outputs `parameter.I`, `first` and `second`.
 */
export function appendAdamWStep(program: Program, stack: Stack): void {
  const told = new Map(adamWInputs.map((name) => [name, program.input(name, [1])]))
  const scalar = (name: (typeof adamWInputs)[number]): Value => told.get(name) as Value
  const shape = stackShape(stack)
  const gradient = joined(program, stack, 'gradient')
  const first = program.add(
    program.multiply(program.input('first', shape), scalar('beta1')),
    program.multiply(gradient, scalar('firstScale')),
  )
  const second = program.add(
    program.multiply(program.input('second', shape), scalar('beta2')),
    program.multiply(program.multiply(gradient, gradient), scalar('secondScale')),
  )
  const denominator = program.add(program.multiply(program.sqrt(second), scalar('rootCorrection2')), scalar('epsilon'))
  const change = program.multiply(program.divide(first, denominator), scalar('stepSize'))
  const kept = program.multiply(joined(program, stack, 'parameter'), scalar('keep'))
  const moved = program.subtract(kept, change)
  let start = 0
  for (const [place, own] of stack.entries()) {
    const end = start + (own[0] as number)
    program.output(inStack('parameter', place), stack.length === 1 ? moved : program.slice(moved, 0, start, end))
    start = end
  }
  program.output('first', first)
  program.output('second', second)
}

function joined(program: Program, stack: Stack, name: string): Value {
  const parts = stack.map((shape, place) => program.input(inStack(name, place), shape))
  return parts.length === 1 ? (parts[0] as Value) : program.concat(parts, 0)
}

/** [1, 1]; a matrix is added up by its rows first, so that the sum of many numbers loses little. */
function squareSum(program: Program, x: Value): Value {
  const squares = program.multiply(x, x)
  const last = x.shape.length - 1
  const sums = last === 0 ? squares : program.sum(squares, [last])
  return program.reshape(elementCount(sums.shape) === 1 ? sums : program.sum(sums, [0]), [1, 1])
}
