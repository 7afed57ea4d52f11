import { Type } from 'typebox'
import { describe, expect, test } from 'vitest'
import { defineEnv } from '../../src/core/define-env.ts'
import { Rng } from '../../src/core/random.ts'
import { makeTask, taskList } from '../../src/core/task.ts'
import { scored } from '../../src/core/verdict.ts'
import type { Verifier } from '../../src/core/verifier.ts'

const sums = taskList({ train: [{ prompt: '2 + 3 =', answer: 5, public: { level: 1 } }] })
const isRight = ({ reply, task }: { reply: string; task: { answer: number } }): boolean => Number(reply) === task.answer

describe('a factory', () => {
  test('tells what it is, and gives a configured environment its options', () => {
    const factory = defineEnv({
      id: 'plain',
      description: 'Sums.',
      options: Type.Object({ level: Type.Integer({ minimum: 1, default: 2 }) }),
      tasks: sums,
      rewards: { correct: isRight },
      outcome: 'correct',
    })
    expect(factory).toMatchObject({ id: 'plain', description: 'Sums.', card: null })
    expect(factory.optionsSchema).toMatchObject({
      type: 'object',
      additionalProperties: false,
      properties: { level: { default: 2 } },
    })
    expect(factory.configure()).toMatchObject({ id: 'plain', options: { level: 2 }, maxTurns: 1 })
    expect(factory.configure({ level: 3 }).options).toEqual({ level: 3 })
    expect(() => factory.configure({ level: 0 })).toThrow('Options of Environment `plain`: /level must be >= 1; got 0.')
    expect(() => factory.configure({ levle: 1 } as never)).toThrow('Did you mean `level`?')
  })

  test('lasts one turn, or eight with tools or `observe`, or as many as it says', () => {
    const base = { id: 'turns', tasks: sums, rewards: { correct: isRight }, outcome: 'correct' } as const
    const tools = { now: { description: 'x', parameters: Type.Object({}), run: () => 'x' } }
    expect(defineEnv(base).configure().maxTurns).toBe(1)
    expect(defineEnv({ ...base, tools }).configure().maxTurns).toBe(8)
    expect(defineEnv({ ...base, observe: () => null }).configure().maxTurns).toBe(8)
    expect(defineEnv({ ...base, tools, maxTurns: 3 }).configure().maxTurns).toBe(3)
  })

  test('tells its tools without an episode, as every episode does', async () => {
    const tools = { now: { description: 'The time.', parameters: Type.Object({}), run: () => 'x' } }
    const base = { id: 'timed', tasks: sums, rewards: { correct: isRight }, outcome: 'correct' } as const
    const spec = defineEnv({ ...base, tools }).configure()
    const { observation } = await spec.create().reset()
    expect(spec.tools).toEqual([{ name: 'now', description: 'The time.', parameters: tools.now.parameters }])
    expect(observation.tools).toBe(spec.tools)
    expect(defineEnv(base).configure().tools).toEqual([])
  })

  test('tells the messages an episode opens with, without beginning one', async () => {
    const base = { id: 'opens', tasks: sums, rewards: { correct: isRight }, outcome: 'correct' } as const
    const spec = defineEnv({ ...base, system: 'Add.' }).configure()
    const task = (await spec.tasks({ split: 'train', seed: 0 })).at(0)
    const { observation } = await spec.create().reset({ index: 0 })
    expect(spec.opening(task)).toEqual(observation.messages)
    expect(spec.opening({ prompt: '1 + 1' })).toEqual([
      { role: 'system', content: 'Add.' },
      { role: 'user', content: '1 + 1' },
    ])
  })

  test('begins an episode of as many turns as whoever counts them says', async () => {
    const tools = { now: { description: 'The time.', parameters: Type.Object({}), run: () => 'noon' } }
    const spec = defineEnv({
      id: 'clock',
      tasks: sums,
      tools,
      maxTurns: 1,
      rewards: { correct: isRight },
      outcome: 'correct',
    }).configure()
    const task = (await spec.tasks({ split: 'train', seed: 0 })).at(0)
    const call = { text: '', toolCalls: [{ id: 'a', name: 'now', arguments: {} }] }
    expect(await (await spec.begin({ task })).step(call)).toMatchObject({ truncated: true })
    const longer = await spec.begin({ task, maxTurns: 2 })
    expect(await longer.step(call)).toMatchObject({ truncated: false })
    expect(await longer.step('5')).toMatchObject({ terminated: true, judgement: { reward: 1 } })
  })
})

describe('rewards', () => {
  const of =
    (rewards: object, outcome = 'correct'): (() => unknown) =>
    () =>
      defineEnv({ id: 'terms', tasks: sums, rewards, outcome }).configure().rubric
  test('are functions and verifiers, alone or with a weight', () => {
    const verifier = { name: 'mine', verify: () => scored(1, 'x') }
    expect(
      of({ correct: isRight, a: verifier, b: { weight: -0.5, verify: verifier }, c: { weight: 0, verify: isRight } })(),
    ).toMatchObject({
      outcome: 'correct',
      terms: {
        correct: { weight: 1, verifier: { name: 'correct' } },
        a: { weight: 1, verifier: { name: 'mine' } },
        b: { weight: -0.5, verifier: { name: 'mine' } },
        c: { weight: 0, verifier: { name: 'c' } },
      },
    })
  })

  test('may depend on the options and on resources', async () => {
    const judge = { name: 'judge', generate: async () => [] }
    const spec = defineEnv({
      id: 'made',
      options: Type.Object({ weight: Type.Number({ default: 0.25 }) }),
      tasks: sums,
      rewards: ({ weight }, resources) => ({
        correct: isRight,
        named: { weight, verify: () => resources.judge?.name === judge.name },
      }),
      outcome: 'correct',
    }).configure({ weight: 0.5 }, { judge })
    const environment = spec.create()
    await environment.reset()
    expect((await environment.step('5')).reward).toBe(1.5)
  })

  test.each([
    [{ correct: isRight }, 'right', 'Unknown reward term as outcome `right`'],
    [
      { correct: { weight: Number.NaN, verify: isRight } },
      'correct',
      'the weight of reward `correct` is a finite number; got NaN',
    ],
    [{ correct: 7 }, 'correct', 'reward `correct` is a verifier such as `math()`, a function, or { weight, verify }'],
    [{ correct: { weight: 1 } }, 'correct', 'is a verifier such as'],
    [{ correct: { verify: 'x' } }, 'correct', 'is a verifier such as'],
    [() => null, 'correct', '`rewards` gives the terms of the reward'],
    [() => 7, 'correct', '`rewards` gives the terms of the reward'],
  ])('%# that are none are refused', (rewards, outcome, message) => {
    expect(of(rewards, outcome)).toThrow(message)
  })
})

test('an author’s own taskset is frozen, and what it throws is attributed', async () => {
  const spec = defineEnv({
    id: 'own-tasks',
    tasks: ({ split, seed }) => {
      if (split === 'test') throw new Error('no file')
      const task = { ...makeTask({ prompt: String(seed), answer: { n: [1] } }, 'a') }
      return { split, size: 1, at: () => ({ ...task, answer: { n: [1] } }) }
    },
    rewards: { correct: () => true },
    outcome: 'correct',
  }).configure()
  const tasks = await spec.tasks({ split: 'train', seed: 7 })
  expect(tasks).toMatchObject({ split: 'train', size: 1 })
  expect(tasks.at(0).prompt).toBe('7')
  expect(() => tasks.at(0).answer.n.push(2)).toThrow(TypeError)
  await expect(spec.tasks({ split: 'test', seed: 7 })).rejects.toMatchObject({
    code: 'RLVR_TASK',
    message: 'Tasks of `own-tasks`: no file',
  })
})

describe('a demonstration', () => {
  const shown = (demonstration: unknown): unknown =>
    defineEnv({
      id: 'shown',
      tasks: sums,
      rewards: { correct: isRight },
      outcome: 'correct',
      demonstrate: () => demonstration as string,
    })
      .configure()
      .demonstrate(makeTask({ prompt: 'x', answer: 5 }, 'a'), Rng.fromSeed(0))

  test('is a text, an action, or a list of them; null where none is known', () => {
    const call = { text: '', toolCalls: [{ id: 'x', name: 'add', arguments: {} }] }
    expect(shown('5')).toEqual([{ text: '5' }])
    expect(shown(call)).toEqual([call])
    expect(shown([call, '5'])).toEqual([call, { text: '5' }])
    expect(shown(null)).toBeNull()
    const silent = defineEnv({ id: 'silent', tasks: sums, rewards: { correct: isRight }, outcome: 'correct' })
    expect(silent.configure().demonstrate(makeTask({ prompt: 'x', answer: 5 }, 'a'), Rng.fromSeed(0))).toBeNull()
  })

  test.each([[[]], [7], [['5', 7]], [[null]], [{ reply: '5' }]])('%j is none', (wrong) => {
    expect(() => shown(wrong)).toThrow('`demonstrate` of `shown` gives a text, an action { text, toolCalls? }, a list')
  })
})

test('the tools that every episode shows are frozen all the way down', async () => {
  const spec = defineEnv({
    id: 'frozen-tools',
    tasks: taskList({ train: [{ prompt: 'x', answer: 1 }] }),
    tools: { wait: { description: 'Waits.', parameters: Type.Object({ ms: Type.Number() }), run: () => 'x' } },
    rewards: { correct: () => true },
    outcome: 'correct',
  }).configure()
  const { tools } = (await spec.create().reset()).observation
  const [shown] = tools
  for (const each of [tools, shown, shown?.parameters, shown?.parameters['properties']])
    expect(Object.isFrozen(each)).toBe(true)
})

test.each([
  [{ text: 'x', toolCals: [] }, 'has no field `toolCals`. Did you mean `toolCalls`?'],
  [{ text: 'x', toolCalls: 'abc' }, 'The calls of a reply are a list; got "abc".'],
  [{ text: 'x', toolCalls: [{ id: 'a', arguments: {} }] }, 'The call names no tool'],
])('the action %o of `demonstrate` is refused', async (action, message) => {
  const spec = defineEnv({
    id: 'shown',
    tasks: taskList({ train: [{ prompt: 'x', answer: 1 }] }),
    rewards: { correct: () => true },
    outcome: 'correct',
    demonstrate: () => action as never,
  }).configure()
  const task = (await spec.tasks({ split: 'train', seed: 0 })).at(0)
  expect(() => spec.demonstrate(task, Rng.fromSeed(0))).toThrow(message)
})

test('a verifier of an environment reads what it says it reads: the answer, or the whole reply', async () => {
  const seen: string[] = []
  const reader = (reads?: 'reply'): Verifier => ({
    name: 'reader',
    ...(reads !== undefined && { reads }),
    verify: ({ reply }) => {
      seen.push(reply)
      return scored(1, 'read')
    },
  })
  const spec = defineEnv({
    id: 'read',
    tasks: taskList({ train: [{ prompt: 'x', answer: null }] }),
    rewards: { answer: reader(), whole: reader('reply') },
    outcome: 'answer',
  }).configure()
  const task = (await spec.tasks({ split: 'train', seed: 0 })).at(0)
  await (await spec.begin({ task })).step('<think>maybe</think>yes')
  expect(seen).toEqual(['yes', '<think>maybe</think>yes'])
})
