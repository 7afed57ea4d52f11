// A training in a run directory, as the terminal and whatever reads standard output see it.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { counted } from '../core/counted.ts'
import type { EnvironmentSpec } from '../core/environment.ts'
import { RlvrError } from '../core/errors.ts'
import { itself } from '../core/needs.ts'
import type { TrainablePolicy } from '../core/policy.ts'
import { Profile } from '../record/profile.ts'
import type { RunDirectory } from '../record/run-directory.ts'
import { writeReport } from '../view/run-report.ts'
import { trainSettings } from '../../trainers/resolve-settings.ts'
import { train, type TrainSummary } from '../../trainers/train.ts'
import { profileLines } from './display/profile-lines.ts'
import { summaryLines } from './display/train-summary.ts'
import { trainDisplay } from './display/train-display.ts'
import { exitCode } from './exit-code.ts'
import { commandName } from './flags/command-name.ts'
import { backendOf } from './flags/open-training-policy.ts'
import type { RunSettings } from './flags/run-settings.ts'
import { interruptSignal, watchForHangs } from './interrupt.ts'

export interface TrainWork {
  readonly spec: EnvironmentSpec
  readonly policy: TrainablePolicy
  readonly settings: RunSettings
  readonly acceptChanges?: boolean
  /** Called once the run goes on with these settings. */
  readonly onAccepted?: () => void
  /** Whether what its back end moves and dispatches is recorded and shown. */
  readonly profile: boolean
  readonly json: boolean
  /** Seconds. */
  readonly watchdog: number
}

/** Trains to the end, or says what stopped it and how it goes on. Sets the exit code of an interrupted run. */
export async function carryOut(run: RunDirectory, work: TrainWork): Promise<void> {
  const { spec, policy, settings, acceptChanges = false, json } = work
  // Before the run is named to anyone: from then on Ctrl-C leaves it resumable.
  const signal = interruptSignal()
  const display = trainDisplay(process.stderr)
  const advice = `Go on with: ${commandName()} train --resume ${run.path}`
  using watchdog = watchForHangs({ advice, seconds: work.watchdog, run: run.path })
  void watchdog
  const profile = work.profile ? Profile.begin(policy, run.path) : null
  let summary: TrainSummary
  try {
    console.error(`Run ${run.path} (${backendOf(policy)})`)
    summary = await train({
      environment: spec,
      policy: profile?.policy ?? policy,
      settings: trainSettings(settings.training),
      ...(settings.needed?.opponent?.policy === itself.name && { opponent: 'self' }),
      run,
      acceptChanges,
      onEvent: (event) => {
        if (event.type === 'plan') work.onAccepted?.()
        if (event.type === 'phase-start') profile?.mark({ step: event.step, phase: event.phase })
        display.handle(event)
      },
      signal,
    })
  } catch (thrown) {
    display.close()
    await showProfile(profile)
    const isInterrupted = RlvrError.isInstance(thrown) && thrown.code === 'RLVR_INTERRUPTED'
    await showStopped(run.path, { json, isInterrupted })
    if (!isInterrupted) throw thrown
    process.exitCode = exitCode.interrupted
    return
  } finally {
    run.close()
  }
  display.close()
  await showProfile(profile)
  const report = await writeReport(run.path)
  const hadColdStart = settings.training.coldStart.steps > 0
  console.error(summaryLines(summary, { run: run.path, report, hadColdStart }).join('\n'))
  // The lines above say it to a person; this is for whatever reads our output.
  if (json || !process.stdout.isTTY) console.log(JSON.stringify({ run: run.path, report, ...summary }))
}

async function showProfile(profile: Profile<TrainablePolicy> | null): Promise<void> {
  if (profile === null) return
  const rows = await profile.close()
  if (rows.length > 0) console.error(profileLines(rows).join('\n'))
}

/** A sentence for a run that has done all its steps; null for one that has not. */
export function finished(run: string, steps: number): string | null {
  const file = join(run, 'summary.json')
  if (!existsSync(file)) return null
  const { steps: done, stopped } = JSON.parse(readFileSync(file, 'utf8')) as Partial<TrainSummary>
  if (done !== steps || (stopped ?? null) !== null) return null
  return `${run} is finished: it has done its ${counted(steps, 'step')}. \`${commandName()} train --resume ${run} --steps N\` lengthens it.`
}

/** Where to read what stopped a run, and how it goes on. */
async function showStopped(
  run: string,
  { json, isInterrupted }: { readonly json: boolean; readonly isInterrupted: boolean },
): Promise<void> {
  const onward = `${commandName()} train --resume ${run}`
  const advice = isInterrupted
    ? `Interrupted; what was done is kept. Go on with: ${onward}`
    : `Once that is mended, go on with: ${onward}`
  const file = join(run, 'summary.json')
  if (!existsSync(file)) {
    if (isInterrupted) console.error(`\n${advice}`)
    return
  }
  const report = await writeReport(run)
  console.error(`\nrun     ${run}\nreport  ${report}\n${advice}`)
  if (!json) return
  const { format: _, ...summary } = JSON.parse(readFileSync(file, 'utf8')) as { format: number }
  console.log(JSON.stringify({ run, report, ...summary }))
}
