// Several turns without tools: the environment answers each guess.
import { defineEnv, scored, type EnvironmentFactory } from 'rlvr'

const guess = defineEnv({
  id: 'guess',
  draw: ({ rng }) => ({ prompt: `Guess number ${rng.int(1, 1_000_000)}, from 1 to 3.`, answer: rng.int(1, 3) }),
  observe: ({ task, reply }) =>
    Number(reply) === task.answer ? null : Number(reply) < task.answer ? 'Too small.' : 'Too large.',
  maxTurns: 3,
  rewards: { right: ({ task, reply }) => scored(Number(reply) === task.answer, 'compared') },
  outcome: 'right',
})

export default guess as EnvironmentFactory
