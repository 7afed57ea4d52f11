// REINFORCE: the policy gradient as it is, for updates that stay on policy.
//   L_t = -A * logProb_t,   dL_t/dlogProb_t = -A
// Source: Williams 1992; nanochat scripts/chat_rl.py and GRPO-Zero train with it.
import { described } from '../described.ts'
import { advantageAt } from '../sequence-terms.ts'
import { silent, type Surrogate } from './surrogate.ts'

/** No ratio and no clip: with several updates a rollout nothing holds the policy near the one that sampled. */
export function reinforceSurrogate(): Surrogate {
  return described('-A * logProb', (terms, weight) => {
    const length = terms.logProbs.length
    if (terms.advantage === 0) return silent(terms, length)
    const dLogProbs = new Float64Array(length)
    let value = 0
    for (let t = 0; t < length; t++) {
      const advantage = advantageAt(terms.advantage, t)
      if (advantage === 0) continue
      const slope = -weight * advantage
      value += slope * (terms.logProbs[t] as number)
      dLogProbs[t] = slope
    }
    return { value, dLogProbs, clippedLow: 0, clippedHigh: 0, ratios: length }
  })
}
