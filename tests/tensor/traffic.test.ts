import { expect, test } from 'vitest'
import { openOnnxBackend } from '../../src/tensor/onnx/onnx-backend.ts'
import { openBackend } from '../../src/tensor/open-backend.ts'
import { Program } from '../../src/tensor/program.ts'
import { Traffic, trafficBetween } from '../../src/tensor/traffic.ts'

test('traffic counts bytes, crossings and operations, and tells what came between two readings', () => {
  const traffic = new Traffic()
  traffic.uploaded(new Float32Array(3))
  const before = traffic.counts
  traffic.uploaded(new Int32Array(2))
  traffic.downloaded(new Float32Array(1))
  traffic.ran(5)
  traffic.took({ dispatchMs: 3 })
  traffic.ran(2)
  expect(before).toMatchObject({ uploads: 1, uploadedBytes: 12, downloads: 0, runs: 0 })
  expect(trafficBetween(before, traffic.counts)).toEqual({
    runs: 2,
    operations: 7,
    uploads: 1,
    uploadedBytes: 8,
    downloads: 1,
    downloadedBytes: 4,
    dispatchMs: 3,
    waitMs: 0,
  })
})

test.for(['onnx-cpu', 'tfjs-cpu'] as const)(
  '%s counts what crosses in a run: nothing where arrays are kept',
  async (name) => {
    const backend = await openBackend({ name })
    const program = new Program()
    const x = program.input('x', [2, 2])
    program.output('y', program.add(program.matMul(x, x), x))
    const compiled = await backend.compile(program)
    const before = backend.traffic.counts
    const { y } = await compiled.run({ x: backend.upload(Float32Array.of(1, 2, 3, 4), [2, 2]) })
    if (y !== undefined) await backend.download(y)
    const counts = trafficBetween(before, backend.traffic.counts)
    expect(counts.dispatchMs).toBeGreaterThan(0)
    expect(counts).toMatchObject(
      backend.keepsArrays
        ? { runs: 1, operations: 1, uploads: 0, uploadedBytes: 0, downloads: 0, downloadedBytes: 0 }
        : { runs: 1, operations: 2, uploads: 1, uploadedBytes: 16, downloads: 1, downloadedBytes: 16 },
    )
    await compiled.close()
    await backend.close()
  },
)

test('where inputs and outputs are copied to a device in every run, they are counted in every run', async () => {
  const backend = await openOnnxBackend({ copies: true })
  const program = new Program()
  const x = program.input('x', [2, 2])
  program.output('y', program.sum(x, [0, 1]))
  const compiled = await backend.compile(program)
  const given = { x: backend.upload(Float32Array.of(1, 2, 3, 4), [2, 2]) }
  await compiled.run(given)
  await compiled.run(given)
  expect(backend.traffic.counts).toMatchObject({
    runs: 2,
    uploads: 2,
    uploadedBytes: 32,
    downloads: 2,
    downloadedBytes: 8,
  })
  await compiled.close()
  await backend.close()
})
