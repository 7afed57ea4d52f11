import { expect, test } from 'vitest'
import { FairQueue, type Peer } from '../../../src/serve/http/fair-queue.ts'

const never = new AbortController().signal
const at = (name: string, connection: object = {}): Peer => ({ name, connection })

/** Jobs that end when they are told to, and the order in which they began. */
function jobs(queue: FairQueue): {
  begun: string[]
  ask: (name: string, peer: Peer, signal?: AbortSignal) => Promise<void>
  end: (name: string) => Promise<void>
} {
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  const done = new Map<string, Promise<void>>()
  return {
    begun,
    ask(name, peer, signal = never) {
      const gate = Promise.withResolvers<void>()
      ends.set(name, gate.resolve)
      const all = queue.do(peer, signal, () => (begun.push(name), gate.promise))
      done.set(name, all)
      return all
    },
    async end(name) {
      ends.get(name)?.()
      await done.get(name)
    },
  }
}

test('one job of another peer is served as soon as a place is free, however many wait before it', async () => {
  const { begun, ask, end } = jobs(new FairQueue(2))
  for (let count = 0; count < 600; count++) void ask(`a${count}`, at('a'))
  void ask('b0', at('b'))
  await Promise.resolve()
  expect(begun).toEqual(['a0', 'a1'])
  await end('a0')
  expect(begun).toEqual(['a0', 'a1', 'b0'])
  await end('b0')
  await end('a1')
  expect(begun).toEqual(['a0', 'a1', 'b0', 'a2', 'a3'])
})

test('peers with as much to do are served in turn', async () => {
  const { begun, ask, end } = jobs(new FairQueue(1))
  for (const name of ['a0', 'a1', 'a2', 'b0', 'b1', 'c0']) void ask(name, at(name.slice(0, 1)))
  for (let place = 0; place < 6; place++) {
    await Promise.resolve()
    await end(begun[place] ?? 'none')
  }
  expect(begun).toEqual(['a0', 'b0', 'c0', 'a1', 'b1', 'a2'])
})

test('of one peer a connection that was served less comes first', async () => {
  const { begun, ask, end } = jobs(new FairQueue(1))
  const busy = {}
  void ask('busy 0', at('a', busy))
  void ask('busy 1', at('a', busy))
  void ask('new', at('a'))
  await Promise.resolve()
  await end('busy 0')
  await end('new')
  expect(begun).toEqual(['busy 0', 'new', 'busy 1'])
})

test('who hangs up leaves the queue, and the place of a job that fails is free', async () => {
  const queue = new FairQueue(1)
  const { begun, ask, end } = jobs(queue)
  const abort = new AbortController()
  void ask('first', at('a'))
  const left = ask('left', at('b'), abort.signal)
  void ask('last', at('c'))
  abort.abort(new Error('The client hung up.'))
  await expect(left).rejects.toThrow('The client hung up.')
  await end('first')
  await end('last')
  expect(begun).toEqual(['first', 'last'])
  await expect(queue.do(at('a'), never, () => Promise.reject(new Error('it broke')))).rejects.toThrow('it broke')
  expect(await queue.do(at('a'), never, async () => 'next')).toBe('next')
})
