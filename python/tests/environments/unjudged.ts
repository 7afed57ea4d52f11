// Every verdict is invalid: what a trainer makes of "not judged".
import { defineEnv, invalid, type EnvironmentFactory } from 'rlvr'

const unjudged = defineEnv({
  id: 'unjudged',
  draw: ({ rng }) => ({ prompt: `Say anything about ${rng.int(1, 1_000_000)}.`, answer: 'kept-from-everybody' }),
  rewards: { judged: () => invalid('verifier-error', 'nothing judges kept-from-everybody') },
  outcome: 'judged',
})

export default unjudged as EnvironmentFactory
