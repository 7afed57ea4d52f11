// What an evaluation takes over from the training run that it measures, where nothing else is asked for: a policy that
// learned prompts of one form cannot read those of another.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { JsonObject } from '../core/json.ts'
import type { Sampling } from '../core/policy.ts'
import { readRunConfig } from '../record/run-directory.ts'

interface TrainedOn {
  readonly options: JsonObject
  readonly sampling: Partial<Pick<Sampling, 'temperature' | 'maxTokens'>>
}

/** The environment's options and the sampling of the run at `path`; nothing where it is no training run on `environment`. */
export function trainedOn(path: string, environment: string): TrainedOn {
  const nothing = { options: {}, sampling: {} }
  if (!existsSync(join(path, 'config.json'))) return nothing
  const { environment: own, settings } = readRunConfig(path)
  const { options, training, plan } = settings as {
    options?: JsonObject
    training?: { sampling: TrainedOn['sampling'] }
    /** Where runs of earlier versions have it. */
    plan?: TrainedOn['sampling']
  }
  const sampling = training?.sampling ?? plan
  if (own !== environment || options === undefined || sampling === undefined) return nothing
  const { temperature, maxTokens } = sampling
  return {
    options,
    sampling: { ...(temperature !== undefined && { temperature }), ...(maxTokens !== undefined && { maxTokens }) },
  }
}
