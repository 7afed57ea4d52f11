import { expect, test } from 'vitest'
import { untilAborted } from '../../src/core/until-aborted.ts'

test('what the work gives, or throws, is handed on', async () => {
  for (const signal of [undefined, new AbortController().signal]) {
    expect(await untilAborted(signal, 'x', () => 1)).toBe(1)
    expect(await untilAborted(signal, 'x', async () => 2)).toBe(2)
    const boom = (): never => {
      throw new Error('boom')
    }
    await expect(untilAborted(signal, 'x', boom)).rejects.toThrow('boom')
  }
})

test('an abort ends the wait, and begins nothing', async () => {
  const abort = new AbortController()
  const waiting = untilAborted(abort.signal, 'The work', async () => await new Promise(() => {}))
  abort.abort()
  await expect(waiting).rejects.toMatchObject({ code: 'RLVR_INTERRUPTED', message: 'The work was interrupted.' })
  let begun = false
  await expect(untilAborted(abort.signal, 'x', () => (begun = true))).rejects.toThrow('x was interrupted.')
  expect(begun).toBe(false)
})
