// Environments that ask much of a protocol, for the drivers beside this file: verdicts that are none, long texts,
// a dialogue, and work that takes its time.
import { setTimeout as wait } from 'node:timers/promises'
import { ToolError, Type, defineEnv, invalid, scored, type EnvironmentFactory } from 'rlvr'

/** Every verdict is invalid: the reward is null. */
export const unjudged: EnvironmentFactory = defineEnv({
  id: 'unjudged',
  draw: ({ rng }) => ({ prompt: `Say anything about ${rng.int(1, 1_000_000)}.`, answer: 'kept-from-everybody' }),
  rewards: { judged: () => invalid('verifier-error', 'nothing judges kept-from-everybody') },
  outcome: 'judged',
}) as EnvironmentFactory

/** A page of a book: what a text of many pieces must survive. Python makes the same one in `driver.py`. */
const page = '  two blanks, "quotes" \\ and a\ttab\n\u00a0 é 漢字 \u2028 😀 \u0000 end  '

/** Tools with long and strange texts, arguments that may be left out, and failures. */
export const library: EnvironmentFactory = defineEnv({
  id: 'library',
  draw: ({ rng }) => ({ prompt: `How often was shelf ${rng.int(1, 1_000_000)} asked?`, answer: 'kept-from-everybody' }),
  state: () => ({ asked: 0 }),
  tools: {
    pages: {
      description: 'Pages of a book, one after another.',
      parameters: Type.Object({
        count: Type.Integer({ minimum: 0, maximum: 100_000, description: 'How many.' }),
        first: Type.Optional(Type.Integer({ description: 'The first one.' })),
      }),
      run: ({ count }, { state }) => {
        state.asked++
        return page.repeat(count)
      },
    },
    lend: {
      description: 'Lends a book.',
      parameters: Type.Object({}),
      run: () => {
        throw new ToolError('the shelf is empty')
      },
    },
    burn: {
      description: 'Fails with words that nobody may see.',
      parameters: Type.Object({}),
      run: (_, { task }) => {
        throw new Error(`the answer is ${task.answer}`)
      },
    },
  },
  maxTurns: 6,
  rewards: { counted: ({ reply, state }) => Number(reply) === state.asked },
  outcome: 'counted',
}) as EnvironmentFactory

/** Guess a number in three replies; each is answered, and the second one pays. */
export const dialogue: EnvironmentFactory = defineEnv({
  id: 'dialogue',
  system: 'You guess.',
  draw: ({ rng }) => ({ prompt: `Guess a number (round ${rng.int(1, 1_000_000)}).`, answer: rng.int(1, 9) }),
  state: () => ({ replies: 0 }),
  observe: ({ task, state, reply }) => {
    state.replies++
    if (Number(reply) === task.answer || state.replies === 3) return null
    const content = Number(reply) < task.answer ? 'higher' : 'lower'
    return { content, reward: state.replies === 2 ? 0.25 : 0 }
  },
  rewards: {
    found: ({ task, reply }) => Number(reply) === task.answer,
    few: { weight: 0.5, verify: ({ state }) => scored(state.replies < 3, `${state.replies} replies`) },
  },
  outcome: 'found',
}) as EnvironmentFactory

/** Takes a while to begin and to answer. */
export const slow: EnvironmentFactory = defineEnv({
  id: 'slow',
  options: Type.Object({ beginMs: Type.Number({ default: 500 }), failing: Type.Boolean({ default: false }) }),
  draw: ({ rng }) => ({ prompt: `Wait (${rng.int(1, 1_000_000)}).`, answer: 'kept-from-everybody' }),
  state: async ({ options }) => {
    await wait(options.beginMs)
    return { waits: 0 }
  },
  tools: {
    wait: {
      description: 'Waits.',
      parameters: Type.Object({ ms: Type.Integer({ minimum: 0 }) }),
      run: async ({ ms }, { state }) => {
        state.waits++
        await wait(ms)
        return `waited ${state.waits} times`
      },
    },
  },
  rewards: { waited: ({ state, reply }) => Number(reply) === state.waits },
  outcome: 'waited',
}) as EnvironmentFactory

/** Its episodes cannot begin. */
export const broken: EnvironmentFactory = defineEnv({
  id: 'broken',
  draw: ({ rng }) => ({ prompt: `Never seen (${rng.int(1, 1_000_000)}).`, answer: 'kept-from-everybody' }),
  state: ({ task }) => {
    throw new Error(`no state for ${task.answer}`)
  },
  rewards: { judged: () => true },
  outcome: 'judged',
}) as EnvironmentFactory
