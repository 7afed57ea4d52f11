// SAPO: a smooth gate in place of the clip.
//   L_t = -(4 / tau) * sigmoid(tau * (ratio_t - 1)) * A
//   dL_t/dlogProb_t = -4 * sigmoid * (1 - sigmoid) * ratio_t * A, which is -A at ratio 1
// Source: arXiv 2511.20347. Its value is not centred on 0: about -2A / tau on policy is normal.
import { RlvrError } from '../../src/core/errors.ts'
import { described } from '../described.ts'
import { advantageAt } from '../sequence-terms.ts'
import { boundedRatio, boundedRatioSlope, silent, type Surrogate } from './surrogate.ts'

export interface SapoSurrogateOptions {
  /** Sharpness of the gate for A > 0. Default 1. */
  readonly temperaturePositive?: number
  /** For A < 0: larger, because lowering a token raises all others and is the less stable side. Default 1.05. */
  readonly temperatureNegative?: number
}

export function sapoSurrogate(options: SapoSurrogateOptions = {}): Surrogate {
  const { temperaturePositive = 1, temperatureNegative = 1.05 } = options
  if (!(temperaturePositive > 0 && temperatureNegative > 0)) {
    throw new RlvrError(
      'RLVR_USAGE',
      `SAPO needs temperatures above 0; got ${temperaturePositive} and ${temperatureNegative}.`,
    )
  }
  const words = `-(4 / tau) * sigmoid(tau * (ratio - 1)) * A, tau = ${temperaturePositive} for A > 0, else ${temperatureNegative}`
  return described(words, (terms, weight) => {
    const { logProbs, oldLogProbs } = terms
    const length = logProbs.length
    if (terms.advantage === 0) return silent(terms, length)
    const dLogProbs = new Float64Array(length)
    let value = 0
    for (let t = 0; t < length; t++) {
      const advantage = advantageAt(terms.advantage, t)
      if (advantage === 0) continue
      const tau = advantage > 0 ? temperaturePositive : temperatureNegative
      const logRatio = (logProbs[t] as number) - (oldLogProbs[t] as number)
      const gate = 1 / (1 + Math.exp(-tau * (boundedRatio(logRatio) - 1)))
      value -= weight * (4 / tau) * gate * advantage
      dLogProbs[t] = -weight * 4 * gate * (1 - gate) * boundedRatioSlope(logRatio) * advantage
    }
    return { value, dLogProbs, clippedLow: 0, clippedHigh: 0, ratios: length }
  })
}
