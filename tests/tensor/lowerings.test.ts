// All lowerings give the same numbers for every operation.
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Rng } from '../../src/core/random.ts'
import type { Backend, DeviceTensor } from '../../src/tensor/backend.ts'
import { openBackend, type BackendName } from '../../src/tensor/open-backend.ts'
import { bindingPlaces } from '../../src/tensor/tensorflow/binding-place.ts'
import { anyRows, pickedRows, Program } from '../../src/tensor/program.ts'
import { decodingCases } from './decoding-cases.ts'
import { runFloat64, tensor, type Float64Tensors } from './float64-program.ts'
import { withoutGpu } from './onnx/software-gpu.ts'
import { numbersFor, operationCases, type OperationCase } from './operation-cases.ts'

async function runOn(backend: Backend, program: Program, inputs: Float64Tensors): Promise<Float64Tensors> {
  const compiled = await backend.compile(program)
  const given = Object.fromEntries(
    [...program.inputs].map(([name, { type }]) => {
      const { data, shape } = inputs[name] as Float64Tensors[string]
      return [name, backend.upload(type === 'int32' ? Int32Array.from(data) : Float32Array.from(data), shape)]
    }),
  )
  const outputs: Record<string, Float64Tensors[string]> = {}
  for (const [name, output] of Object.entries(await compiled.run(given)))
    outputs[name] = tensor(output.shape, [...(await backend.download(output))])
  await compiled.close()
  return outputs
}

function expectClose(actual: Float64Tensors, due: Float64Tensors, tolerance = 2e-6): void {
  expect(Object.keys(actual)).toEqual(Object.keys(due))
  for (const [name, { shape, data }] of Object.entries(due)) {
    expect([...(actual[name]?.shape ?? [])]).toEqual([...shape])
    const scale = Math.max(1, ...data.map(Math.abs))
    const worst = data.reduce((most, value, at) => Math.max(most, Math.abs(value - actual[name]!.data[at]!)), 0)
    expect(worst / scale, `${name}: ${[...actual[name]!.data]} where ${[...data]} was due`).toBeLessThan(tolerance)
  }
}

function programOf(given: OperationCase, rng: Rng): { program: Program; inputs: Float64Tensors } {
  const program = new Program()
  const values = given.operands.map(({ shape, numbers }, index) =>
    program.input(`x${index}`, shape, numbers === 'indices' || numbers === 'places' ? 'int32' : 'float32'),
  )
  program.output('y', given.apply(program, values))
  const inputs = Object.fromEntries(
    given.operands.map((operand, index) => {
      const numbers = numbersFor(operand, () => rng.float()).map(Math.fround)
      return [`x${index}`, tensor(operand.shape, numbers)]
    }),
  )
  return { program, inputs }
}

const noGpu = await withoutGpu()

const skipped: { readonly [name in BackendName]?: string } = {
  ...(bindingPlaces('node').length === 0 && { 'tfjs-node': 'left out: `rlvr setup tensorflow` was not run here' }),
  ...(noGpu !== null && { 'onnx-webgpu': `left out: ${noGpu}` }),
}

for (const name of ['onnx-cpu', 'onnx-webgpu', 'tfjs-node', 'tfjs-wasm', 'tfjs-cpu'] satisfies BackendName[])
  describe.skipIf(skipped[name] !== undefined)(`${name} ${skipped[name] ?? ''}`.trim(), () => {
    let backend: Backend
    beforeAll(async () => {
      backend = await openBackend({ name, threads: 1 })
    })
    afterAll(async () => await backend.close())

    for (const [operation, cases] of Object.entries({ ...operationCases, ...decodingCases }))
      test(`computes ${operation} as float64 does`, async () => {
        await fc.assert(
          fc.asyncProperty(cases, fc.nat(), async (given, seed) => {
            const { program, inputs } = programOf(given, Rng.fromSeed(seed))
            expectClose(await runOn(backend, program, inputs), runFloat64(program, inputs))
          }),
          // On a software GPU every new shape of a case is a program to be compiled.
          { numRuns: name === 'onnx-webgpu' ? 4 : 12 },
        )
      })

    test('takes two numbers of rows, those of a table and those that are picked out of it', async () => {
      const program = new Program()
      const table = program.input('table', [anyRows, 4])
      const at = program.input('at', [pickedRows], 'int32')
      const picked = program.gatherRows(table, at)
      program.output('picked', picked)
      program.output('added', program.addRows(table, program.reshape(picked, [pickedRows, 4]), at))
      const compiled = await backend.compile(program)
      for (const [rows, count] of [
        [1, 3],
        [5, 2],
        [4, 4],
      ] as const) {
        const rng = Rng.fromSeed(rows)
        const inputs = {
          table: tensor(
            [rows, 4],
            numbersFor({ shape: [rows, 4], numbers: 'any' }, () => rng.float()),
          ),
          at: tensor(
            [count],
            numbersFor({ shape: [count], numbers: 'indices', below: rows }, () => rng.float()),
          ),
        }
        expectClose(await runOn(backend, program, inputs), runFloat64(program, inputs))
      }
      await compiled.close()
    })

    test('takes any number of rows where the first dimension is unknown', async () => {
      const program = new Program()
      const x = program.input('x', [anyRows, 4])
      const at = program.input('at', [anyRows], 'int32')
      const table = program.input('table', [3, 4])
      const rows = program.add(program.gatherRows(table, at), x)
      program.output('picked', program.pick(rows, at))
      program.output('unpicked', program.unpick(program.pick(rows, at), at, 5))
      program.output('scattered', program.scatterAddRows(rows, at, 3))
      program.output('split', program.transpose(program.reshape(rows, [anyRows, 2, 2]), [0, 2, 1]))
      program.output('spread', program.broadcast(program.sum(rows, [1]), [anyRows, 4]))
      program.output('product', program.matMul(rows, x, { transposeA: true }))
      const compiled = await backend.compile(program)
      for (const count of [1, 2, 5]) {
        const rng = Rng.fromSeed(count)
        const inputs = {
          x: tensor(
            [count, 4],
            numbersFor({ shape: [count, 4], numbers: 'any' }, () => rng.float()),
          ),
          at: tensor(
            [count],
            numbersFor({ shape: [count], numbers: 'indices', below: 3 }, () => rng.float()),
          ),
          table: tensor(
            [3, 4],
            numbersFor({ shape: [3, 4], numbers: 'any' }, () => rng.float()),
          ),
        }
        expectClose(await runOn(backend, program, inputs), runFloat64(program, inputs))
      }
      await compiled.close()
    })

    test('adds whole numbers and moves them about, as whole numbers', async () => {
      const program = new Program()
      const table = program.input('table', [anyRows, 3], 'int32')
      const rows = program.gatherRows(table, program.input('at', [pickedRows], 'int32'))
      const some = program.slice(rows, 1, 0, 2)
      const spread = program.add(program.reshape(some, [pickedRows, 1, 2]), program.input('offsets', [2, 1], 'int32'))
      program.output('places', program.reshape(spread, [pickedRows]))
      const compiled = await backend.compile(program)
      const given = { table: [1, 2, 3, 2 ** 30, 5, 6], at: [1, 0, 1], offsets: [0, 100] }
      const shapes = { table: [2, 3], at: [3], offsets: [2, 1] }
      const inputs = Object.fromEntries(
        Object.entries(given).map(([input, numbers]) => [
          input,
          backend.upload(Int32Array.from(numbers), shapes[input as keyof typeof shapes]),
        ]),
      )
      const { places } = await compiled.run(inputs)
      expect(places?.type).toBe('int32')
      const second = [2 ** 30, 5, 2 ** 30 + 100, 105]
      expect([...(await backend.download(places as DeviceTensor))]).toEqual([...second, 1, 2, 101, 102, ...second])
    })

    test('puts rows into the very table where it is given as the output too', async () => {
      const program = new Program()
      const table = program.input('table', [anyRows, 2])
      const put = program.putRows(
        table,
        program.input('rows', [pickedRows, 2]),
        program.input('at', [pickedRows], 'int32'),
      )
      program.output('next', put)
      program.output('sum', program.sum(put, [0]))
      const compiled = await backend.compile(program)
      const at = backend.upload(Int32Array.of(2, 0), [2])
      const rows = backend.upload(Float32Array.of(1, 2, 3, 4), [2, 2])
      let kept: DeviceTensor = backend.upload(Float32Array.of(9, 9, 8, 8, 7, 7), [3, 2])
      for (let round = 0; round < 2; round++) {
        const { next, sum } = await compiled.run({ table: kept, at, rows }, { next: kept })
        if (next !== kept) backend.dispose(kept)
        kept = next as DeviceTensor
        expect([...(await backend.download(kept))]).toEqual([3, 4, 8, 8, 1, 2])
        expect([...(await backend.download(sum as DeviceTensor))]).toEqual([12, 14])
      }
    })

    test('keeps softmax and logSoftmax finite where exponentials would overflow', async () => {
      const program = new Program()
      const x = program.input('x', [2, 3])
      program.output('softmax', program.softmax(x))
      program.output('logSoftmax', program.logSoftmax(x))
      program.output('sigmoid', program.sigmoid(x))
      program.output('silu', program.silu(x))
      const inputs = { x: tensor([2, 3], [1000, 0, -1000, -1e9, -1e9, -1e9]) }
      expectClose(await runOn(backend, program, inputs), runFloat64(program, inputs))
    })

    test('gives out an input, a constant and one value twice, each to be disposed of by itself', async () => {
      const program = new Program()
      const x = program.input('x', [2])
      const sum = program.add(x, x)
      for (const [output, value] of Object.entries({ x, sum, again: sum, constant: program.scalar(7) }))
        program.output(output === 'x' ? 'same' : output, value)
      const compiled = await backend.compile(program)
      const given = backend.upload(Float32Array.of(1, 2), [2])
      for (let round = 0; round < 2; round++) {
        const outputs = await compiled.run({ x: given })
        const seen: Record<string, number[]> = {}
        for (const [output, tensor] of Object.entries(outputs)) {
          seen[output] = [...(await backend.download(tensor))]
          backend.dispose(tensor)
        }
        expect(seen).toEqual({ same: [1, 2], sum: [2, 4], again: [2, 4], constant: [7] })
      }
      expect([...(await backend.download(given))]).toEqual([1, 2])
    })

    test('gives an output the name that an input has', async () => {
      const program = new Program()
      const x = program.input('x', [2])
      program.output('x', program.add(x, program.scalar(1)))
      const compiled = await backend.compile(program)
      const given = backend.upload(Float32Array.of(1, 2), [2])
      const outputs = await compiled.run({ x: given })
      expect(Object.keys(outputs)).toEqual(['x'])
      expect([...(await backend.download(outputs['x'] as DeviceTensor))]).toEqual([2, 3])
      expect([...(await backend.download(given))]).toEqual([1, 2])
    })

    test('leaves its inputs alone, and may write over those it is given as outputs', async () => {
      const program = new Program()
      const [x, sum] = [program.input('x', [3]), program.input('sum', [3])]
      program.output('next', program.add(program.multiply(x, x), sum))
      const compiled = await backend.compile(program)
      const given = backend.upload(Float32Array.of(1, 2, 3), [3])
      let total: DeviceTensor = backend.upload(new Float32Array(3), [3])
      for (let round = 0; round < 3; round++) {
        const { next } = await compiled.run({ x: given, sum: total }, { next: total })
        if (next !== total) backend.dispose(total)
        total = next as DeviceTensor
      }
      expect([...(await backend.download(total))]).toEqual([3, 12, 27])
      expect([...(await backend.download(given))]).toEqual([1, 2, 3])
    })

    test('refuses data that does not fill its shape, and names an input that was not given', async () => {
      expect(() => backend.upload(new Float32Array(3), [2, 2])).toThrow('needs 4 numbers; got 3')
      const program = new Program()
      program.output('y', program.exp(program.input('weights', [1])))
      const compiled = await backend.compile(program)
      await expect(compiled.run({})).rejects.toThrow('an input `weights`, but none was given')
    })
  })
