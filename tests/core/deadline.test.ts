// Deadlines keep the process while something is waited for, and no longer.
import { once } from 'node:events'
import { expect, onTestFinished, test, vi } from 'vitest'
import { Deadline } from '../../src/core/deadline.ts'

test('it aborts at its time with the reason of a timeout', async () => {
  const deadline = new Deadline(1)
  deadline.hold()
  await once(deadline.signal, 'abort')
  expect(deadline.signal.reason).toMatchObject({ name: 'TimeoutError' })
})

test('it holds the process between `hold` and `release`, and leaves no timer', () => {
  const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  const before = timers()
  const deadline = new Deadline(100_000)
  expect(timers()).toBe(before)
  deadline.hold()
  expect(timers()).toBe(before + 1)
  deadline.release()
  expect(timers()).toBe(before)
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const ended = new Deadline(100_000)
  ended.end()
  expect(vi.getTimerCount()).toBe(0)
  deadline.end()
})
