import { expect, test } from 'vitest'
import { appendAdamW } from '../../src/tensor/adamw.ts'
import { defaultOptimizer, type OptimizerSettings } from '../../src/core/policy.ts'
import { Program } from '../../src/tensor/program.ts'
import { runFloat64, tensor } from './float64-program.ts'

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
  const program = new Program()
  const tensors = new Map([...shapes].map(([name, shape]) => [name, { shape, decays: name === 'matrix' }]))
  appendAdamW(program, tensors, settings)
  const one = (value: number): ReturnType<typeof tensor> => tensor([1], [value])
  const outputs = runFloat64(program, {
    ...Object.fromEntries(
      (['matrix', 'vector'] as const).flatMap((name) => {
        const shape = shapes.get(name) as number[]
        const zeros = tensor(shape, new Float64Array(weights[name].length))
        return [
          [name, tensor(shape, weights[name])],
          [`gradient.${name}`, tensor(shape, gradients[name])],
          [`first.${name}`, zeros],
          [`second.${name}`, zeros],
        ]
      }),
    ),
    learningRate: one(learningRate),
    correction1: one(1 / (1 - settings.beta1 ** step)),
    correction2: one(1 / (1 - settings.beta2 ** step)),
    maxGradNorm: one(maxGradNorm),
  })
  return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, [...data]]))
}

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
  expect(moments['nextFirst.matrix']).toEqual(
    state.gradients.matrix.map((each) => expect.closeTo((0.1 * each) / norm, 6)),
  )
  expect(moments['nextSecond.vector']).toEqual([0.05, 0.05].map((each) => expect.closeTo(each / norm ** 2, 8)))
  expect(update(state, { maxGradNorm: 4.1 })['nextFirst.matrix']).toEqual(
    state.gradients.matrix.map((each) => expect.closeTo(0.1 * each, 6)),
  )
  expect(update(state, { maxGradNorm: Infinity })['nextFirst.vector']).toEqual(
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
