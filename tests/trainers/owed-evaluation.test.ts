// An evaluation that a stopped training has not brought to its end is done when it goes on: before the first step, in
// the middle and at the last step the run then holds what one does that was never stopped.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { defineEnv } from '../../src/core/define-env.ts'
import { generate } from '../../src/core/task.ts'
import { invalid } from '../../src/core/verdict.ts'
import { RunDirectory } from '../../src/record/run-directory.ts'
import type { TrainEvent } from '../../trainers/train-event.ts'
import type { TrainSettings } from '../../trainers/train-settings.ts'
import type { TrainSummary } from '../../trainers/train-summary.ts'
import { train } from '../../trainers/train.ts'
import { temporaryFolder } from '../record/temporary-folder.ts'
import { linesWithoutTimes, tinyPolicy, tinySettings } from './tiny-training.ts'

let isDown = false

/** Two letters to say, judged by a judge that can be out of order. */
const letters = defineEnv({
  id: 'letters',
  tasks: generate(({ rng }) => ({
    prompt: `${rng.pick('abcdefgh'.split(''))}${rng.pick('abcdefgh'.split(''))}:`,
    answer: null,
  })),
  rewards: { long: ({ reply }) => (isDown ? invalid('sandbox', 'down') : reply.length > 2) },
  outcome: 'long',
}).configure()

async function trained(
  run: string,
  options: { changes?: Partial<TrainSettings>; onEvent?: (event: TrainEvent) => void; acceptChanges?: boolean } = {},
): Promise<TrainSummary> {
  const { changes, ...others } = options
  const policy = await tinyPolicy()
  onTestFinished(() => policy.close())
  using record = RunDirectory.openOrCreate(run, { environment: 'letters', algorithm: 'grpo', settings: {} })
  const settings = tinySettings({ coldStart: null, ...changes })
  return await train({ environment: letters, policy, settings, run: record, ...others })
}

function newFolder(): string {
  return join(temporaryFolder(), 'run')
}

function breaksAt(phase: string, step: number): (event: TrainEvent) => void {
  return (event) => {
    if (event.type === 'phase-start' && event.phase === phase && event.step === step) isDown = true
  }
}

test.each([0, 2, 4])('where nothing of the evaluation after step %d can be judged, the step is kept', async (step) => {
  const whole = newFolder()
  const { heldOut } = await trained(whole)
  const run = newFolder()
  const stopped = trained(run, { onEvent: breaksAt('evaluate', step) })
  await expect(stopped.finally(() => (isDown = false))).rejects.toMatchObject({ code: 'RLVR_VERIFIER' })
  expect(linesWithoutTimes(run, 'metrics')).toHaveLength(step)
  const summary = await trained(run)
  expect(summary.heldOut).toEqual(heldOut)
  expect(summary).toMatchObject({ steps: 4, stopped: null, failures: { unjudged: 0 } })
  for (const file of ['metrics', 'episodes'] as const)
    expect(linesWithoutTimes(run, file)).toEqual(linesWithoutTimes(whole, file))
})

test('a run that its last step stopped is evaluated when it goes on', async () => {
  const run = newFolder()
  const stopped = trained(run, { changes: { tolerance: 0.1 }, onEvent: breaksAt('generate', 4) })
  await expect(stopped.finally(() => (isDown = false))).rejects.toMatchObject({ code: 'RLVR_TOLERANCE' })
  expect(JSON.parse(readFileSync(join(run, 'summary.json'), 'utf8'))).toMatchObject({ heldOut: { end: null } })
  const { heldOut } = await trained(run, { changes: { tolerance: 0.1 } })
  const last = JSON.parse(linesWithoutTimes(run, 'metrics').at(-1) ?? '') as object
  expect(last).toMatchObject({
    step: 4,
    reward: null,
    'eval/sampled_pass1': heldOut.end.sampledPass1,
    'eval/sampled_reward': heldOut.end.sampledReward,
  })
  expect(heldOut.end).not.toEqual(heldOut.coldStart)
  expect(linesWithoutTimes(run, 'metrics')).toHaveLength(4)
})

test('a lengthened run has no end until it has come to the new one', async () => {
  const run = newFolder()
  await trained(run, { changes: { steps: 2 } })
  const stopped = trained(run, { changes: { steps: 4 }, acceptChanges: true, onEvent: breaksAt('evaluate', 4) })
  await expect(stopped.finally(() => (isDown = false))).rejects.toMatchObject({ code: 'RLVR_VERIFIER' })
  expect(JSON.parse(readFileSync(join(run, 'summary.json'), 'utf8'))).toMatchObject({ heldOut: { end: null } })
})
