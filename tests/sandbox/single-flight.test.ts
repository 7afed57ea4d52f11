import { expect, test } from 'vitest'
import { SingleFlight } from '../../src/sandbox/single-flight.ts'

/** Work that ends when told to, and how often it was begun. */
function deferred() {
  const state = { begun: 0, aborted: false, finish: null as ((value: string) => void) | null }
  const work = (signal: AbortSignal): Promise<string> => {
    state.begun++
    signal.addEventListener('abort', () => (state.aborted = true))
    return new Promise((resolve) => (state.finish = resolve))
  }
  return { state, work }
}

test('those who ask for the same at the same time share one run, later ones its result', async () => {
  const flights = new SingleFlight<string>(10, () => true)
  const { state, work } = deferred()
  const both = [flights.do('k', work), flights.do('k', work)]
  state.finish?.('done')
  expect(await Promise.all(both)).toEqual([
    { result: 'done', fresh: true },
    { result: 'done', fresh: false },
  ])
  expect(await flights.do('k', work)).toEqual({ result: 'done', fresh: false })
  expect(state.begun).toBe(1)
})

test('a result that may not be kept is made anew, and the one unused for longest is forgotten', async () => {
  const flights = new SingleFlight<string>(2, (result) => result !== 'bad')
  let runs = 0
  const give = (value: string) => async () => (runs++, value)
  await flights.do('x', give('bad'))
  await flights.do('x', give('bad'))
  expect(runs).toBe(2)
  for (const key of ['a', 'b', 'a', 'c', 'a']) await flights.do(key, give(key))
  expect(runs).toBe(5)
  expect((await flights.do('b', give('b'))).fresh).toBe(true)
})

test('one who leaves does not end the work of another; when all have left it is aborted', async () => {
  const flights = new SingleFlight<string>(10, () => true)
  const { state, work } = deferred()
  const [first, second] = [new AbortController(), new AbortController()]
  const one = flights.do('k', work, first.signal)
  const two = flights.do('k', work, second.signal)
  first.abort(new Error('enough'))
  await expect(one).rejects.toThrow('enough')
  expect(state.aborted).toBe(false)
  second.abort(new Error('enough too'))
  await expect(two).rejects.toThrow('enough too')
  expect(state.aborted).toBe(true)
  const again = flights.do('k', async () => 'anew')
  expect(await again).toEqual({ result: 'anew', fresh: true })
})
