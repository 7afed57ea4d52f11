// What holds of every generated environment, at every level and in both prompt styles.
import { describe, expect, test } from 'vitest'
// oxlint-disable-next-line import/no-unassigned-import -- it makes the environments known
import '../../envs/index.ts'
import type { Json, JsonObject } from '../../src/core/json.ts'
import { Rng } from '../../src/core/random.ts'
import { configure } from '../../src/core/registry.ts'
import { runRubric } from '../../src/core/rubric.ts'
import type { Split, Task } from '../../src/core/task.ts'

const levels: { readonly [id: string]: readonly number[] } = {
  addition: [1, 2, 3, 15],
  countdown: [1, 2, 3, 4],
  'json-extract': [1, 2, 3],
  reverse: [1, 2, 62],
  sort: [1, 2, 62],
}

const cases = Object.entries(levels).flatMap(([id, each]) =>
  each.flatMap((level): [string, JsonObject][] =>
    id === 'json-extract'
      ? [[id, { level }]]
      : [
          [id, { level, prompt: 'words' }],
          [id, { level, prompt: 'compact' }],
        ],
  ),
)

async function tasksOf(id: string, options: JsonObject, split: Split, count: number, seed = 0): Promise<Task[]> {
  const taskset = await (await configure(id, options)).tasks({ split, seed })
  return Array.from({ length: count }, (_, index) => taskset.at(index))
}

async function outcomeOf(id: string, options: JsonObject, task: Task, reply: string): Promise<boolean | null> {
  const judgement = await runRubric((await configure(id, options)).rubric, { task, reply, messages: [] })
  return judgement.outcome
}

describe.each(cases)('%s %j', (id, options) => {
  test('every demonstration solves its task, and earns the highest reward', async () => {
    const spec = await configure(id, options)
    const highest = Object.values(spec.rubric.terms).reduce((sum, term) => sum + term.weight, 0)
    for (const task of await tasksOf(id, options, 'train', 60)) {
      const reply = spec.demonstrate(task, Rng.fromSeed(task.id))?.[0]?.text ?? ''
      const result = await runRubric(spec.rubric, { task, reply, messages: [] })
      expect(result, `${JSON.stringify(task.prompt)} -> ${reply}`).toMatchObject({ reward: highest, outcome: true })
    }
  })

  test('junk is wrong, and never more than wrong', async () => {
    for (const task of await tasksOf(id, options, 'test', 8)) {
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
        expect(await outcomeOf(id, options, task, junk), JSON.stringify(junk)).toBe(false)
      }
    }
  })

  test('the same seed gives the same tasks, another seed others', async () => {
    const first = await tasksOf(id, options, 'train', 50, 7)
    expect(await tasksOf(id, options, 'train', 50, 7)).toEqual(first)
    expect(await tasksOf(id, options, 'train', 50, 8)).not.toEqual(first)
  })
})

test.each([
  ['addition', { level: 2 }],
  ['countdown', { level: 2, prompt: 'compact' }],
  ['countdown', { level: 3 }],
  ['sort', { level: 1, prompt: 'compact' }],
  ['reverse', { level: 1 }],
  ['json-extract', { level: 2 }],
] as const)('no problem of the test split of %s %j is in the train split', async (id, options) => {
  const train = await tasksOf(id, options, 'train', 4000)
  const test = await tasksOf(id, options, 'test', 1000)
  const seen = new Set(train.map((task) => problemOf(id, task)))
  expect(test.filter((task) => seen.has(problemOf(id, task)))).toEqual([])
})

/** What makes a problem the same one: numbers in another order are no new sum and no new countdown. */
function problemOf(id: string, task: Task): string {
  if (id === 'addition') return (task.prompt as string).match(/\d+/g)?.slice(0, 2).toSorted().join() ?? ''
  if (id !== 'countdown') return JSON.stringify(task.prompt)
  const { numbers, target } = task.answer as { numbers: number[]; target: number }
  return `${numbers.toSorted((a, b) => a - b).join()}=${target}`
}

test.each(['addition', 'countdown', 'sort', 'reverse', 'json-extract'])(
  'a misspelt option of %s comes with the nearest one, and a level out of range is refused',
  async (id) => {
    await expect(configure(id, { levle: 2 })).rejects.toThrow('Did you mean `level`?')
    await expect(configure(id, { level: 0 })).rejects.toThrow(/level must be >= 1/)
    await expect(configure(id, { level: 1.5 })).rejects.toThrow(/level must be integer/)
  },
)

test('a prompt style that does not exist is refused with those that do', async () => {
  await expect(configure('sort', { prompt: 'terse' })).rejects.toThrow('["words","compact"]')
})

test('a reference answer of the wrong kind gives no reward rather than 0', async () => {
  for (const id of Object.keys(levels).filter((each) => each !== 'json-extract')) {
    const [task] = (await tasksOf(id, {}, 'train', 1)) as [Task]
    const broken = { ...task, answer: { wrong: true } as Json }
    const judgement = await runRubric((await configure(id, {})).rubric, {
      task: broken,
      reply: '<answer>1</answer>',
      messages: [],
    })
    expect(judgement, id).toMatchObject({ reward: null, outcome: null })
  }
})
