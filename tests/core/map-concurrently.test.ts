import { expect, test } from 'vitest'
import { mapConcurrently } from '../../src/core/map-concurrently.ts'

/** Work that ends when it is told to, and knows what is at work. */
function workshop(): { work: (n: number) => Promise<number>; open: Map<number, PromiseWithResolvers<void>> } {
  const open = new Map<number, PromiseWithResolvers<void>>()
  return {
    open,
    work: async (n) => {
      const done = Promise.withResolvers<void>()
      open.set(n, done)
      await done.promise
      open.delete(n)
      return n * n
    },
  }
}

const settle = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve))

test('results stand in the order of the items, whatever order they end in', async () => {
  const { work, open } = workshop()
  const results = mapConcurrently([1, 2, 3, 4], 2, work)
  await settle()
  expect([...open.keys()]).toEqual([1, 2])
  open.get(2)?.resolve()
  await settle()
  expect([...open.keys()]).toEqual([1, 3])
  open.get(3)?.resolve()
  await settle()
  expect([...open.keys()]).toEqual([1, 4])
  open.get(1)?.resolve()
  open.get(4)?.resolve()
  expect(await results).toEqual([1, 4, 9, 16])
})

test('a fraction of a limit is rounded down, and one is always at work', async () => {
  for (const limit of [0, 0.5, 1.9, -3]) {
    const { work, open } = workshop()
    const results = mapConcurrently([1, 2], limit, work)
    await settle()
    expect([...open.keys()]).toEqual([1])
    open.get(1)?.resolve()
    await settle()
    open.get(2)?.resolve()
    expect(await results).toEqual([1, 4])
  }
})

test('no more work is begun than there are items, and of none the result is empty', async () => {
  let calls = 0
  const count = async (item: string, index: number): Promise<string> => (calls++, `${index}${item}`)
  expect(await mapConcurrently(['a', 'b'], 50, count)).toEqual(['0a', '1b'])
  expect(calls).toBe(2)
  expect(await mapConcurrently([], 5, count)).toEqual([])
  expect(calls).toBe(2)
})

test('the first error is thrown, and nothing new is begun after it', async () => {
  const begun: number[] = []
  const results = mapConcurrently([1, 2, 3, 4], 2, async (n) => {
    begun.push(n)
    await settle()
    if (n === 1) throw new Error('first')
    return n
  })
  await expect(results).rejects.toThrow('first')
  await settle()
  await settle()
  expect(begun).toEqual([1, 2])
})
