// AdamW with global-norm clipping as a step program (Loshchilov and Hutter 2019, arXiv 1711.05101, algorithm 2):
//   g ← g · min(1, maxGradNorm / (‖g‖ + 1e-6))
//   m ← β1 m + (1-β1) g        v ← β2 v + (1-β2) g²
//   p ← p · (1 - lr · decay) - lr · (m · correction1) / (√(v · correction2) + ε)
// with correction1 = 1 / (1 - β1ᵗ), correction2 = 1 / (1 - β2ᵗ) given by the caller, who knows t.
// Decay is decoupled and falls on the tensors that ask for it; the clip's 1e-6 is that of torch.nn.utils.clip_grad_norm_.
import type { OptimizerSettings } from '../core/policy.ts'
import type { Program, Shape, Value } from './program.ts'

/** A tensor to be updated. */
export interface AdamWTensor {
  readonly shape: Shape
  readonly decays: boolean
}

/** Inputs of the update beside the tensors, each [1]. */
export const adamWScalars = ['learningRate', 'correction1', 'correction2', 'maxGradNorm'] as const

/**
 * For each tensor NAME: inputs `NAME`, `gradient.NAME`, `first.NAME`, `second.NAME` and the scalars above;
 * outputs `NAME`′ as `parameter.NAME`, `first.NAME` as `nextFirst.NAME`, `second.NAME` as `nextSecond.NAME`, and
 * `gradNorm` [1, 1], the norm of the whole gradient before clipping.
 */
export function appendAdamW(
  program: Program,
  tensors: ReadonlyMap<string, AdamWTensor>,
  settings: OptimizerSettings,
): void {
  const { beta1, beta2, epsilon, weightDecay } = settings
  const [learningRate, correction1, correction2, maxGradNorm] = adamWScalars.map((name) =>
    program.input(name, [1]),
  ) as [Value, Value, Value, Value]
  const gradients = new Map([...tensors].map(([name, { shape }]) => [name, program.input(`gradient.${name}`, shape)]))

  const gradNorm = program.sqrt(
    [...gradients.values()].map((gradient) => squareSum(program, gradient)).reduce((a, b) => program.add(a, b)),
  )
  program.output('gradNorm', gradNorm)
  const ratio = program.divide(maxGradNorm, program.add(gradNorm, program.scalar(1e-6)))
  const clip = program.reshape(program.minimum(ratio, program.scalar(1)), [1])
  const keep = program.subtract(program.scalar(1), program.multiply(learningRate, program.scalar(weightDecay)))
  // lr · correction1 and √correction2 are taken out of the per-element work.
  const stepSize = program.multiply(learningRate, correction1)
  const rootCorrection2 = program.sqrt(correction2)
  const firstScale = program.multiply(clip, program.scalar(1 - beta1))
  const secondScale = program.multiply(program.multiply(clip, clip), program.scalar(1 - beta2))

  for (const [name, gradient] of gradients) {
    const shape = gradient.shape
    const weight = program.input(name, shape)
    const first = program.add(
      program.multiply(program.input(`first.${name}`, shape), program.scalar(beta1)),
      program.multiply(gradient, firstScale),
    )
    const second = program.add(
      program.multiply(program.input(`second.${name}`, shape), program.scalar(beta2)),
      program.multiply(program.multiply(gradient, gradient), secondScale),
    )
    const denominator = program.add(program.multiply(program.sqrt(second), rootCorrection2), program.scalar(epsilon))
    const change = program.multiply(program.divide(first, denominator), stepSize)
    const decayed = tensors.get(name)?.decays === true && weightDecay > 0 ? program.multiply(weight, keep) : weight
    program.output(`parameter.${name}`, program.subtract(decayed, change))
    program.output(`nextFirst.${name}`, first)
    program.output(`nextSecond.${name}`, second)
  }
}

function squareSum(program: Program, x: Value): Value {
  const axes = x.shape.map((_, axis) => axis)
  return program.reshape(program.sum(program.multiply(x, x), axes), [1, 1])
}
