// An environment that says what it is told, for round trips that measure the server alone.
import { defineEnv, type EnvironmentFactory } from 'rlvr'

const echo = defineEnv({
  id: 'echo',
  draw: ({ index }) => ({ prompt: `Say anything (${index}).`, answer: '' }),
  observe: ({ reply }) => reply,
  maxTurns: 1000,
  rewards: { said: ({ reply }) => reply.length > 0 },
  outcome: 'said',
})

export default echo as EnvironmentFactory
