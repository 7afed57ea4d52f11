// What a training leaves behind so that nothing is lost: checkpoints when they are due and when something stops it, the
// way back to sound weights, and the going on from the newest checkpoint.
import { counted } from '../src/core/counted.ts'
import { RlvrError, describeError } from '../src/core/errors.ts'
import type { JsonObject } from '../src/core/json.ts'
import type { RunDirectory } from '../src/record/run-directory.ts'
import { SkipGuard } from './optimizer-step.ts'
import { renamedSettings } from './plain-settings.ts'
import type { Progress } from './progress.ts'
import { resumedWith, settingsRecord } from './resumed-settings.ts'
import { RunHealth } from './run-health.ts'
import { WeightsNotFinite } from './soundness.ts'
import type { TrainingState } from './training-state.ts'

/** A checkpoint after the `done`-th of `total` steps, where one is due. */
export async function keepWhenDue(state: TrainingState, done: number, total: number): Promise<void> {
  if (done === total || done % state.options.settings.checkpointEverySteps === 0) await keepCheckpoint(state)
}

/** Writes a checkpoint into the run; without a run the weights are kept in a temporary folder. */
export async function keepCheckpoint(state: TrainingState): Promise<void> {
  const { run, policy } = state.options
  if (run !== undefined) state.phase('checkpoint')
  await state.weights.check()
  // While steps are skipped nobody knows whether the weights are to blame.
  if (state.guard.inRow > 0) return
  if (run === undefined) return await state.weights.keep(state.done)
  state.takeTime()
  state.progress.skipsInRow = state.guard.inRow
  state.progress.health = state.health.state
  const step = state.done
  const settings = settingsRecord(state.options.settings, state.options.environment.options)
  const metadata = { progress: { ...state.progress }, position: run.position(), settings } as unknown as JsonObject
  const snapshot = async (folder: string): Promise<void> => await policy.snapshot(folder)
  const path = await run.writeCheckpoint({ step, metadata, snapshot }, { keep: 3 })
  state.emit({ type: 'checkpoint', step: state.progress.steps, coldStartStep: state.progress.coldStartSteps, path })
}

/**
 * Takes up the newest sound checkpoint of the run, where it has one.
 * @throws RlvrError `RLVR_USAGE` for settings that a begun run cannot take
 */
export async function goOn(state: TrainingState): Promise<void> {
  const { run, policy, settings } = state.options
  const found = (await run?.newestCheckpoint()) ?? null
  if (run === undefined || found === null) {
    run?.rewind({ episodesBytes: 0, metricsBytes: 0 })
    return
  }
  for (const damaged of found.damaged) state.warn(0, damaged.message)
  const {
    progress,
    position,
    settings: before,
  } = found.checkpoint.metadata as unknown as {
    progress: Progress
    settings?: JsonObject
    position: ReturnType<RunDirectory['position']>
  }
  let changes: string | null
  try {
    changes = resumedWith(
      before === undefined ? settingsRecord(settings, state.options.environment.options) : renamedSettings(before),
      settingsRecord(settings, state.options.environment.options),
      {
        accept: state.options.acceptChanges === true,
      },
    )
    if (settings.steps < progress.steps)
      throw new RlvrError(
        'RLVR_USAGE',
        `The run has done ${counted(progress.steps, 'step')} already, more than \`steps\` ${settings.steps}. Give more, or begin a new run.`,
      )
    // One that began without a course, in an earlier version, begins it now.
    if ((progress.course ?? null) !== null) state.prepared.taskset.course?.check(progress.course)
    await policy.restore(found.checkpoint.snapshot)
  } finally {
    await found.checkpoint.close()
  }
  const owed = progress.owed ?? null
  run.rewind(owed?.position ?? position)
  if (changes !== null) state.warn(progress.steps, changes)
  state.progress = { ...state.progress, ...progress, course: progress.course ?? state.progress.course }
  // The end of a run that has been lengthened is still to come.
  if (owed !== null || progress.steps < settings.steps) state.progress.end = null
  state.guard = new SkipGuard(progress.skipsInRow)
  state.health = new RunHealth(settings, owed?.health ?? progress.health)
}

/**
 * Keeps what a stopped run has learned, and says of it what stopped it. A step that was under way is done again; of
 * one that was stopped between two of its optimizer steps the weights are not kept, but those of the checkpoint before.
 */
export async function stopTraining(state: TrainingState, thrown: unknown): Promise<unknown> {
  const { run, policy } = state.options
  const error = (await rollBackIfBroken(state, thrown)) ?? thrown
  const isInterrupted = RlvrError.isInstance(error) && error.code === 'RLVR_INTERRUPTED'
  if (error === thrown && policy.version === state.settledVersion) {
    // Where the disk is what failed, its error says more than that of another try.
    await keepCheckpoint(state).catch((second: unknown) => {
      if (isInterrupted) throw second
    })
  }
  if (run !== undefined) writeQuietly(() => run.writeSummary(state.summary(describeError(error))))
  return error
}

/** Where the weights are no numbers any more: goes back to the last that were, and gives the error that says so. */
async function rollBackIfBroken(state: TrainingState, thrown: unknown): Promise<RlvrError | null> {
  const fault =
    state.guard.gradientFault ??
    (await state.weights.check().then(
      () => (thrown instanceof WeightsNotFinite ? thrown.message : null),
      (broken: unknown) => (broken instanceof WeightsNotFinite ? broken.message : null),
    ))
  if (fault === null) return null
  const back = await state.weights.rollBack()
  const where = back === null ? 'There are none before to go back to' : `The policy is back at ${back}`
  const message = `${fault}, so the weights are no finite numbers any more. ${where}.`
  const alarm = { name: 'weights-not-finite', step: state.progress.steps, message } as const
  state.health.raise(alarm)
  state.emit({ type: 'alarm', ...alarm })
  return new RlvrError('RLVR_TRAINER', `Alarm ${alarm.name}: ${message} Lower the learning rate.`, { cause: thrown })
}

/** What is written beside an error must not take its place. */
function writeQuietly(write: () => void): void {
  try {
    write()
  } catch {}
}
