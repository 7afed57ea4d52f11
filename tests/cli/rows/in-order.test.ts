import { expect, test } from 'vitest'
import { inOrder } from '../../../src/cli/rows/in-order.ts'
import { gather } from '../../data/gather.ts'

test('results keep the order of the items, whichever is ready first, and no more than the limit run at a time', async () => {
  let running = 0
  let most = 0
  const doubled = inOrder([5, 1, 4, 2, 3], 2, async (turns) => {
    most = Math.max(most, ++running)
    for (let turn = 0; turn < turns; turn++) await Promise.resolve()
    running--
    return turns * 2
  })
  expect(await gather(doubled)).toEqual([10, 2, 8, 4, 6])
  expect(most).toBe(2)
})

test('a failure ends the stream at its place', async () => {
  const results: number[] = []
  const failing = async (): Promise<void> => {
    for await (const result of inOrder([1, 2, 3], 3, async (n) => {
      if (n === 2) throw new Error('two')
      return n
    }))
      results.push(result)
  }
  await expect(failing()).rejects.toThrow('two')
  expect(results).toEqual([1])
})
