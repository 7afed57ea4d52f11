// The opponent `self`: a policy that plays against itself, before it is known which one that is.
import { RlvrError } from './errors.ts'
import type { Policy } from './policy.ts'

/** Stands for the policy that learns where an environment is configured before there is one. */
export const itself: Policy = {
  name: 'self',
  generate: async () => {
    throw new RlvrError(
      'RLVR_USAGE',
      "The opponent is to be the policy itself, and nothing says which that is: give `opponent: 'self'` to `train` or `evaluate` too.",
    )
  },
}
