// The learning rate of each optimizer step. `step` counts from 0. Warm-up rises in equal parts to the peak and its
// first step is above 0, because a step at rate 0 costs a rollout and teaches nothing.
//   linear:  minimum + (peak - minimum) * (1 - p)          p = share of the steps after warm-up that are done
//   cosine:  minimum + (peak - minimum) * (1 + cos πp) / 2  (Loshchilov and Hutter 2017, arXiv 1608.03983 eq. 5)
import { RlvrError } from '../src/core/errors.ts'
import { described, type Described } from './described.ts'

export interface Schedule extends Described {
  /** The learning rate of step 0, 1, 2, ... */
  (step: number): number
}

export interface ConstantOptions {
  readonly peak: number
  /** Steps until the peak. Default 0. */
  readonly warmupSteps?: number
}

export interface DecayOptions extends ConstantOptions {
  /** Warm-up included; the minimum is reached at this step and kept. */
  readonly totalSteps: number
  /** Default 0. */
  readonly minimum?: number
}

/** The peak, after warm-up. */
export function constant(options: ConstantOptions): Schedule {
  return schedule('constant', { ...options, totalSteps: Infinity }, () => 1)
}

/**
 * A straight line from the peak to the minimum.
 * @example linear({ peak: 1, totalSteps: 4 }) // 1, 0.75, 0.5, 0.25, then 0
 */
export function linear(options: DecayOptions): Schedule {
  return schedule('linear', options, (done) => 1 - done)
}

/** Half a cosine from the peak to the minimum; keeps the rate high for longer than `linear`. */
export function cosine(options: DecayOptions): Schedule {
  return schedule('cosine', options, (done) => (1 + Math.cos(Math.PI * done)) / 2)
}

function schedule(name: string, options: DecayOptions, shape: (done: number) => number): Schedule {
  const { peak, warmupSteps = 0, totalSteps, minimum = 0 } = options
  if (!(peak >= minimum && minimum >= 0 && peak < Infinity && warmupSteps >= 0 && warmupSteps <= totalSteps)) {
    throw new RlvrError(
      'RLVR_USAGE',
      'A schedule needs 0 <= minimum <= peak and 0 <= warmupSteps <= totalSteps; ' +
        `got peak ${peak}, minimum ${minimum}, warmupSteps ${warmupSteps}, totalSteps ${totalSteps}.`,
    )
  }
  const isRiseAlone = totalSteps > 0 && warmupSteps === totalSteps
  const warmUp = warmupSteps > 0 ? `, after ${warmupSteps} steps of warm-up` : ''
  const end = totalSteps === Infinity ? '' : ` to ${inWords(minimum)} at step ${totalSteps}`
  return described(
    isRiseAlone
      ? `rising to ${inWords(peak)} within ${totalSteps} steps`
      : `${name} at ${inWords(peak)}${end}${warmUp}`,
    (step: number) => {
      if (step < warmupSteps) return (peak * (step + 1)) / warmupSteps
      if (totalSteps === Infinity) return peak
      const decaySteps = Math.max(1, totalSteps - warmupSteps)
      return minimum + (peak - minimum) * shape(Math.min(1, (step - warmupSteps) / decaySteps))
    },
  )
}

/** A rate without the last digits of its division: `1e-6`, not `0.0000010000000000000002`. */
function inWords(rate: number): string {
  const short = Number(rate.toPrecision(6))
  return short !== 0 && short < 1e-4 ? short.toExponential() : String(short)
}
