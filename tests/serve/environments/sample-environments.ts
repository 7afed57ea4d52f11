// Small environments for the tests of protocols: one that cannot judge, one with a tool and state.
import { defineEnv } from '../../../src/core/define-env.ts'
import type { EnvironmentSpec } from '../../../src/core/environment.ts'
import { Type } from '../../../src/core/type.ts'
import { invalid, scored } from '../../../src/core/verdict.ts'

/** Every verdict is invalid. */
export function unjudged(): EnvironmentSpec {
  return defineEnv({
    id: 'unjudged',
    draw: ({ rng }) => ({ prompt: `Say anything about ${rng.int(1, 1_000_000)}.`, answer: 'kept-from-everybody' }),
    rewards: { judged: () => invalid('verifier-error', 'nothing judges kept-from-everybody') },
    outcome: 'judged',
  }).configure()
}

/** The number behind a door, which only the tool tells; three questions at most are thrifty. */
export function doors(): EnvironmentSpec {
  return defineEnv({
    id: 'doors',
    draw: ({ rng }) => ({ prompt: `What is behind door ${rng.int(1, 1_000_000)}?`, answer: rng.int(100, 999) }),
    state: () => ({ questions: 0 }),
    tools: {
      open: {
        description: 'Opens a door.',
        parameters: Type.Object({ door: Type.Integer({ minimum: 0 }) }),
        run: (_, { task, state }) => {
          state.questions++
          return `There stands ${task.answer}.`
        },
      },
    },
    maxTurns: 5,
    rewards: {
      correct: ({ task, reply }) => Number(reply) === task.answer,
      thrifty: { weight: 0.1, verify: ({ state }) => scored(state.questions === 1, `${state.questions} questions`) },
    },
    outcome: 'correct',
  }).configure()
}
