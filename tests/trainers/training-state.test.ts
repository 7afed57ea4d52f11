import { expect, onTestFinished, test, vi } from 'vitest'
import { prepare } from '../../trainers/prepare-training.ts'
import type { TrainEvent } from '../../trainers/train-event.ts'
import { TrainingState } from '../../trainers/training-state.ts'
import { tinyEnvironment, tinyPolicy, tinySettings } from './tiny-training.ts'

async function tinyState(signal?: AbortSignal): Promise<{ state: TrainingState; events: TrainEvent[] }> {
  const policy = await tinyPolicy()
  onTestFinished(() => policy.close())
  const events: TrainEvent[] = []
  const environment = tinyEnvironment()
  const options = { environment, policy, settings: tinySettings(), onEvent: (event: TrainEvent) => events.push(event) }
  return {
    state: new TrainingState(await prepare(signal === undefined ? options : { ...options, signal }, environment)),
    events,
  }
}

test('work on a step is told with the step that it will end, and what follows a step with that step', async () => {
  const { state, events } = await tinyState()
  state.progress.coldStartSteps = 3
  state.progress.steps = 5
  for (const phase of ['cold-start', 'generate', 'verify', 'update', 'evaluate', 'checkpoint'] as const)
    state.phase(phase)
  expect(events.map((event) => 'step' in event && event.step)).toEqual([4, 6, 6, 6, 5, 5])
  expect(state.done).toBe(8)
})

test('time is added once, and memory keeps its peak', async () => {
  const now = vi.spyOn(performance, 'now').mockReturnValue(5000)
  onTestFinished(() => now.mockRestore())
  const { state } = await tinyState()
  state.progress.seconds = 100
  state.progress.peakRssMb = 1e6
  now.mockReturnValue(7000)
  state.takeTime()
  now.mockReturnValue(8000)
  expect(state.summary('a cause')).toMatchObject({ seconds: 103, stopped: 'a cause', peakRssMb: 1e6, steps: 0 })
})

test('an aborted signal interrupts, with its reason as the cause', async () => {
  const controller = new AbortController()
  const { state } = await tinyState(controller.signal)
  expect(() => state.throwIfInterrupted()).not.toThrow()
  const reason = new Error('enough')
  controller.abort(reason)
  expect(() => state.throwIfInterrupted()).toThrow(
    expect.objectContaining({ code: 'RLVR_INTERRUPTED', cause: reason }) as Error,
  )
})
