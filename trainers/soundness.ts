// Whether a policy's weights are still numbers: a sequence that it has seen is scored once more.
import { RlvrError } from '../src/core/errors.ts'
import type { Scorer, TokenSequence } from '../src/core/policy.ts'
import type { Metrics } from './train-event.ts'

/** What showed that the weights are not finite; null where they are. */
export async function weightFault(policy: Scorer, probe: TokenSequence | null): Promise<string | null> {
  if (probe === null) return null
  const [scores] = await policy.score([probe], { temperature: 1 })
  const odd = scores?.logProbs.find((value) => !Number.isFinite(value))
  return odd === undefined ? null : `the log-probability of a token is ${odd}`
}

/** Metrics that say of the weights alone, and not of a loss or a reward, that they are no numbers. */
const ofWeights = ['entropy', 'sampling/sampling_logp_difference/mean']

/** What in the metrics of a step shows that the weights are not finite; null where nothing does. */
export function metricFault(metrics: Metrics): string | null {
  const odd = ofWeights.find((name) => !Number.isFinite(metrics[name] ?? 0))
  return odd === undefined ? null : `${odd} is ${metrics[odd]}`
}

/** The metrics with null for what is no number: a loss that is NaN has been told as a skipped step. */
export function finiteMetrics(metrics: Metrics): Metrics {
  return Object.fromEntries(
    Object.entries(metrics).map(([name, value]) => [name, Number.isFinite(value) ? value : null]),
  )
}

/** The error of a run whose weights are not finite. */
export class WeightsNotFinite extends RlvrError {
  constructor(what: string, options?: { cause?: unknown }) {
    super('RLVR_TRAINER', what, options)
  }
}
