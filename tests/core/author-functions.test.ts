// What an author's `draw`, `tasks` and `demonstrate` get wrong is told in a sentence that names them.
import { describe, expect, test } from 'vitest'
import { defineEnv } from '../../src/core/define-env.ts'
import type { EnvironmentSpec } from '../../src/core/environment.ts'
import { Rng } from '../../src/core/random.ts'
import { make } from '../../src/core/registry.ts'
import { generate, makeTask, taskList } from '../../src/core/task.ts'

const sound = { id: 'own', rewards: { correct: () => true }, outcome: 'correct' } as const
const throwing = (): never => {
  throw new Error('boom')
}

function specOf(part: object): EnvironmentSpec {
  return defineEnv({ draw: () => ({ prompt: 'x', answer: 1 }), ...sound, ...part }).configure()
}

const draws: [string, unknown, string][] = [
  ['is async', async () => ({ prompt: 'x', answer: 1 }), 'it gave a promise'],
  ['is async and fails', async () => throwing(), 'it gave a promise'],
  ['gives no prompt', () => ({ answer: 1 }), 'its `prompt` is a text or a list of messages; got undefined.'],
  ['gives a text', () => 'hello', 'gives a task { prompt, answer }; it gave "hello".'],
  ['gives nothing', () => {}, 'gives a task { prompt, answer }; it gave undefined.'],
  ['throws', throwing, 'it threw: boom'],
]

describe('a `draw`', () => {
  test.each(draws)('that %s is told so', async (_, draw, message) => {
    const taskset = await specOf({ draw }).tasks({ split: 'train', seed: 0 })
    expect(() => taskset.at(2)).toThrow(/^`draw` of `own`, task train-2: /)
    expect(() => taskset.at(2)).toThrow(message)
    expect(() => taskset.at(2)).toThrow(expect.objectContaining({ code: 'RLVR_TASK' }) as Error)
  })

  test('whose prompts are too few is told what to do', async () => {
    const spec = specOf({ draw: () => ({ prompt: 'x', answer: 1 }) })
    const faults: unknown[] = []
    for (const split of ['train', 'test'] as const) {
      const taskset = await spec.tasks({ split, seed: 0 })
      try {
        taskset.at(0)
      } catch (thrown) {
        faults.push(thrown)
      }
    }
    expect(faults).toHaveLength(1)
    expect((faults[0] as Error).message).toMatch(
      /^`draw` of `own`: 1000 draws gave no task .* Draw more different prompts, or .*`tasks: taskList\(/,
    )
  })

  test('given to `generate` is named as such', () => {
    const taskset = generate(throwing).open({ split: 'train', seed: 0, options: {} })
    expect(() => taskset.at(0)).toThrow('The function given to `generate`, task train-0: it threw: boom')
  })
})

describe('own `tasks`', () => {
  test.each<[string, unknown, string]>([
    ['give a promise for a task', async () => makeTask({ prompt: 'x', answer: 1 }, 'a'), 'it gave a promise'],
    [
      'give no task',
      () => ({ answer: 1 }),
      '`makeTask({ prompt, answer }, id)` makes it; for index 3 it gave an object with the fields `answer`',
    ],
    ['give nothing', () => undefined, 'it gave undefined'],
    ['throw', throwing, '`tasks.at` of `own` threw for index 3: boom'],
  ])('that %s are told so', async (_, at, message) => {
    const spec = specOf({ draw: undefined, tasks: () => ({ split: 'train', size: 9, at }) })
    const taskset = await spec.tasks({ split: 'train', seed: 0 })
    expect(() => taskset.at(3)).toThrow(message)
    expect(() => taskset.at(3)).toThrow(expect.objectContaining({ code: 'RLVR_TASK' }) as Error)
  })

  test('that give no taskset are told so', async () => {
    const spec = specOf({ draw: undefined, tasks: () => [1, 2] })
    await expect(spec.tasks({ split: 'train', seed: 0 })).rejects.toThrow(
      '`tasks` of `own` gives a taskset { split, size, at }, as `fromTasks(split, tasks)` makes it of a list; it gave [1,2].',
    )
  })

  test('are asked for a split that there is', async () => {
    const message = "A split is 'train' or 'test'; got \"dev\"."
    const spec = specOf({})
    await expect(spec.tasks({ split: 'dev' as never, seed: 0 })).rejects.toThrow(message)
    await expect(make(spec, { split: 'dev' as never })).rejects.toThrow(message)
    expect(() => spec.create({ split: 'dev' as never })).toThrow(
      expect.objectContaining({ code: 'RLVR_USAGE' }) as Error,
    )
  })

  test.each<[string, unknown, string]>([
    ['a list', [{ prompt: 'x', answer: 1 }], 'taskList takes lists as an object: { train, test }; got ['],
    ['nothing', undefined, 'got undefined'],
    ['another split', { train: [], dev: [] }, 'taskList has no list `dev`'],
    ['no task', { train: [] }, '`train` is a list of at least one task'],
    ['no held-out task', { train: [{ prompt: 'x', answer: 1 }], test: [] }, 'Leave it out'],
    [
      'a task without prompt',
      { train: [{ question: 'x' }] },
      'Task `train-0` has no field `question`. Fields: id, prompt, ',
    ],
    ['a text as task', { train: ['x'] }, 'Task `train-0` is { prompt, answer }; got "x".'],
  ])('as a taskList of %s are refused when it is built', (_, lists, message) => {
    expect(() => taskList(lists as never)).toThrow(message)
  })
})

describe('`demonstrate`', () => {
  const task = makeTask({ prompt: 'x', answer: 1 }, 'a')

  test('that throws is named', () => {
    expect(() => specOf({ demonstrate: throwing }).demonstrate(task, Rng.fromSeed(0))).toThrow(
      expect.objectContaining({
        code: 'RLVR_ENVIRONMENT',
        message: '`demonstrate` of `own` threw for task `a`: boom',
      }) as Error,
    )
  })

  test('may leave out the ids of its calls', () => {
    const factory = defineEnv({
      ...sound,
      draw: () => ({ prompt: 'x', answer: 1 }),
      demonstrate: () => [
        { text: '', toolCalls: [{ name: 'f', arguments: { a: 1 } }] },
        {
          text: '',
          toolCalls: [
            { id: 'mine', name: 'f', arguments: {} },
            { name: 'g', arguments: {} },
          ],
        },
      ],
    })
    const actions = factory.configure().demonstrate(task, Rng.fromSeed(0))
    expect(actions?.flatMap(({ toolCalls = [] }) => toolCalls.map(({ id, name }) => [id, name]))).toEqual([
      ['call-1', 'f'],
      ['mine', 'f'],
      ['call-3', 'g'],
    ])
  })
})
