// What holds of every environment with a generator and one turn, at its lowest, middle and highest level and in every
// prompt style.
import { describe, expect, test } from 'vitest'
import { builtIn } from '../../envs/table.ts'
import type { EnvironmentSpec } from '../../src/core/environment.ts'
import type { Json, JsonObject } from '../../src/core/json.ts'
import { Rng } from '../../src/core/random.ts'
import { runRubric } from '../../src/core/rubric.ts'
import type { Split, Task } from '../../src/core/task.ts'

interface Generated {
  readonly id: string
  readonly options: JsonObject
  readonly configure: (options: JsonObject) => EnvironmentSpec
}

interface OptionProperties {
  readonly level?: { readonly minimum: number; readonly maximum: number }
  readonly prompt?: object
}

const cases: Generated[] = []
for (const { id, load } of builtIn) {
  const factory = await load()
  const { level, prompt } = (factory.optionsSchema['properties'] ?? {}) as OptionProperties
  if (level === undefined) continue
  const configure: Generated['configure'] = (options) => factory.configure(options)
  const spec = configure({})
  if (spec.maxTurns > 1 || (await spec.tasks({ split: 'train', seed: 0 })).size !== null) continue
  const levels = new Set([level.minimum, Math.ceil((level.minimum + level.maximum) / 2), level.maximum])
  for (const each of levels)
    for (const style of prompt === undefined ? [undefined] : ['words', 'compact'])
      cases.push({ id, options: { level: each, ...(style !== undefined && { prompt: style }) }, configure })
}

async function tasksOf(spec: EnvironmentSpec, split: Split, count: number, seed = 0): Promise<Task[]> {
  const taskset = await spec.tasks({ split, seed })
  return Array.from({ length: count }, (_, index) => taskset.at(index))
}

function goldOf(spec: EnvironmentSpec, task: Task): string {
  return spec.demonstrate(task, Rng.fromSeed(task.id))?.[0]?.text ?? ''
}

async function outcomeOf(spec: EnvironmentSpec, task: Task, reply: string): Promise<boolean | null> {
  return (await runRubric(spec.rubric, { task, reply, messages: [] })).outcome
}

test('there are such environments', () => {
  expect(cases.length).toBeGreaterThan(20)
})

describe.each(cases)('$id $options', ({ options, configure }) => {
  const spec = configure(options)

  test('every demonstration solves its task, and earns the highest reward', async () => {
    const highest = Object.values(spec.rubric.terms).reduce((sum, term) => sum + term.weight, 0)
    for (const task of await tasksOf(spec, 'train', 60)) {
      const reply = goldOf(spec, task)
      const result = await runRubric(spec.rubric, { task, reply, messages: [] })
      expect(result, `${JSON.stringify(task.prompt)} -> ${reply}`).toMatchObject({ reward: highest, outcome: true })
    }
  })

  test('junk is wrong, and never more than wrong', async () => {
    for (const task of await tasksOf(spec, 'test', 8)) {
      const prompt = task.prompt as string
      for (const junk of [
        '',
        ' ',
        '<answer></answer>',
        '\\boxed{}',
        '{}',
        '\u0000',
        'I do not know.',
        prompt,
        prompt + prompt,
      ]) {
        expect(await outcomeOf(spec, task, junk), JSON.stringify(junk)).toBe(false)
      }
    }
  })

  test('no reply to one task solves many others', async () => {
    const tasks = await tasksOf(spec, 'train', 120)
    const gold = tasks.slice(0, 6).map((task) => goldOf(spec, task))
    for (const reply of gold) {
      const outcomes = await Promise.all(tasks.map(async (task) => await outcomeOf(spec, task, reply)))
      expect(outcomes.filter((outcome) => outcome === true).length, reply).toBeLessThan(48)
    }
  })

  test('the same seed gives the same tasks, another seed others', async () => {
    const first = await tasksOf(spec, 'train', 50, 7)
    expect(await tasksOf(spec, 'train', 50, 7)).toEqual(first)
    expect(await tasksOf(spec, 'train', 50, 8)).not.toEqual(first)
  })

  test('a reference answer of the wrong kind gives no reward rather than 0', async () => {
    const [task] = (await tasksOf(spec, 'train', 1)) as [Task]
    const broken = { ...task, answer: { wrong: true } as Json }
    const judgement = await runRubric(spec.rubric, { task: broken, reply: '<answer>1</answer>', messages: [] })
    // What is judged by a schema alone needs no reference.
    if (judgement.outcome !== false) expect(judgement).toMatchObject({ reward: null, outcome: null })
    else expect(options['prompt']).toBeUndefined()
  })
})

const ofEach = cases.filter(({ id }, index) => cases.findIndex((other) => other.id === id) === index)

test.each(ofEach)('no problem of the test split of $id is in the train split', async ({ id, configure }) => {
  const spec = configure({})
  const seen = new Set((await tasksOf(spec, 'train', 1000)).map((task) => problemOf(id, task)))
  expect((await tasksOf(spec, 'test', 250)).filter((task) => seen.has(problemOf(id, task)))).toEqual([])
})

/** What makes a problem the same one: numbers in another order are no new sum and no new countdown. */
function problemOf(id: string, task: Task): string {
  if (id === 'addition') return (task.prompt as string).match(/\d+/g)?.slice(0, 2).toSorted().join() ?? ''
  if (id !== 'countdown') return JSON.stringify(task.prompt)
  const { numbers, target } = task.answer as { numbers: number[]; target: number }
  return `${numbers.toSorted((a, b) => a - b).join()}=${target}`
}

test.each(ofEach)(
  'a misspelt option of $id comes with the nearest one, and a bad level is refused',
  ({ configure }) => {
    expect(() => configure({ levle: 2 })).toThrow('Did you mean `level`?')
    expect(() => configure({ level: 0 })).toThrow(/level must be >= 1/)
    expect(() => configure({ level: 1.5 })).toThrow(/level must be integer/)
  },
)

test('a prompt style that does not exist is refused with those that do', () => {
  const sort = cases.find(({ id }) => id === 'sort')
  expect(() => sort?.configure({ prompt: 'terse' })).toThrow('["words","compact"]')
})
