// REINFORCE: the policy gradient as it is, for updates that stay on policy.
//   L_t = -A * logProb_t,   dL_t/dlogProb_t = -A
// Source: Williams 1992; nanochat scripts/chat_rl.py and GRPO-Zero train with it.
import { described } from '../described.ts'
import { silent, type Surrogate } from './surrogate.ts'

/** No ratio and no clip: with several updates a rollout nothing holds the policy near the one that sampled. */
export function reinforceSurrogate(): Surrogate {
  return described('-A * logProb', (terms, weight) => {
    const length = terms.logProbs.length
    if (terms.advantage === 0) return silent(terms, length)
    const slope = -weight * terms.advantage
    let value = 0
    for (let t = 0; t < length; t++) value += slope * (terms.logProbs[t] as number)
    return {
      value,
      dLogProbs: new Float64Array(length).fill(slope),
      clippedLow: 0,
      clippedHigh: 0,
      ratios: length,
    }
  })
}
