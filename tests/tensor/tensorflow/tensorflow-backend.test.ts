import { expect, test } from 'vitest'
import { Program } from '../../../src/tensor/program.ts'
import type { TensorFlowBinding } from '../../../src/tensor/tensorflow/binding.ts'
import { lowerToTensorFlow } from '../../../src/tensor/tensorflow/lower.ts'
import { TensorFlowBackend } from '../../../src/tensor/tensorflow/tensorflow-backend.ts'

/** Adds and multiplies vectors of one length, keeps account of its tensors, and fails at an operation where it is told to. */
class Adding implements TensorFlowBinding {
  readonly TF_Version = '2.21.0'
  readonly tensors = new Map<number, Float32Array | Int32Array>()
  readonly operations: string[] = []
  failsAt: { readonly operation: string; readonly words: string } | null = null
  #next = 0

  createTensor(_shape: readonly number[], _type: number, data: Float32Array | Int32Array): number {
    this.tensors.set(this.#next, data)
    return this.#next++
  }

  deleteTensor(tensor: number): void {
    if (!this.tensors.delete(tensor)) throw new Error(`no tensor ${tensor}`)
  }

  tensorDataSync(tensor: number): Float32Array | Int32Array {
    return this.tensors.get(tensor) as Float32Array
  }

  executeOp(operation: string, _attributes: unknown, inputs: readonly number[]) {
    if (operation === this.failsAt?.operation) throw new Error(this.failsAt.words)
    this.operations.push(operation)
    const [a, b] = inputs.map((tensor) => this.tensorDataSync(tensor)) as [Float32Array, Float32Array]
    const data = a.map((value, index) => {
      const other = b[index % b.length] as number
      return operation === 'Mul' ? value * other : value + other
    })
    return [{ id: this.createTensor([], 1, data), shape: [data.length], dtype: 1 }]
  }

  getNumOfTensors(): number {
    return this.tensors.size
  }

  isUsingGpuDevice(): boolean {
    return false
  }
}

/** (x + x) · (x + x) + x, given out twice. */
function squares(): Program {
  const program = new Program()
  const x = program.input('x', [2])
  const sum = program.add(program.multiply(program.add(x, x), program.add(x, x)), x)
  program.output('sum', sum)
  program.output('again', sum)
  return program
}

test('what is computed on the way is let go after its last use, and an equal call is made once', async () => {
  const binding = new Adding()
  const backend = new TensorFlowBackend(binding, 'node')
  const compiled = await backend.compile(squares())
  const x = backend.upload(Float32Array.of(1, 2), [2])
  const { sum, again } = await compiled.run({ x })
  expect(binding.getNumOfTensors()).toBe(2)
  expect([...(await backend.download(sum!))]).toEqual([5, 18])
  expect(backend.traffic.counts).toMatchObject({ runs: 1, operations: 3, uploadedBytes: 8, downloadedBytes: 8 })
  backend.dispose(sum!)
  expect([...(await backend.download(again!))]).toEqual([5, 18])
  for (const tensor of [again!, x]) backend.dispose(tensor)
  expect(binding.getNumOfTensors()).toBe(0)
})

test('a device that has no room or fails is told with what to do, and nothing of the run is left on it', async () => {
  for (const [words, said] of [
    ['Invalid TF_Status: 8\nMessage: OOM when allocating tensor', /has no room left .*microbatchTokens/s],
    ['Invalid TF_Status: 13\nMessage: Failed to synchronize the stop event: CUDA_ERROR_ECC', /failed .*--resume/s],
    ['Invalid TF_Status: 3\nMessage: Incompatible shapes', /could not compute: .*Incompatible shapes/s],
  ] as const) {
    const binding = new Adding()
    const backend = new TensorFlowBackend(binding, 'node')
    const compiled = await backend.compile(squares())
    const x = backend.upload(Float32Array.of(1, 2), [2])
    binding.failsAt = { operation: 'Mul', words }
    await expect(compiled.run({ x })).rejects.toMatchObject({
      code: 'RLVR_TENSOR',
      message: expect.stringMatching(said) as string,
    })
    expect([...binding.tensors.keys()]).toHaveLength(1)
    binding.failsAt = null
    expect([...(await backend.download((await compiled.run({ x }))['sum']!))]).toEqual([5, 18])
  }
})

test('rows are put into the memory of a table that is given as the output too, unless something else reads it', async () => {
  const put = (isReadAgain: boolean): Program => {
    const program = new Program()
    const [table, rows] = [program.input('table', [2, 1]), program.input('rows', [2, 1])]
    const next = program.putRows(table, rows, program.input('at', [2], 'int32'))
    program.output('next', next)
    program.output('sum', program.add(next, isReadAgain ? table : rows))
    return program
  }
  for (const [isReadAgain, isGiven, due] of [
    [false, true, 'InplaceUpdate'],
    [false, false, 'TensorScatterUpdate'],
    [true, true, 'TensorScatterUpdate'],
  ] as const) {
    const binding = new Adding()
    const backend = new TensorFlowBackend(binding, 'node')
    const compiled = await backend.compile(put(isReadAgain))
    const given = {
      table: backend.upload(Float32Array.of(1, 2), [2, 1]),
      rows: backend.upload(Float32Array.of(3, 4), [2, 1]),
      at: backend.upload(Int32Array.of(1, 0), [2]),
    }
    const { next, sum } = await compiled.run(given, isGiven ? { next: given.table } : {})
    expect(binding.operations).toContain(due)
    expect(next === given.table).toBe(due === 'InplaceUpdate')
    for (const tensor of new Set([...Object.values(given), next!, sum!])) backend.dispose(tensor)
    await compiled.close()
    expect(binding.getNumOfTensors()).toBe(0)
  }
})

test('the scale of a product falls on the smallest of what is multiplied and what comes of it', () => {
  const scaled = (rows: number, inner: number, columns: number): string[] => {
    const program = new Program()
    const [a, b] = [program.input('a', [rows, inner]), program.input('b', [inner, columns])]
    program.output('product', program.matMul(a, b, { scale: 0.5 }))
    const { list, inputs } = lowerToTensorFlow(program)
    const names = new Map([...inputs].map(([name, slot]) => [slot, name]))
    return list.calls.map(
      ({ operation, inputs: read }) => `${operation} ${read.map((slot) => names.get(slot) ?? '').join()}`,
    )
  }
  expect(scaled(2, 9, 3)).toEqual(['MatMul a,b', 'Mul ,'])
  expect(scaled(9, 2, 99)).toEqual(['Mul a,', 'MatMul ,b'])
  expect(scaled(99, 2, 9)).toEqual(['Mul b,', 'MatMul a,'])
})
