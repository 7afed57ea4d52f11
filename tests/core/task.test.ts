import { describe, expect, test } from 'vitest'
import { contentHash } from '../../src/core/json.ts'
import type { Rng } from '../../src/core/random.ts'
import { hashSplit } from '../../src/core/split.ts'
import { checkedTask, frozenTask, fromTasks, generate, makeTask, publicTask, taskList } from '../../src/core/task.ts'

describe('a task', () => {
  test('has an id, a hash over prompt and answer, and empty metadata', () => {
    const task = makeTask({ prompt: 'What is 2 + 3?', answer: 5 }, 'train-0')
    expect(task).toEqual({
      id: 'train-0',
      prompt: 'What is 2 + 3?',
      answer: 5,
      metadata: {},
      hash: contentHash({ prompt: 'What is 2 + 3?', answer: 5 }),
    })
    const named = makeTask(
      { id: 'own', prompt: 'What is 2 + 3?', answer: 5, metadata: { level: 1 }, public: { of: 2 } },
      'x',
    )
    expect(named).toMatchObject({ id: 'own', metadata: { level: 1 }, public: { of: 2 }, hash: task.hash })
  })

  test('is frozen all the way down, and the author’s own data is not', () => {
    const answer = { digits: [1, 2] }
    const task = makeTask({ prompt: 'x', answer }, 'one')
    expect(() => task.answer.digits.push(3)).toThrow(TypeError)
    expect(Object.isFrozen(task)).toBe(true)
    answer.digits.push(3)
    expect(task.answer.digits).toEqual([1, 2])
    expect(frozenTask(task)).toBe(task)
    expect(Object.isFrozen(frozenTask({ ...task, id: 'two' }))).toBe(true)
  })

  test.each([
    [{ prompt: 7, answer: 1 }, '`prompt` must be a text or a non-empty list of messages'],
    [{ prompt: [], answer: 1 }, '`prompt` must be'],
    [{ prompt: [{ role: 'user' }], answer: 1 }, 'message 0 of `prompt` has no text as its `content`; got undefined.'],
    [{ prompt: [null], answer: 1 }, 'message 0 of `prompt` is null; expected { role, content }.'],
    [{ prompt: [{ role: 'wizard', content: 'x' }], answer: 1 }, 'has the role "wizard"; expected system, user,'],
    [
      { prompt: [{ role: 'user', content: 'x', toolcalls: [] }], answer: 1 },
      'has no field `toolcalls`. Did you mean `toolCalls`?',
    ],
    [{ prompt: 'x', answer: 1, pubilc: {} }, 'has no field `pubilc`. Did you mean `public`? Fields: id, prompt,'],
    [{ prompt: 'x' }, '`answer` is missing. Write null'],
    [{ prompt: 'x', answer: Number.NaN }, 'answer is NaN'],
    [{ prompt: 'x', answer: 1, metadata: { f: () => 1 } }, 'metadata.f is a function'],
  ])('%# that is faulty is refused with its id', (fields, message) => {
    expect(() => makeTask(fields as never, 'one')).toThrow(expect.objectContaining({ code: 'RLVR_TASK' }) as Error)
    expect(() => makeTask(fields as never, 'one')).toThrow(/^Task `one`/)
    expect(() => makeTask(fields as never, 'one')).toThrow(message)
  })

  test('may have messages as its prompt, and null as its answer', () => {
    const prompt = [{ role: 'user', content: 'a' }] as const
    expect(makeTask({ prompt, answer: null }, 'one')).toMatchObject({ prompt, answer: null })
  })

  test('shows id, prompt and what is public, and nothing else', () => {
    const task = makeTask({ prompt: 'x', answer: 'secret', metadata: { hint: 'secret' }, public: { of: 2 } }, 'one')
    expect(publicTask(task)).toEqual({ id: 'one', prompt: 'x', public: { of: 2 } })
    expect(publicTask(makeTask({ prompt: 'x', answer: 1 }, 'one')).public).toEqual({})
    expect(JSON.stringify(publicTask(task))).not.toContain('secret')
  })
})

test('a list serves its split, or both where there is no other', () => {
  const both = taskList({
    train: [{ prompt: 'a', answer: 1 }],
    test: [
      { prompt: 'b', answer: 2 },
      { id: 'c', prompt: 'c', answer: 3 },
    ],
  })
  expect(both.open({ split: 'train' })).toMatchObject({ split: 'train', size: 1 })
  expect(both.open({ split: 'test' }).at(0)).toMatchObject({ id: 'test-0', prompt: 'b' })
  expect(both.open({ split: 'test' }).at(1).id).toBe('c')
  expect(() => both.open({ split: 'test' }).at(2)).toThrow('There is no task 2: the test split holds 2.')
  expect(
    taskList({ train: [{ prompt: 'a', answer: 1 }] })
      .open({ split: 'test' })
      .at(0),
  ).toMatchObject({ id: 'test-0', prompt: 'a' })
  expect(fromTasks('train', []).size).toBe(0)
})

describe('drawn tasks', () => {
  const draw = ({
    rng,
    index,
    options,
  }: {
    rng: Rng
    index: number
    options: { most: number }
  }): { prompt: string; answer: number; metadata: object } => {
    const n = rng.int(0, options.most)
    return { prompt: `Problem ${n}`, answer: n, metadata: { index } }
  }
  const open = (
    split: 'train' | 'test',
    seed: number | string,
    most = 1e6,
  ): ReturnType<ReturnType<typeof generate<number, { most: number }>>['open']> =>
    generate(draw as never).open({ split, seed, options: { most } }) as never

  test('depend on seed, split and index alone', () => {
    const [one, again] = [open('train', 1), open('train', 1)]
    again.at(7)
    expect(again.at(3)).toEqual(one.at(3))
    expect(one.at(3)).toMatchObject({ id: 'train-3', metadata: { index: 3 } })
    expect(one.size).toBeNull()
    const answers = [one.at(3), one.at(4), open('train', 2).at(3), open('test', 1).at(3)].map(({ answer }) => answer)
    expect(new Set(answers).size).toBe(4)
  })

  test('belong to the split that the hash of their prompt says', () => {
    for (let index = 0; index < 40; index++) {
      expect(hashSplit(open('train', 0).at(index).prompt)).toBe('train')
      expect(hashSplit(open('test', 0).at(index).prompt)).toBe('test')
    }
  })

  test('that cannot be told apart cannot be split', () => {
    // `Problem 0` belongs to train (tests/core/split.test.ts), and there is no other.
    expect(open('train', 0, 0).at(0).prompt).toBe('Problem 0')
    expect(() => open('test', 0, 0).at(0)).toThrow('1000 draws gave no task of the test split')
  })

  test.each([-1, 0.5, Number.NaN])('have no index %d', (index) => {
    expect(() => open('train', 0).at(index)).toThrow(`A task index is a whole number from 0; got ${index}.`)
  })
})

test.each([
  [{ id: 'a', answer: 1 }, 'Task `a`: `prompt` must be a text'],
  [{ id: 'a', prompt: 'x' }, 'Task `a`: `answer` is missing'],
  [{ prompt: 'x', answer: 'SECRET' }, 'got an object with the fields `prompt`, `answer`.'],
  [undefined, 'got undefined.'],
])('a task %o of an own taskset is refused where it is no task', (given, message) => {
  expect(() => checkedTask(given as never)).toThrow(message)
  const task = makeTask({ prompt: 'x', answer: 1 }, 'one')
  expect(checkedTask(task)).toBe(task)
})

test.each([
  [{ id: 5 }, 'Task `x`: `id` is a text; got 5.'],
  [{ metadata: 5 }, 'Task `x`: `metadata` is an object of named values; got 5.'],
])('fields of a wrong kind are refused: %j', (fields, words) => {
  expect(() => makeTask({ prompt: 'p', answer: 1, ...fields } as never, 'x')).toThrow(words)
})
