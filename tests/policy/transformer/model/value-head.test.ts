// The value head: its values, and the gradient of both together, beside central differences in float64.
import { describe, expect, test } from 'vitest'
import { Rng } from '../../../../src/core/random.ts'
import { parameterShapes, type Architecture } from '../../../../src/policy/transformer/model/architecture.ts'
import { gradientProgram } from '../whole-program.ts'
import { TransformerModel } from '../../../../src/policy/transformer/threads/transformer-model.ts'
import { runFloat64, tensor, type Float64Tensor } from '../../../tensor/float64-program.ts'
import {
  goldenArchitecture,
  goldenModel,
  goldenNumbers,
  goldenParameters,
  goldenSequences,
  gradientsOf,
  loadParameters,
  relativeError,
} from '../golden.ts'

const golden = goldenNumbers('rotary-swiglu')
const sequences = goldenSequences(golden)
const rows = golden.inputs.flat().length

function withHead(length: number): Architecture {
  return { ...goldenArchitecture(golden, length), valueHead: true }
}

/** The reference's weights, with numbers in the head. */
function parametersOf(architecture: Architecture): Map<string, Float32Array> {
  const rng = Rng.fromSeed('head')
  const parameters = goldenParameters(golden, architecture)
  for (const name of ['valueHead.weight', 'valueHead.bias'])
    parameters.set(
      name,
      (parameters.get(name) as Float32Array).map(() => rng.normal()),
    )
  return parameters
}

const rng = Rng.fromSeed('coefficients')
const coefficients = Array.from({ length: rows }, () => rng.normal())
const valueCoefficients = Array.from({ length: rows }, () => rng.normal())

/** Σ coefficient · logProb + Σ coefficient · value and its gradient, in float64. */
function inFloat64(parameters: ReadonlyMap<string, ArrayLike<number>>): {
  objective: number
  values: readonly number[]
  gradient: (name: string) => Float64Array
} {
  const architecture = withHead(golden.shape.length)
  const inputs: Record<string, Float64Tensor> = {
    tokens: tensor([rows], golden.inputs.flat()),
    targets: tensor([rows], golden.targets.flat()),
    inverseTemperature: tensor([1], [1]),
    coefficients: tensor([rows, 1], coefficients),
    valueCoefficients: tensor([rows, 1], valueCoefficients),
  }
  for (const [name, shape] of parameterShapes(architecture)) {
    const data = Float64Array.from(parameters.get(name) ?? [])
    inputs[name] = tensor(shape, data)
    inputs[`accumulated.${name}`] = tensor(shape, new Float64Array(data.length))
  }
  const outputs = runFloat64(gradientProgram(architecture, golden.shape.length, { entropy: false }), inputs)
  const [logProbs, values] = ['logProbs', 'values'].map((name) => [...(outputs[name]?.data ?? [])])
  const weighted = (numbers: readonly number[] = [], weights: readonly number[]): number =>
    numbers.reduce((sum, each, at) => sum + each * (weights[at] as number), 0)
  return {
    objective: weighted(logProbs, coefficients) + weighted(values, valueCoefficients),
    values: values ?? [],
    gradient: (name) => Float64Array.from(outputs[`gradient.${name}`]?.data ?? []),
  }
}

const parameters = parametersOf(withHead(golden.shape.length))

test('the gradient through values and log-probabilities is that of central differences', () => {
  const { gradient } = inFloat64(parameters)
  const directions = Rng.fromSeed('directions')
  for (const name of parameters.keys()) {
    const direction = Float64Array.from(parameters.get(name) as Float32Array, () => directions.normal())
    const step = 1e-5
    const moved = (by: number): number => {
      const data = Float64Array.from(parameters.get(name) as Float32Array, (each, at) => each + by * direction[at]!)
      return inFloat64(new Map<string, ArrayLike<number>>([...parameters, [name, data]])).objective
    }
    const difference = (moved(step) - moved(-step)) / (2 * step)
    const slope = gradient(name).reduce((sum, each, at) => sum + each * (direction[at] as number), 0)
    expect(Math.abs(difference - slope) / Math.max(1, Math.abs(slope)), name).toBeLessThan(1e-7)
  }
})

describe.each([
  ['onnx-cpu', 1],
  ['onnx-cpu', 2],
  ['tfjs-wasm', 1],
] as const)('through %s on %i threads', (backend, threads) => {
  test('values and gradients are those of float64, and log-probabilities those without a head', async () => {
    const architecture = withHead(golden.shape.length + 1)
    const model = await goldenModel(golden, backend, { architecture, threads })
    await using closing = { [Symbol.asyncDispose]: () => model.close() }
    void closing
    await loadParameters(model, parametersOf(architecture))
    const width = golden.shape.length
    const given = sequences.map((_, index) => ({
      logProbs: Float64Array.from(coefficients.slice(index * width, (index + 1) * width)),
      values: Float64Array.from(valueCoefficients.slice(index * width, (index + 1) * width)),
    }))
    const scores = await model.accumulate(sequences, 1, given)
    const due = inFloat64(parameters)
    expect(
      relativeError(
        scores.flatMap(({ values }) => [...(values ?? [])]),
        due.values,
      ),
    ).toBeLessThan(1e-5)
    expect(
      relativeError(
        scores.flatMap(({ logProbs }) => [...logProbs]),
        golden.logProbs.flat(),
      ),
    ).toBeLessThan(1e-5)
    const gradients = await gradientsOf(model)
    for (const [name, gradient] of gradients)
      expect(relativeError(gradient, due.gradient(name)), name).toBeLessThan(2e-5)
    expect([...gradients.keys()]).toContain('valueHead.bias')
  })
})

test('a new head gives 0, and without coefficients of its own it gets no gradient', async () => {
  const architecture = withHead(golden.shape.length + 1)
  const model = await TransformerModel.open({ architecture, seed: 0, backend: 'onnx-cpu', threads: 1 })
  await using closing = { [Symbol.asyncDispose]: () => model.close() }
  void closing
  const scores = await model.accumulate(
    sequences,
    1,
    sequences.map(({ logProbs }) => ({ logProbs: new Float64Array(logProbs.length).fill(1) })),
  )
  expect(scores.every(({ values }) => values?.every((value) => value === 0))).toBe(true)
  const gradients = await gradientsOf(model)
  expect(gradients.get('valueHead.weight')?.every((each) => each === 0)).toBe(true)
  expect(gradients.get('finalNorm')?.every((each) => each === 0)).toBe(false)
})

test('coefficients for values of a policy without a head, or of another length, are refused', async () => {
  const model = await goldenModel(golden, 'onnx-cpu')
  await using closing = { [Symbol.asyncDispose]: () => model.close() }
  void closing
  const given = (values: Float64Array): Promise<unknown> =>
    model.accumulate(sequences.slice(0, 1), 1, [{ logProbs: new Float64Array(golden.shape.length), values }])
  await expect(given(new Float64Array(golden.shape.length))).rejects.toThrow(
    'The loss gave coefficients for `values`, but the policy has no value head. Open it with `valueHead: true` in its architecture.',
  )
  await expect(given(new Float64Array(1))).rejects.toThrow(
    `Sequence 0 has ${golden.shape.length} sampled tokens, but the loss gave 1 coefficients for \`values\`.`,
  )
})
