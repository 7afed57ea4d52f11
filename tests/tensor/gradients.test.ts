import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Rng } from '../../src/core/random.ts'
import { appendGradients } from '../../src/tensor/gradients.ts'
import { anyRows, Program, type Value } from '../../src/tensor/program.ts'
import { runFloat64, tensor, type Float64Tensors } from './float64-program.ts'
import { numbersFor, operationCases, type OperationCase } from './operation-cases.ts'

/** dΣ(seed · output)/dinput by the appended backward program, and by central differences. */
function bothGradients(given: OperationCase, seed: number): { written: number[]; measured: number[] } {
  const rng = Rng.fromSeed(seed)
  const program = new Program()
  const values = given.operands.map(({ shape, numbers }, index) =>
    program.input(`x${index}`, shape, numbers === 'indices' ? 'int32' : 'float32'),
  )
  const output = given.apply(program, values)
  // Squared, so that the gradient that reaches the operation is not constant, and used twice, so that two add up.
  const used = program.add(program.multiply(output, output), output)
  const seedValue = program.input('seed', used.shape)
  const parameters = values.filter(({ type }) => type === 'float32')
  program.output('objective', program.multiply(seedValue, used))
  const gradients = appendGradients(program, [[used, seedValue]], parameters)
  gradients.forEach((gradient, index) => program.output(`gradient${index}`, gradient as Value))

  const inputs: Record<string, Float64Tensors[string]> = {
    seed: tensor(
      used.shape,
      numbersFor({ shape: used.shape, numbers: 'any' }, () => rng.float()),
    ),
  }
  given.operands.forEach((operand, index) => {
    inputs[`x${index}`] = tensor(
      operand.shape,
      numbersFor(operand, () => rng.float()),
    )
  })
  const objective = (): number =>
    (runFloat64(program, inputs)['objective'] as { data: Float64Array }).data.reduce((a, b) => a + b)
  const outputs = runFloat64(program, inputs)
  const written = parameters.flatMap((parameter, index) => {
    const gradient = outputs[`gradient${index}`] as Float64Tensors[string]
    expect(gradient.shape).toEqual(parameter.shape)
    return [...gradient.data]
  })
  const measured = given.operands.flatMap(({ numbers }, index) => {
    const data = (inputs[`x${index}`] as Float64Tensors[string]).data
    if (numbers === 'indices') return []
    return Array.from(data, (value, at) => {
      const step = 1e-5
      data[at] = value + step
      const above = objective()
      data[at] = value - step
      const below = objective()
      data[at] = value
      return (above - below) / (2 * step)
    })
  })
  return { written, measured }
}

for (const [name, cases] of Object.entries(operationCases)) {
  if (name === 'minimum' || name === 'floor') continue
  test(`the gradient rule of ${name} agrees with finite differences at every shape`, () => {
    fc.assert(
      fc.property(cases, fc.nat(), (given, seed) => {
        const { written, measured } = bothGradients(given, seed)
        expect(written).toHaveLength(measured.length)
        const scale = Math.max(1, ...measured.map(Math.abs))
        const worst = Math.max(0, ...written.map((value, at) => Math.abs(value - (measured[at] as number))))
        expect(worst / scale).toBeLessThan(1e-6)
      }),
      { numRuns: 25 },
    )
  })
}

test('a value that is used several times gets the sum of its gradients', () => {
  const program = new Program()
  const x = program.input('x', [1])
  const cube = program.multiply(program.multiply(x, x), x)
  const [gradient] = appendGradients(program, [[cube, program.scalar(1)]], [x])
  program.output('gradient', gradient as Value)
  expect(runFloat64(program, { x: tensor([1], [3]) })['gradient']?.data[0]).toBeCloseTo(27)
})

test('a parameter without influence has no gradient, and values that do not depend on one cost nothing', () => {
  const program = new Program()
  const [x, y] = [program.input('x', [2]), program.input('y', [2])]
  const square = program.multiply(x, x)
  const before = program.nodes.length
  expect(appendGradients(program, [[square, square]], [y])).toEqual([null])
  expect(program.nodes).toHaveLength(before)
})

test('several seeds add up', () => {
  const program = new Program()
  const x = program.input('x', [1])
  const seeds = [2, 5].map((factor): [Value, Value] => [
    program.multiply(x, program.scalar(factor)),
    program.scalar(10),
  ])
  const [gradient] = appendGradients(program, seeds, [x])
  program.output('gradient', gradient as Value)
  expect(runFloat64(program, { x: tensor([1], [1]) })['gradient']?.data[0]).toBe(70)
})

test('a minimum and a floor refuse to be differentiated', () => {
  const program = new Program()
  const x = program.input('x', [1])
  expect(() => appendGradients(program, [[program.minimum(x, x), x]], [x])).toThrow(/minimum.*no gradient/)
  expect(() => appendGradients(program, [[program.floor(x), x]], [x])).toThrow(/floor.*no gradient/)
})

for (const kind of ['sum', 'mean'] as const)
  test(`a ${kind} over rows that are not known yet refuses to be differentiated, instead of giving a wrong gradient`, () => {
    const program = new Program()
    const x = program.input('x', [anyRows, 3])
    const reduced = program[kind](x, [0])
    expect(() => appendGradients(program, [[reduced, reduced]], [x])).toThrow(/Step program: /)
  })
