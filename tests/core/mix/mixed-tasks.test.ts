import { expect, test } from 'vitest'
import { mixedTaskset, originalTask, ownerOf, turnsOf } from '../../../src/core/mix/mixed-tasks.ts'
import { fromTasks, generate, makeTask, type Task, type Taskset } from '../../../src/core/task.ts'

const drawn = generate(({ rng }) => ({ prompt: `draw ${rng.int(0, 1e9)}`, answer: 1 }))
const letters = fromTasks(
  'train',
  ['a', 'b', 'c'].map((prompt) => makeTask({ prompt, answer: prompt, metadata: { kind: 'letter' } }, prompt)),
)

const mixed = (seed: number): Taskset =>
  mixedTaskset(
    [
      { name: 'drawn', turns: 3, taskset: drawn.open({ split: 'train', seed, options: {} }) },
      { name: 'letters', turns: 1, taskset: letters },
    ],
    { split: 'train', seed },
  )

test('weights become turns of the shortest round, and of a thousand where they have none', () => {
  expect(turnsOf([1, 1])).toEqual([1, 1])
  expect(turnsOf([3, 1.5])).toEqual([2, 1])
  expect(turnsOf([0.5, 0.3, 0.2])).toEqual([5, 3, 2])
  expect(turnsOf([Math.PI, 1])).toEqual([759, 241])
  expect(turnsOf([1, 1e-9])).toEqual([1000, 1])
  for (const weight of [0, -1, NaN, Infinity]) expect(() => turnsOf([1, weight])).toThrow('a finite number above 0')
})

test('each round holds every environment as often as its weight says', () => {
  const taskset = mixed(1)
  const owners = Array.from({ length: 40 }, (_, index) => ownerOf(taskset.at(index)))
  for (let round = 0; round < 10; round++)
    expect(owners.slice(round * 4, round * 4 + 4).filter((name) => name === 'letters')).toHaveLength(1)
  expect(
    new Set(Array.from({ length: 10 }, (_, round) => owners.slice(round * 4).indexOf('letters'))).size,
  ).toBeGreaterThan(1)
  expect(owners).not.toEqual(Array.from({ length: 40 }, (_, index) => ownerOf(mixed(2).at(index))))
})

test('a place gives the same task whenever it is asked for, and a list is gone round whole', () => {
  const taskset = mixed(1)
  const backwards = Array.from({ length: 24 }, (_, index) => taskset.at(23 - index)).toReversed()
  const tasks = Array.from({ length: 24 }, (_, index) => taskset.at(index))
  expect(backwards).toEqual(tasks)
  expect(taskset.at(2 ** 31 - 2).id).toBe(`train-${2 ** 31 - 2}`)
  const listed = tasks.filter((task) => ownerOf(task) === 'letters').map(({ prompt }) => prompt)
  expect([new Set(listed.slice(0, 3)), new Set(listed.slice(3, 6))]).toEqual([
    new Set(['a', 'b', 'c']),
    new Set(['c', 'b', 'a']),
  ])
  expect(new Set(tasks.filter((task) => ownerOf(task) === 'drawn').map(({ hash }) => hash)).size).toBe(18)
})

test('the original comes back, of a task that went through JSON too', () => {
  const taskset = mixed(1)
  const task = Array.from({ length: 4 }, (_, index) => taskset.at(index)).find(
    (each) => ownerOf(each) === 'letters',
  ) as Task
  const original = originalTask(task)
  expect(original).toMatchObject({ id: task.prompt, metadata: { kind: 'letter' }, hash: task.hash })
  expect(originalTask(JSON.parse(JSON.stringify(task)) as Task)).toEqual(original)
})
