import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { mostSharedNumbers, numbersIn, sharedNumbers } from '../../../src/tensor/wasm/shared-memory.ts'

test('numbers begin as zeros, and what another thread writes is seen here', async () => {
  const shared = sharedNumbers(1000, 2)
  expect(numbersIn(shared, 0, 1000).every((each) => each === 0)).toBe(true)
  const write = `const { workerData: { memory, startBytes } } = require('node:worker_threads')
    new Float32Array(memory.buffer, startBytes, 1000)[999] = 7`
  const worker = new Worker(write, { eval: true, workerData: shared })
  await new Promise((resolve) => worker.once('exit', resolve))
  expect(numbersIn(shared, 998, 2)).toEqual(Float32Array.of(0, 7))
})

test('sets that a kernel walks through side by side do not lie a power of two apart within their memories', () => {
  const starts = [0, 1, 2, 3].map((place) => sharedNumbers(16, place).startBytes)
  expect(new Set(starts.map((start) => start % 4096)).size).toBe(4)
  expect(starts.every((start) => start % 64 === 0)).toBe(true)
})

test('more than one memory can hold is refused with the size', () => {
  expect(() => sharedNumbers(mostSharedNumbers + 2 ** 20)).toThrow(/no memory of 4099 MiB/)
})
