import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { PhaseClock } from '../../trainers/phase-clock.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

test('each phase gets the seconds between its entry and the next, and is told once', () => {
  const told: string[] = []
  const clock = new PhaseClock((phase) => told.push(phase))
  vi.advanceTimersByTime(500)
  clock.enter('generate')
  vi.advanceTimersByTime(1500)
  clock.enter('generate')
  vi.advanceTimersByTime(500)
  clock.enter('update')
  vi.advanceTimersByTime(250)
  clock.enter('generate')
  vi.advanceTimersByTime(1000)
  expect(clock.stop()).toEqual({ generate: 3, update: 0.25 })
  expect(told).toEqual(['generate', 'update', 'generate'])
})

test('stopping counts what was since the last stop, and nothing before the first phase', () => {
  const clock = new PhaseClock(() => {})
  vi.advanceTimersByTime(500)
  expect(clock.stop()).toEqual({})
  clock.enter('generate')
  vi.advanceTimersByTime(1000)
  expect(clock.stop()).toEqual({ generate: 1 })
  vi.advanceTimersByTime(1000)
  expect(clock.stop()).toEqual({ generate: 2 })
})
