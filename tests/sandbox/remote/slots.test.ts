import { expect, test } from 'vitest'
import { Slots } from '../../../src/sandbox/remote/slots.ts'

test('no more than so many work at once; a failed one frees its slot; the line has an end', async () => {
  const slots = new Slots(1, 2)
  const first = Promise.withResolvers<number>()
  const order: string[] = []
  const works = [
    slots.with(() => first.promise),
    slots.with(async () => void order.push('second')),
    slots.with(async () => void order.push('third')),
  ]
  await expect(slots.with(async () => {})).rejects.toMatchObject({ reason: 'overloaded' })
  expect([slots.taken, slots.queued]).toEqual([1, 2])
  expect(order).toEqual([])
  first.reject(new Error('broke'))
  await expect(works[0]).rejects.toThrow('broke')
  await Promise.all(works.slice(1))
  expect(order).toEqual(['second', 'third'])
  expect([slots.taken, slots.queued]).toEqual([0, 0])
})

test('who gives up while in line leaves it', async () => {
  const slots = new Slots(1, 2)
  const first = Promise.withResolvers<void>()
  const working = slots.with(() => first.promise)
  const stop = new AbortController()
  const waiting = slots.with(async () => {}, stop.signal)
  stop.abort(new Error('enough'))
  await expect(waiting).rejects.toThrow('enough')
  expect(slots.queued).toBe(0)
  first.resolve()
  await working
  expect(slots.taken).toBe(0)
})

test('without a line whoever finds a slot is let in, and nobody else', async () => {
  const slots = new Slots(1, 0)
  const first = Promise.withResolvers<void>()
  const working = slots.with(() => first.promise)
  await expect(slots.with(async () => {})).rejects.toMatchObject({ reason: 'overloaded' })
  first.resolve()
  await working
  expect(await slots.with(async () => 2)).toBe(2)
})
