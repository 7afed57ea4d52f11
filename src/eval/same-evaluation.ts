// What an evaluation is of, kept in `config.json` as `settings.evaluated`: a run that goes on must be of the same, or
// one summary would mix two. How many tasks and replies are asked for is not in it: there may be more.
import { RlvrError, show } from '../core/errors.ts'
import { canonicalJson, type JsonObject } from '../core/json.ts'
import type { EpisodeLimits } from '../core/limits.ts'
import type { Sampling } from '../core/policy.ts'
import type { Split } from '../core/task.ts'
import { readRunConfig, type RunDirectory } from '../record/run-directory.ts'

export interface Evaluated {
  readonly environment: string
  readonly options: JsonObject
  readonly policy: { readonly name: string; readonly version: number }
  readonly sampling: Sampling
  readonly split: Split
  readonly seed: number | string
  readonly limits?: EpisodeLimits
  readonly opponent?: 'self'
}

/**
 * Keeps in a run what is evaluated into it, where it does not say yet.
 * @throws RlvrError `RLVR_USAGE` naming each thing in which it differs from what the run began with
 */
export function keepEvaluated(run: RunDirectory, evaluated: Evaluated): void {
  const config = readRunConfig(run.path)
  const { evaluated: before, ...settings } = config.settings
  // Runs of earlier versions have some of it among their settings.
  const { options, sampling, split, seed } = settings
  const was = (before ?? { options, sampling, split, seed }) as JsonObject
  const differences = Object.entries(evaluated)
    .filter(([name, now]) => was[name] !== undefined && canonicalJson(was[name]) !== canonicalJson(now))
    .map(([name, now]) => `${name} ${show(was[name], 120)}, now ${show(now, 120)}`)
  if (differences.length > 0)
    throw new RlvrError(
      'RLVR_USAGE',
      `${run.path} began with ${differences.join('; with ')}: its numbers would mix two evaluations. Go on with what it began with, or name a new folder.`,
    )
  if (before === undefined) run.writeSettings({ ...config.settings, evaluated: evaluated as unknown as JsonObject })
}
