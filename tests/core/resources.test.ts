import { expect, test } from 'vitest'
import { resourcesFrom } from '../../src/core/resources.ts'

interface Thing {
  readonly close: () => Promise<void>
}

function maker(): { open: () => Promise<Thing>; opened: () => number; closed: () => number } {
  let [opened, closed] = [0, 0]
  return {
    open: async () => {
      opened++
      return { close: async () => void closed++ }
    },
    opened: () => opened,
    closed: () => closed,
  }
}

test('what is opened is opened once, for all who ask, and closed with its owner', async () => {
  const [one, other] = [maker(), maker()]
  const resources = resourcesFrom({}, '`x`')
  const [first, second] = await Promise.all([resources.own(one.open), resources.own(one.open)])
  expect(first).toBe(second)
  expect(await resources.own(other.open)).not.toBe(first)
  expect([one.opened(), other.opened()]).toEqual([1, 1])
  await resources.close()
  await resources.close()
  expect([one.closed(), other.closed()]).toEqual([1, 1])
  await expect(resources.own(one.open)).rejects.toThrow('`x` is closed; nothing can be opened')
})

test('what was handed in is passed on and not closed', async () => {
  const judge = {
    name: 'judge',
    generate: async () => [],
    close: async () => await Promise.reject(new Error('closed')),
  }
  const { signal } = new AbortController()
  const resources = resourcesFrom({ judge, signal }, 'x')
  expect(resources.judge).toBe(judge)
  expect(resources.signal).toBe(signal)
  await expect(resources.close()).resolves.toBeUndefined()
})

test('what could not be opened is tried anew, and closing is not stopped by it', async () => {
  let tries = 0
  const open = async (): Promise<Thing> => {
    if (tries++ === 0) throw new Error('not yet')
    return { close: async () => {} }
  }
  const resources = resourcesFrom({}, '`x`')
  await expect(resources.own(open)).rejects.toThrow('not yet')
  expect(await resources.own(open)).toBeDefined()
  expect(tries).toBe(2)
  const broken = resourcesFrom({}, 'y')
  const opening = broken.own(async () => await Promise.reject(new Error('never')))
  await expect(broken.close()).resolves.toBeUndefined()
  await expect(opening).rejects.toThrow('never')
})
