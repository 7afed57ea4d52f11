import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { curriculum } from '../../../src/core/curriculum/curriculum.ts'
import { levelCourse } from '../../../src/core/curriculum/level-course.ts'
import { afterTask, firstLevel, successOf, type LevelRule } from '../../../src/core/curriculum/level-rule.ts'
import { defineEnv, type EnvironmentFactory } from '../../../src/core/define-env.ts'
import type { Json } from '../../../src/core/json.ts'
import { mix } from '../../../src/core/mix/mix.ts'
import { ownerOf } from '../../../src/core/mix/mixed-tasks.ts'
import type { Task, TaskCourse } from '../../../src/core/task.ts'
import { withRewards } from '../../../src/core/wrap/with-rewards.ts'
import { evaluate } from '../../../src/eval/evaluate.ts'
import { scriptedPolicy } from '../../../src/policy/scripts/scripted-policy.ts'
import { ServedEnvironment } from '../../../src/serve/environments/served-environment.ts'
import { checkEnvironment } from '../../../src/testing/check-environment.ts'

const digits = defineEnv({
  id: 'digits',
  description: 'Says digits.',
  options: Type.Object({ level: Type.Integer({ default: 1 }), sign: Type.String({ default: '.' }) }),
  draw: ({ rng, options }) => {
    const answer = Array.from({ length: options.level + 3 }, () => rng.int(0, 9)).join('')
    return { prompt: `${answer}${options.sign}`, answer }
  },
  rewards: (options) => ({
    said: ({ reply, task }) => reply === task.answer,
    level: { weight: 0, verify: () => options.level / 10 },
  }),
  outcome: 'said',
  groupRewards: { alike: ({ task, replies }) => replies.map(({ reply }) => reply === task.id) },
  demonstrate: ({ answer }) => answer,
}) as EnvironmentFactory

const plain = defineEnv({
  id: 'plain',
  draw: ({ rng }) => ({ prompt: `Say ${rng.int(0, 1e6)}.`, answer: 0 }),
  rewards: { said: ({ reply }) => reply === 'yes' },
  outcome: 'said',
})

const rising = (more: object = {}): Promise<EnvironmentFactory> =>
  curriculum({ id: 'rising', environment: digits, from: 1, to: 3, window: 4, rehearsal: 0, ...more })

/** Draws a step's tasks and tells what came of them; gives the owners. */
function step(
  course: TaskCourse,
  state: Json,
  solves: (task: Task) => boolean | null,
): { names: string[]; state: Json } {
  const drawn = course.draw(state, 4)
  const results = drawn.tasks.map((task) => ({ task, outcomes: [solves(task), null] }))
  return { names: drawn.tasks.map((task) => ownerOf(task) ?? ''), state: course.observe(drawn.state, results) }
}

test('the rule goes up and down by the newest tasks of the level, and begins anew after it', () => {
  const rule: LevelRule = { levels: 3, start: 1, window: 2, raise: 0.7, lower: 0.1, rehearsal: 0 }
  const levelsAfter = (shares: readonly number[]): number[] => {
    let state = firstLevel(rule)
    return shares.map((share) => (state = afterTask(rule, state, share)).level)
  }
  expect(levelsAfter([1, 0.3, 1, 0.5, 1])).toEqual([1, 1, 1, 2, 2])
  expect(levelsAfter([0, 0.2, 0, 0, 0.1, 0, 0])).toEqual([1, 0, 0, 0, 0, 0, 0])
  expect(successOf(firstLevel(rule))).toBeNull()
  expect(afterTask(rule, { level: 2, shares: [1], raised: 0, lowered: 0 }, 1)).toMatchObject({
    level: 2,
    shares: [1, 1],
  })
})

test('tasks follow the outcome in both directions, and the state is all that a course needs', async () => {
  const spec = (await rising()).configure({ sign: '!' })
  const open = async (): Promise<TaskCourse> => (await spec.tasks({ split: 'train', seed: 0 })).course as TaskCourse
  const course = await open()
  let state = course.initial
  const seen: string[] = []
  for (const solved of [true, null, true, true, false, false, false]) {
    const one = step(course, state, () => solved)
    // Another process goes on from the state, as plain data.
    expect(step(await open(), JSON.parse(JSON.stringify(state)) as Json, () => solved)).toEqual(one)
    seen.push([...new Set(one.names)].join())
    state = one.state
  }
  expect(seen).toEqual(['level-1', 'level-2', 'level-2', 'level-3', 'level-3', 'level-2', 'level-1'])
  expect(course.metrics(state)).toEqual({ level: 1, success: 0, raised: 2, lowered: 2 })
  const tasks = course.draw(course.initial, 60).tasks
  expect(new Set(tasks.map(({ hash }) => hash)).size).toBeGreaterThan(55)
  expect(tasks.every(({ prompt }) => JSON.stringify(prompt).endsWith('!"'))).toBe(true)
})

test('some of the tasks are of the levels below, and say nothing of the current one', async () => {
  const spec = (await rising({ start: 3, rehearsal: 0.5 })).configure()
  const course = (await spec.tasks({ split: 'train', seed: 1 })).course as TaskCourse
  const { tasks, state } = course.draw(course.initial, 400)
  const of = (level: number): Task[] => tasks.filter((task) => ownerOf(task) === `level-${level}`)
  expect(of(3).length).toBeGreaterThan(160)
  expect([of(1).length, of(2).length].every((count) => count > 70 && count < 130)).toBe(true)
  const after = course.observe(
    state,
    [...of(1), ...of(2)].map((task) => ({ task, outcomes: [false] })),
  )
  expect(course.metrics(after)).toMatchObject({ level: 3, success: null })
})

test('everyone but a training meets all levels alike, and no held-out prompt is trained on', async () => {
  const factory = await rising({ rehearsal: 0.3 })
  const findings = await checkEnvironment(factory, { tasks: 6 })
  expect(findings.filter(({ ok }) => !ok)).toEqual([])
  const spec = factory.configure()
  const test = await spec.tasks({ split: 'test', seed: 0 })
  expect(test.course).toBeUndefined()
  const held = Array.from({ length: 300 }, (_, index) => test.at(index))
  const shares = [1, 2, 3].map((level) => held.filter((task) => ownerOf(task) === `level-${level}`).length)
  expect(shares).toEqual([100, 100, 100])
  const course = (await spec.tasks({ split: 'train', seed: 0 })).course as TaskCourse
  const prompts = new Set(held.map(({ prompt }) => prompt))
  let state = course.initial
  for (let count = 0; count < 60; count++) {
    const drawn = course.draw(state, 10)
    for (const { prompt } of drawn.tasks) expect(prompts.has(prompt)).toBe(false)
    const results = drawn.tasks.map((task) => ({ task, outcomes: [true] }))
    state = course.observe(drawn.state, results)
  }
  expect(course.metrics(state)).toMatchObject({ level: 3 })
})

test('each task is judged by its own level, under one name', async () => {
  const spec = withRewards(await rising(), { transform: ({ reward }) => reward + 1 }).configure()
  const taskset = await spec.tasks({ split: 'train', seed: 0 })
  const task = [0, 1, 2].map((index) => taskset.at(index)).find((each) => ownerOf(each) === 'level-3') as Task
  const conversation = await spec.begin({ task })
  const { judgement } = await conversation.step(String(task.answer))
  expect(judgement).toMatchObject({ reward: 2, rewardBefore: 1, outcome: true, verdicts: { level: { score: 0.3 } } })
  const reply = { reply: 'x', messages: [], reward: 1, outcome: true, lengthTokens: null }
  const context = { task, replies: [reply, reply], signal: new AbortController().signal }
  expect(await spec.groupTerms['alike']?.judge(context)).toEqual([false, false])
  expect(Object.keys(spec.rubric.terms)).toEqual(['said', 'level'])
})

test('a mix of which one is a curriculum has its course, and is evaluated and served as any other', async () => {
  const alone = await curriculum({ id: 'steps', environment: plain, levels: [{}, {}], window: 2, rehearsal: 0 })
  const factory = await mix({ id: 'both', environments: [{ environment: alone }, { environment: plain, weight: 3 }] })
  const spec = factory.configure()
  const course = (await spec.tasks({ split: 'train', seed: 0 })).course as TaskCourse
  const first = course.draw(course.initial, 8)
  expect(first.tasks.filter((task) => ownerOf(task) === 'plain')).toHaveLength(6)
  const state = course.observe(
    first.state,
    first.tasks.map((task) => ({ task, outcomes: [true] })),
  )
  expect(course.metrics(state)).toEqual({
    'steps/level': 2,
    'steps/success': null,
    'steps/raised': 1,
    'steps/lowered': 0,
  })
  const [next] = course.draw(state, 8).tasks.filter((task) => ownerOf(task) === 'steps')
  expect(next?.metadata['metadata']).toMatchObject({ environment: 'level-2' })
  expect(() => course.check(course.initial)).not.toThrow()
  expect(() => course.check({ drawn: 0, of: {} })).toThrow('Curriculum `steps` is not the one')
  const { outcome } = await evaluate({ environment: alone, policy: scriptedPolicy('yes'), tasks: 4 })
  expect(outcome?.value).toBe(1)
  expect(new ServedEnvironment(alone.configure()).name).toBe('steps')
})

test('levels that are none, and a state of another curriculum, are said', async () => {
  await expect(rising({ levels: [{}] })).rejects.toThrow('`levels` says all levels')
  await expect(rising({ from: 3 })).rejects.toThrow('the first below the second')
  await expect(curriculum({ id: 'x', environment: digits, levels: [{}] })).rejects.toThrow('two or more options')
  await expect(rising({ start: 4 })).rejects.toThrow('`start` is a level from 1 to 3; got 4.')
  await expect(rising({ window: 0 })).rejects.toThrow('`window` is a whole number')
  await expect(rising({ lower: 0.8 })).rejects.toThrow('got 0.8 and 0.7')
  await expect(rising({ rehearsal: 1 })).rejects.toThrow('`rehearsal` is a share')
  const factory = await rising()
  expect(() => factory.configure({ level: 2 })).toThrow('Curriculum `rising` sets `level` by its levels')
  expect(Object.keys(factory.optionsSchema['properties'] as object)).toEqual(['sign'])
  const twice = (await curriculum({ id: 'twice', environment: factory, levels: [{}, {}] })).configure()
  await expect(twice.tasks({ split: 'train', seed: 0 })).rejects.toThrow('follow a course of their own')
  const [one, other] = await Promise.all(
    [4, 5].map(async (window) => (await rising({ window })).configure().tasks({ split: 'train', seed: 0 })),
  )
  expect(() => one?.course?.check(other?.course?.initial ?? null)).toThrow('is not the one that the run began with')
  const rule: LevelRule = { levels: 1, start: 0, window: 1, raise: 1, lower: 0, rehearsal: 0 }
  const course = levelCourse('one', rule, { levels: [], choice: { split: 'train', seed: 0 } })
  expect(() => course.check(course.initial)).not.toThrow()
})
