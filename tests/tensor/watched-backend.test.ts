import { expect, test } from 'vitest'
import { RlvrError } from '../../src/core/errors.ts'
import { openBackend } from '../../src/tensor/open-backend.ts'
import { Program } from '../../src/tensor/program.ts'
import { deviceFault, watched } from '../../src/tensor/watched-backend.ts'

test.for([
  'OOM when allocating tensor with shape[4096,4096] and type float on /job:localhost/replica:0/task:0/device:GPU:0',
  'Non-zero status code returned while running MatMul node: CUDA failure 2: out of memory',
  'RESOURCE_EXHAUSTED: failed to allocate 2.00GiB',
  'vkAllocateMemory failed with VK_ERROR_OUT_OF_DEVICE_MEMORY',
  'std::bad_alloc',
])('memory that a device lacks is said with what takes less: %s', (words) => {
  const fault = deviceFault(new Error(`${words}\nand a stack`), 'tfjs-gpu') as RlvrError
  expect(fault.code).toBe('RLVR_TENSOR')
  expect(fault.message).toContain(`There is not enough memory where \`tfjs-gpu\` computes (${words}).`)
  expect(fault.message).toMatch(/--lora.*policy\.memoryMb=N.*nvidia-smi.*rlvr train --resume RUN/)
})

test.for([
  'A valid external Instance reference no longer exists. Device is lost.',
  'vkQueueSubmit failed with VK_ERROR_DEVICE_LOST',
  'CUDA_ERROR_ILLEGAL_ADDRESS: an illegal memory access was encountered',
  'GPU has fallen off the bus',
])('a device that is gone is said to be, with how a run goes on: %s', (words) => {
  const fault = deviceFault(new Error(words), 'onnx-webgpu') as RlvrError
  expect(fault.code).toBe('RLVR_TENSOR')
  expect(fault.message).toMatch(/^The device of `onnx-webgpu` was lost \(.*rlvr doctor.*rlvr train --resume RUN/)
})

test('any other error stays as it is, and so does one that has been put into words', () => {
  const other = new TypeError('shapes do not fit')
  expect(deviceFault(other, 'tfjs-gpu')).toBe(other)
  const said = new RlvrError('RLVR_POLICY', 'out of memory')
  expect(deviceFault(said, 'tfjs-gpu')).toBe(said)
})

test('runs and readings are timed, and what fails in them is told', async () => {
  const own = await openBackend({ name: 'tfjs-cpu' })
  let fails = false
  const backend = watched({
    ...{ name: own.name, keepsArrays: own.keepsArrays, onDevice: own.onDevice, traffic: own.traffic },
    compile: async (program) => await own.compile(program),
    upload: (data, shape) => own.upload(data, shape),
    download: async (tensor) => {
      if (fails) throw new Error('the device was lost')
      return await own.download(tensor)
    },
    dispose: (tensor) => own.dispose(tensor),
    close: async () => await own.close(),
  })
  const program = new Program()
  const x = program.input('x', [2])
  program.output('y', program.exp(x))
  const compiled = await backend.compile(program)
  const { y } = await compiled.run({ x: backend.upload(Float32Array.of(0, 0), [2]) })
  const { dispatchMs, waitMs } = backend.traffic.counts
  expect(dispatchMs).toBeGreaterThan(0)
  expect([...(await backend.download(y!))]).toEqual([1, 1])
  expect(backend.traffic.counts.waitMs).toBeGreaterThan(waitMs)
  fails = true
  await expect(backend.download(y!)).rejects.toThrow('The device of `tfjs-cpu` was lost')
  await compiled.close()
  await backend.close()
})
