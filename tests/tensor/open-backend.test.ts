import { expect, test } from 'vitest'
import type { Backend } from '../../src/tensor/backend.ts'
import { backendNames, openBackend, type BackendName, type BackendOpeners } from '../../src/tensor/open-backend.ts'

/** Openers of which only some work; `tried` gets the names in the order they were asked. */
function openersOf(working: readonly BackendName[], tried: string[]): BackendOpeners {
  return Object.fromEntries(
    backendNames.map((name) => [
      name,
      async (threads?: number): Promise<Backend> => {
        tried.push(`${name} ${threads}`)
        if (!working.includes(name)) throw new Error(`${name} is broken`)
        return { name } as Backend
      },
    ]),
  ) as unknown as BackendOpeners
}

test('without a name the first back end that starts is taken: CUDA, then the fastest on a CPU, then the portable ones', async () => {
  const order: BackendName[] = ['tfjs-gpu', 'onnx-cpu', 'tfjs-wasm', 'tfjs-cpu']
  for (const [index, name] of order.entries()) {
    const tried: string[] = []
    const { name: opened } = await openBackend({ threads: 3, openers: openersOf(order.slice(index), tried) })
    expect(opened).toBe(name)
    expect(tried).toEqual(order.slice(0, index + 1).map((each) => `${each} 3`))
  }
})

test('where none starts, each says why', async () => {
  await expect(openBackend({ openers: openersOf([], []) })).rejects.toMatchObject({
    code: 'RLVR_TENSOR',
    message: expect.stringMatching(/tfjs-gpu: .*broken\nonnx-cpu: .*\ntfjs-wasm: .*\ntfjs-cpu: /) as string,
  })
})

test('a back end that is named is the only one tried', async () => {
  const tried: string[] = []
  await expect(openBackend({ name: 'onnx-webgpu', openers: openersOf(['tfjs-cpu'], tried) })).rejects.toThrow('broken')
  expect(tried).toHaveLength(1)
  await expect(openBackend({ name: 'tensorflow' as BackendName })).rejects.toMatchObject({ code: 'RLVR_UNKNOWN_NAME' })
})
