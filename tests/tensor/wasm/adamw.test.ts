import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Rng } from '../../../src/core/random.ts'
import { adamWInputsOf, appendAdamWStep, appendGradNorm } from '../../../src/tensor/adamw.ts'
import { Program } from '../../../src/tensor/program.ts'
import { compileAdamW, partUnit, type AdamWKernel, type AdamWScalars } from '../../../src/tensor/wasm/adamw.ts'
import { numbersIn, sharedNumbers, type SharedNumbers } from '../../../src/tensor/wasm/shared-memory.ts'
import { runFloat64, tensor } from '../float64-program.ts'

interface Sets {
  readonly parameters: Float32Array
  readonly first: Float32Array
  readonly second: Float32Array
  readonly gradients: readonly Float32Array[]
}

/** The kernel over sets that hold the given numbers, and views of them. */
function kernelOver(given: Sets): { kernel: AdamWKernel; sets: Sets } {
  const place = (data: Float32Array, at: number): SharedNumbers => {
    const numbers = sharedNumbers(data.length, at)
    numbersIn(numbers, 0, data.length).set(data)
    return numbers
  }
  const [parameters, first, second] = [place(given.parameters, 0), place(given.first, 1), place(given.second, 2)]
  const gradients = given.gradients.map((data, thread) => place(data, 3 + thread))
  const view = (numbers: SharedNumbers): Float32Array => numbersIn(numbers, 0, given.parameters.length)
  return {
    kernel: compileAdamW({ parameters, first, second, gradients }),
    sets: { parameters: view(parameters), first: view(first), second: view(second), gradients: gradients.map(view) },
  }
}

function randomSets(seed: number, count: number, threads: number): Sets {
  const rng = Rng.fromSeed(seed)
  const some = (scale: number): Float32Array => Float32Array.from({ length: count }, () => scale * rng.normal())
  return {
    parameters: some(1),
    first: some(0.1),
    second: some(0.01).map(Math.abs),
    gradients: Array.from({ length: threads }, () => some(0.5)),
  }
}

const settings = { beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.1 }
const [learningRate, step] = [0.01, 3]

function scalarsWith(clip: number): AdamWScalars {
  const { beta1, beta2, epsilon, weightDecay } = settings
  return {
    ...{ clip, beta1, oneLessBeta1: 1 - beta1, beta2, oneLessBeta2: 1 - beta2, epsilon },
    keep: 1 - learningRate * weightDecay,
    stepSize: learningRate / (1 - beta1 ** step),
    rootCorrection2: Math.sqrt(1 / (1 - beta2 ** step)),
  }
}

/** What the step program makes of the same numbers, in float64. */
function byProgram({ parameters, first, second, gradients }: Sets, maxGradNorm: number): Record<string, Float64Array> {
  const shape = [parameters.length]
  const sum = Float64Array.from(parameters, (_, at) =>
    gradients.reduce((total, each) => total + (each[at] as number), 0),
  )
  const norms = new Program()
  appendGradNorm(norms, [[shape]])
  const gradNorm = runFloat64(norms, { 'stack.0.gradient.0': tensor(shape, sum) })['gradNorm']!
  const clip = Math.min(1, maxGradNorm / ((gradNorm.data[0] as number) + 1e-6))
  const program = new Program()
  appendAdamWStep(program, [shape])
  const outputs = runFloat64(program, {
    ...Object.fromEntries(
      Object.entries(adamWInputsOf(scalarsWith(clip))).map(([name, value]) => [name, tensor([1], [value])]),
    ),
    'parameter.0': tensor(shape, Float64Array.from(parameters)),
    'gradient.0': tensor(shape, sum),
    first: tensor(shape, Float64Array.from(first)),
    second: tensor(shape, Float64Array.from(second)),
  })
  return Object.fromEntries(
    Object.entries({ ...outputs, gradNorm }).map(([name, { data }]) => [name, Float64Array.from(data)]),
  )
}

function worst(actual: Float32Array, due: Float64Array | undefined): number {
  return actual.reduce((most, value, at) => Math.max(most, Math.abs(value - (due?.[at] as number))), 0)
}

test('a step is that of the step program, for any size, gradients of one to three threads, clipped or not', () => {
  const sizes = fc.integer({ min: 1, max: 20 }).map((units) => units * partUnit)
  fc.assert(
    fc.property(
      fc.nat(),
      sizes,
      fc.integer({ min: 1, max: 3 }),
      fc.constantFrom(0.1, 1e9),
      (seed, count, threads, max) => {
        const given = randomSets(seed, count, threads)
        const due = byProgram(given, max)
        const { kernel, sets } = kernelOver(given)
        const norm = Math.sqrt(kernel.squareSum({ start: 0, count }))
        expect(Math.abs(norm / (due['gradNorm']?.[0] as number) - 1)).toBeLessThan(1e-6)
        kernel.step({ start: 0, count }, scalarsWith(Math.min(1, max / (norm + 1e-6))))
        expect(worst(sets.parameters, due['parameter.0'])).toBeLessThan(1e-6)
        expect(worst(sets.first, due['first'])).toBeLessThan(1e-6)
        expect(worst(sets.second, due['second'])).toBeLessThan(1e-6)
        for (const gradient of sets.gradients) expect(gradient.every((each) => each === 0)).toBe(true)
      },
    ),
    { numRuns: 40 },
  )
})

test('a part is worked on by itself: what lies around it stays', () => {
  const given = randomSets(1, 4 * partUnit, 2)
  const { kernel, sets } = kernelOver(given)
  const part = { start: partUnit, count: 2 * partUnit }
  kernel.squareSum(part)
  kernel.step(part, scalarsWith(1))
  sets.parameters.forEach((value, at) =>
    expect(value === given.parameters[at]).toBe(at < partUnit || at >= 3 * partUnit),
  )
  expect(sets.gradients[1]?.[0]).toBe(given.gradients[1]?.[0])
})

test('sums of squares are those of float64, and not finite only where a number is not', () => {
  const given = randomSets(2, partUnit, 1)
  const sumWith = (value: number): number => {
    const gradient = (given.gradients[0] as Float32Array).slice()
    gradient[5] = value
    return kernelOver({ ...given, gradients: [gradient] }).kernel.squareSum({ start: 0, count: partUnit })
  }
  const others = sumWith(0)
  expect(sumWith(Math.fround(3e38))).toBeCloseTo(Math.fround(3e38) ** 2, -60)
  expect(sumWith(0.5) - others).toBeCloseTo(0.25, 12)
  for (const bad of [Number.NaN, Infinity, -Infinity]) expect(Number.isFinite(sumWith(bad))).toBe(false)
})
