// What `defineEnv` infers, and what it refuses: held by the compiler, which reads this file with all others.
import { type } from 'arktype'
import { Type } from 'typebox'
import * as v from 'valibot'
import { z } from 'zod'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { taskList } from '../../src/core/task.ts'
import { math } from '../../verifiers/math/math.ts'
import { evaluate } from '../../src/eval/evaluate.ts'
import { runEpisodes } from '../../src/rollout/run-episodes.ts'
import { scriptedPolicy } from '../../src/policy/scripts/scripted-policy.ts'
import { checkEnvironment } from '../../src/testing/check-environment.ts'

interface Stock {
  readonly apples: number
  readonly pears: number
}

const everything = defineEnv({
  id: 'everything',
  options: Type.Object({ most: Type.Integer({ default: 9 }), style: Type.Enum(['short', 'long']) }),
  draw: ({ rng, options, index }) => {
    const answer: Stock = { apples: rng.int(0, options.most), pears: index }
    return { prompt: options.style, answer }
  },
  state: async ({ task, options }) => ({ asked: 0, most: task.answer.apples + options.most }),
  dispose: (state) => {
    state.asked = 0
  },
  tools: {
    count: {
      description: 'Counts.',
      parameters: Type.Object({ fruit: Type.Enum(['apples', 'pears']) }),
      run: ({ fruit }, { task, state }) => {
        state.asked++
        return { content: String(task.answer[fruit]), reward: 0.1 }
      },
    },
    wait: {
      description: 'Waits.',
      parameters: Type.Object({ seconds: Type.Number() }),
      run: ({ seconds }, { state }) => (seconds + state.most).toFixed(),
    },
  },
  observe: ({ task, state, reply }) =>
    state.asked < task.answer.pears ? { content: reply.trim(), reward: state.most } : null,
  rewards: {
    correct: ({ task, reply }) => task.answer.apples.toFixed() === reply,
    plain: { weight: 0.1, verify: ({ task, state }) => task.answer.pears > state.asked },
    costly: { weight: -0.1, verify: async ({ state }) => state.most / 10 },
  },
  outcome: 'correct',
  demonstrate: ({ answer }, { options }) => [answer.apples.toFixed(options.most), { text: options.style }],
})

/** Neither state nor tools stand between the tasks and the rewards here. */
export const optional: EnvironmentFactory<number> = defineEnv({
  id: 'optional',
  options: Type.Object({ places: Type.Integer({ default: 1 }) }),
  draw: ({ rng, options }) => ({ prompt: `${options.places}`, answer: rng.int(1, 9) }),
  rewards: {
    correct: math(),
    nested: { weight: 0.1, verify: ({ task, reply }) => task.answer.toFixed(1) === reply },
  },
  outcome: 'correct',
})

const byOptions = defineEnv({
  id: 'by-options',
  options: Type.Object({ style: Type.Enum(['short', 'long']), places: Type.Integer({ default: 1 }) }),
  draw: ({ rng }) => ({ prompt: 'x', answer: rng.int(1, 9) }),
  rewards: ({ style, places }, { judge }) =>
    style === 'short'
      ? { correct: math() }
      : {
          correct: ({ task }) => task.answer.toFixed(places) === judge?.name,
          nested: { weight: 0.1, verify: ({ task }) => task.answer.toFixed(places) === '' },
        },
  outcome: 'correct',
})

const listed = defineEnv({
  id: 'listed',
  tasks: taskList({ train: [{ prompt: 'x', answer: { word: 'a' } }] }),
  state: ({ task }) => task.answer.word.length,
  rewards: { correct: ({ task, state }) => state === task.answer.word.length },
  outcome: 'correct',
})

everything.configure({ most: 3 })
// @ts-expect-error -- there is no such option
everything.configure({ mots: 3 })
// @ts-expect-error -- an option has its type
byOptions.configure({ style: 'tall' })

defineEnv({
  id: 'wrong-option',
  options: Type.Object({ places: Type.Integer() }),
  // @ts-expect-error -- there is no such option
  draw: ({ options }) => ({ prompt: `${options.plces}`, answer: 'a' }),
  rewards: { correct: ({ task }) => task.answer === '' },
  outcome: 'correct',
})
defineEnv({
  id: 'wrong-outcome',
  draw: () => ({ prompt: 'x', answer: 'a' }),
  rewards: { correct: ({ task }) => task.answer === '' },
  // @ts-expect-error -- there is no such reward
  outcome: 'corect',
})
// @ts-expect-error -- the outcome is missing
defineEnv({ id: 'no-outcome', draw: () => ({ prompt: 'x', answer: 'a' }), rewards: { correct: () => true } })
defineEnv({
  id: 'unknown-field',
  draw: () => ({ prompt: 'x', answer: 'a' }),
  rewards: { correct: ({ task }) => task.answer === '' },
  outcome: 'correct',
  // @ts-expect-error -- a definition has no such field
  demonstate: () => '',
})
defineEnv({
  id: 'wrong-reward',
  draw: () => ({ prompt: 'x', answer: 'a' }),
  // @ts-expect-error -- a text is no reward
  rewards: { correct: 'yes' },
  outcome: 'correct',
})
defineEnv({
  id: 'wrong-answer',
  draw: () => ({ prompt: 'x', answer: 'a' }),
  // @ts-expect-error -- the answer is a text
  rewards: { correct: ({ task }) => task.answer.apples === 1 },
  outcome: 'correct',
})
defineEnv({
  id: 'wrong-argument',
  draw: () => ({ prompt: 'x', answer: 'a' }),
  tools: {
    wait: {
      description: 'Waits.',
      parameters: Type.Object({ seconds: Type.Number() }),
      // @ts-expect-error -- the schema has no such argument
      run: ({ minutes }) => String(minutes),
    },
  },
  rewards: { correct: () => true },
  outcome: 'correct',
})

/** Arguments by any validator, transforms and defaults included. */
const validated = defineEnv({
  id: 'validated',
  draw: () => ({ prompt: 'x', answer: 'a' }),
  tools: {
    zod: {
      description: 'Looks.',
      parameters: z.object({ fruit: z.enum(['apples', 'pears']), most: z.number().default(3) }),
      run: ({ fruit, most }) => (fruit === 'apples' ? most.toFixed() : fruit),
    },
    arktype: {
      description: 'Looks.',
      parameters: type({ seconds: 'number', 'word?': 'string' }),
      run: ({ seconds, word }) => seconds.toFixed() + (word ?? ''),
    },
    valibot: {
      description: 'Looks.',
      parameters: { schema: v.object({ city: v.string() }), jsonSchema: { type: 'object', properties: {} } },
      run: ({ city }, { task }) => city.trim() + task.answer.trim(),
    },
    transformed: {
      description: 'Looks.',
      parameters: z.object({ city: z.string() }).transform(({ city }) => city.length),
      run: (letters) => letters.toFixed(),
    },
    typebox: {
      description: 'Looks.',
      parameters: Type.Object({ city: Type.String() }),
      run: ({ city }) => city.trim(),
    },
  },
  rewards: { correct: ({ task }) => task.answer.trim() === '' },
  outcome: 'correct',
})
defineEnv({
  id: 'wrong-validated-argument',
  draw: () => ({ prompt: 'x', answer: 'a' }),
  tools: {
    wait: {
      description: 'Waits.',
      parameters: z.object({ seconds: z.number() }),
      // @ts-expect-error -- the schema has no such argument
      run: ({ minutes }) => String(minutes),
    },
    walk: {
      description: 'Walks.',
      parameters: type({ metres: 'number' }),
      // @ts-expect-error -- a number has no such method
      run: ({ metres }) => metres.trim(),
    },
  },
  rewards: { correct: () => true },
  outcome: 'correct',
})

/** Whatever its answers are, an environment is taken everywhere. */
export async function takenEverywhere(): Promise<void> {
  const policy = scriptedPolicy('x')
  for (const environment of [everything, byOptions, listed, optional, validated]) {
    await evaluate({ environment, policy })
    await checkEnvironment(environment)
    const spec = environment.configure()
    await runEpisodes([], { environment: spec, policy })
  }
  const taskset = await everything.configure().tasks({ split: 'train', seed: 0 })
  await runEpisodes([{ task: taskset.at(0), groupId: '0', index: 0, seed: '0' }], { environment: everything, policy })
}
