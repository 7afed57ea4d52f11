// A training into a folder that is named by its path: begun or gone on with, locked while it lasts, reported on when it
// ends, however it ends. Called again with the same folder, it goes on from the newest checkpoint.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { itself } from '../src/core/needs.ts'
import { openEnvironment } from '../src/core/registry.ts'
import { RunDirectory } from '../src/record/run-directory.ts'
import { settingsRecord } from './resumed-settings.ts'
import { resolveSettings } from './resolve-settings.ts'
import { withSelfPlay } from './self-play.ts'
import { train, type TrainOptions, type TrainSummary } from './train.ts'

export interface TrainIntoOptions extends Omit<TrainOptions, 'run'> {
  /**
   * Where episodes, metrics, checkpoints, the summary and the report go: the path of a folder, new or of a run that is
   * to go on; or an open run, which whoever opened it closes and reports on. Nothing is written without one.
   */
  readonly run?: RunDirectory | string
}

/**
 * Trains to the end of the settings; with `run`, from the newest checkpoint of it where there is one.
 * @throws RlvrError `RLVR_USAGE` for settings that cannot work, `RLVR_TRAINER` after three skipped steps in a row or
 *   where the weights are no numbers any more, `RLVR_TOLERANCE` where too many replies cannot be judged,
 *   `RLVR_INTERRUPTED` when `signal` aborts: whatever it is, the run holds a sound checkpoint and can go on.
 *   `RLVR_RECORD` for a folder that is no run, or that another process writes
 * @example
 * await train({ environment: 'countdown', policy, run: 'runs/my-run' })
 */
export async function trainInto({ run: named, ...options }: TrainIntoOptions): Promise<TrainSummary> {
  if (typeof named !== 'string') return await train({ ...options, ...(named !== undefined && { run: named }) })
  const { policy, opponent } = options
  await using opened = await openEnvironment(options.environment, opponent === 'self' ? { opponent: itself } : {})
  const environment = opened.spec
  const settings = await resolveSettings(options.settings ?? {}, { environment, policy })
  using run = RunDirectory.openOrCreate(named, {
    environment: environment.id,
    algorithm: settings.algorithm.name,
    settings: {
      madeIn: 'code',
      options: environment.options,
      policy: { name: policy.name },
      training: settingsRecord(withSelfPlay(settings, opponent), {}),
    },
  })
  try {
    const summary = await train({ ...options, settings, environment, run })
    await writeReport(named)
    return summary
  } catch (thrown) {
    // What stopped the training is the error, not what became of its report.
    if (existsSync(join(named, 'summary.json'))) await writeReport(named).catch(() => undefined)
    throw thrown
  }
}

/**
 * Writes `report.html` of the training run in a folder, and gives its path. `train` does so for a run that it is given
 * by its path; this is for one that is open elsewhere, and for a report to be made again.
 */
export async function writeReport(run: string): Promise<string> {
  // Loaded when there is something to report: it stands above the trainers.
  const view = await import('../src/view/run-report.ts')
  return await view.writeReport(run)
}
