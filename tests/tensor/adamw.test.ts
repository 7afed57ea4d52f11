import { expect, test } from 'vitest'
import { adamWInputs, adamWInputsOf, appendAdamWStep, appendGradNorm, inStack } from '../../src/tensor/adamw.ts'
import { defaultOptimizer, type OptimizerSettings } from '../../src/core/policy.ts'
import { Rng } from '../../src/core/random.ts'
import { Program } from '../../src/tensor/program.ts'
import { runFloat64, tensor, type Float64Tensor } from './float64-program.ts'

const shapes = new Map([
  ['matrix', [2, 2]],
  ['vector', [2]],
])

interface State {
  readonly weights: { matrix: number[]; vector: number[] }
  readonly gradients: { matrix: number[]; vector: number[] }
}

const state: State = {
  weights: { matrix: [1, -2, 3, 0.5], vector: [1, 2] },
  gradients: { matrix: [3, 0, -1, 2], vector: [1, -1] },
}

function update(
  { weights, gradients }: State,
  given: { step?: number; learningRate?: number; maxGradNorm?: number; settings?: OptimizerSettings } = {},
): Record<string, number[]> {
  const {
    step = 1,
    learningRate = 0.1,
    maxGradNorm = 1000,
    settings = { ...defaultOptimizer, weightDecay: 0.5 },
  } = given
  const norms = new Program()
  const stacks = [...shapes.values()].map((shape) => [shape])
  appendGradNorm(norms, stacks)
  const { gradNorm } = runFloat64(norms, {
    'stack.0.gradient.0': tensor([2, 2], gradients.matrix),
    'stack.1.gradient.0': tensor([2], gradients.vector),
  })
  const norm = gradNorm!.data[0] as number
  const found: Record<string, number[]> = { gradNorm: [norm] }
  for (const name of ['matrix', 'vector'] as const) {
    const shape = shapes.get(name) as number[]
    const program = new Program()
    appendAdamWStep(program, [shape])
    const { beta1, beta2, epsilon, weightDecay } = settings
    const told = adamWInputsOf({
      ...{ clip: Math.min(1, maxGradNorm / (norm + 1e-6)), beta1, beta2, epsilon },
      ...{ oneLessBeta1: 1 - beta1, oneLessBeta2: 1 - beta2 },
      keep: name === 'matrix' ? 1 - learningRate * weightDecay : 1,
      stepSize: learningRate / (1 - beta1 ** step),
      rootCorrection2: Math.sqrt(1 / (1 - beta2 ** step)),
    })
    const zeros = tensor(shape, new Float64Array(weights[name].length))
    const outputs = runFloat64(program, {
      ...Object.fromEntries(Object.entries(told).map(([each, value]) => [each, tensor([1], [value])])),
      'gradient.0': tensor(shape, gradients[name]),
      'parameter.0': tensor(shape, weights[name]),
      ...{ first: zeros, second: zeros },
    })
    for (const [each, { data }] of Object.entries(outputs)) found[`${each.replace('.0', '')}.${name}`] = [...data]
  }
  return found
}

test('a stack makes the steps of its tensors, each in its place', () => {
  const stack = [
    [2, 2],
    [1, 2],
    [3, 2],
  ]
  const rng = Rng.fromSeed('stack')
  const some = (shape: readonly number[]): Float64Tensor =>
    tensor(
      shape,
      Float64Array.from({ length: shape.reduce((a, b) => a * b) }, () => rng.float()),
    )
  const [gradients, parameters] = [stack.map(some), stack.map(some)]
  const told = Object.fromEntries(adamWInputs.map((name) => [name, tensor([1], [0.5])]))
  const [first, second] = [some([6, 2]), some([6, 2])]
  const whole = new Program()
  appendAdamWStep(whole, stack)
  const named = (name: string, tensors: readonly Float64Tensor[]): Record<string, Float64Tensor> =>
    Object.fromEntries(tensors.map((each, place) => [inStack(name, place), each]))
  const outputs = runFloat64(whole, {
    ...{ ...told, first, second, ...named('gradient', gradients), ...named('parameter', parameters) },
  })
  let row = 0
  for (const [place, shape] of stack.entries()) {
    const single = new Program()
    appendAdamWStep(single, [shape])
    const part = ({ data }: Float64Tensor): Float64Tensor => tensor(shape, data.slice(2 * row, 2 * (row + shape[0]!)))
    const own = runFloat64(single, {
      ...{ ...told, first: part(first), second: part(second) },
      ...{ 'gradient.0': gradients[place]!, 'parameter.0': parameters[place]! },
    })
    expect(outputs[inStack('parameter', place)]).toEqual(own['parameter.0'])
    expect(part(outputs['first']!)).toEqual(own['first'])
    row += shape[0]!
  }
})

test('the first step goes the learning rate against the sign of the gradient, and decay falls on matrices alone', () => {
  const { 'parameter.matrix': matrix, 'parameter.vector': vector } = update(state)
  const kept = 1 - 0.1 * 0.5
  expect(matrix).toEqual([kept - 0.1, -2 * kept, 3 * kept + 0.1, 0.5 * kept - 0.1].map((due) => expect.closeTo(due, 6)))
  expect(vector).toEqual([0.9, 2.1].map((due) => expect.closeTo(due, 6)))
})

test('the gradient norm is that of all tensors together, before clipping', () => {
  const due = Math.sqrt(9 + 1 + 4 + 1 + 1)
  expect(update(state)['gradNorm']?.[0]).toBeCloseTo(due, 10)
  expect(update(state, { maxGradNorm: 0.1 })['gradNorm']?.[0]).toBeCloseTo(due, 10)
})

test('clipping scales the whole gradient to the norm, and leaves a smaller one as it is', () => {
  const norm = 4
  const moments = update(state, { maxGradNorm: 1 })
  expect(moments['first.matrix']).toEqual(state.gradients.matrix.map((each) => expect.closeTo((0.1 * each) / norm, 6)))
  expect(moments['second.vector']).toEqual([0.05, 0.05].map((each) => expect.closeTo(each / norm ** 2, 8)))
  expect(update(state, { maxGradNorm: 4.1 })['first.matrix']).toEqual(
    state.gradients.matrix.map((each) => expect.closeTo(0.1 * each, 6)),
  )
  expect(update(state, { maxGradNorm: Infinity })['first.vector']).toEqual(
    [0.1, -0.1].map((each) => expect.closeTo(each, 7)),
  )
})

test('a gradient of zero decays the matrices and moves nothing else', () => {
  const still = { ...state, gradients: { matrix: [0, 0, 0, 0], vector: [0, 0] } }
  const { 'parameter.matrix': matrix, 'parameter.vector': vector, gradNorm } = update(still)
  expect(matrix).toEqual(state.weights.matrix.map((weight) => expect.closeTo(weight * 0.95, 7)))
  expect(vector).toEqual(state.weights.vector)
  expect(gradNorm).toEqual([0])
})

test('one number that is not finite makes the norm not finite', () => {
  for (const bad of [Number.NaN, Infinity, -Infinity]) {
    const broken = { ...state, gradients: { ...state.gradients, vector: [0, bad] } }
    expect(Number.isFinite(update(broken)['gradNorm']?.[0])).toBe(false)
  }
})
