import { expect, test } from 'vitest'
import { roomFor } from '../../src/core/room.ts'

/** Work that ends when it is told to. */
function works(): { begun: number[]; work: (id: number) => () => Promise<number>; end: () => void } {
  const begun: number[] = []
  const ends: (() => void)[] = []
  return {
    begun,
    work: (id) => async () => {
      begun.push(id)
      await new Promise<void>((resolve) => ends.push(resolve))
      return id
    },
    end: () => ends.shift()?.(),
  }
}

test('so many are at work at once, and the next in the order of coming', async () => {
  const { begun, work, end } = works()
  const room = roomFor(2)
  const all = [1, 2, 3, 4].map(async (id) => await room.use(work(id)))
  await expect.poll(() => begun).toEqual([1, 2])
  end()
  await expect.poll(() => begun).toEqual([1, 2, 3])
  end()
  await expect.poll(() => begun).toEqual([1, 2, 3, 4])
  end()
  end()
  expect(await Promise.all(all)).toEqual([1, 2, 3, 4])
})

test('who leaves while waiting takes no place, and work that throws gives its own back', async () => {
  const { begun, work, end } = works()
  const room = roomFor(1)
  const leaving = new AbortController()
  const first = room.use(work(1))
  const left = room.use(work(2), leaving.signal)
  const throwing = room.use(async () => await Promise.reject(new Error('broken')))
  const last = room.use(work(3))
  leaving.abort(new Error('no longer wanted'))
  await expect(left).rejects.toThrow('no longer wanted')
  end()
  await expect(throwing).rejects.toThrow('broken')
  await expect.poll(() => begun).toEqual([1, 3])
  end()
  expect(await Promise.all([first, last])).toEqual([1, 3])
  await expect(room.use(work(4), AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late')
})
