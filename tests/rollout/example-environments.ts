// Small environments for tests of whatever runs environments.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import type { EnvironmentSpec } from '../../src/core/environment.ts'
import { makeTask, taskList, type Task } from '../../src/core/task.ts'
import type { VerifyFunction } from '../../src/core/verifier.ts'

/** Sums of two numbers; one turn. */
export const sums: EnvironmentFactory<string> = defineEnv({
  id: 'sums',
  draw: ({ rng }) => {
    const a = rng.int(1, 999)
    const b = rng.int(1, 999)
    return { prompt: `${a} + ${b} =`, answer: String(a + b) }
  },
  rewards: {
    correct: ({ reply, task }) => reply === task.answer,
    short: { weight: 0.1, verify: ({ reply }) => reply.length < 20 },
  },
  outcome: 'correct',
  demonstrate: (task) => task.answer,
})

/** The policy has three guesses at a number; each answer says higher or lower. */
export const guessing: EnvironmentFactory<number> = defineEnv({
  id: 'guessing',
  tasks: taskList({ train: [{ prompt: 'Guess my number.', answer: 5 }] }),
  rewards: { correct: ({ reply, task }) => Number(reply) === task.answer },
  outcome: 'correct',
  maxTurns: 3,
  observe: ({ reply, task }) =>
    Number(reply) === task.answer ? null : Number(reply) < task.answer ? 'higher' : 'lower',
  demonstrate: ({ answer }) => [String(answer + 4), String(answer)],
})

/** The answer can only be had from a tool. */
export const lookup: EnvironmentFactory<string> = defineEnv({
  id: 'lookup',
  tasks: taskList({ train: [{ prompt: 'What is the word of the day?', answer: 'heron' }] }),
  tools: {
    wordOfDay: {
      description: 'Gives the word of a day.',
      parameters: Type.Object({ day: Type.String() }),
      run: () => 'heron',
    },
  },
  rewards: { correct: ({ reply, task }) => reply === task.answer },
  outcome: 'correct',
})

/** An environment whose one reward is `verify`. */
export function judgedBy(verify: VerifyFunction<string>, taskCount = 4): EnvironmentSpec<string> {
  return defineEnv({
    id: 'judged',
    tasks: taskList({
      train: Array.from({ length: taskCount }, (_, index) => ({ prompt: `Task ${index}`, answer: String(index) })),
    }),
    rewards: { correct: verify },
    outcome: 'correct',
  }).configure()
}

/** Tasks with these answers, all of the same wording. */
export function tasksOf(...answers: string[]): Task<string>[] {
  return answers.map((answer, index) => makeTask({ prompt: 'Answer.', answer }, `task-${index}`))
}
