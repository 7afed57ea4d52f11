import { expect, test } from 'vitest'
import { ProgramCache } from '../../../../src/policy/transformer/model/program-cache.ts'
import type { Backend, CompiledProgram } from '../../../../src/tensor/backend.ts'
import { Program } from '../../../../src/tensor/program.ts'

test('a program is compiled once, and the one unused for longest is closed when there are too many', async () => {
  const closed: number[] = []
  let compiled = 0
  const backend = {
    compile: async (): Promise<CompiledProgram> => {
      const own = compiled++
      return { run: async () => ({}), close: async () => void closed.push(own) }
    },
  } as unknown as Backend
  const cache = new ProgramCache(backend)
  const get = async (key: number): Promise<CompiledProgram> => await cache.get(String(key), () => new Program())
  const first = await get(0)
  for (let key = 1; key < 64; key++) await get(key)
  expect(await get(0)).toBe(first)
  expect([compiled, closed]).toEqual([64, []])
  await get(64)
  expect([compiled, closed, cache.size]).toEqual([65, [1], 64])
  await cache.close()
  expect(closed.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 65 }, (_, own) => own))
})
