import { expect, test } from 'vitest'
import { generate, taskList } from '../../src/core/task.ts'
import { taskAt } from '../../src/core/task-order.ts'

const finite = taskList({
  train: Array.from({ length: 7 }, (_, index) => ({ prompt: `task ${index}`, answer: index })),
}).open({ split: 'train' })

const idsOf = (from: number, count: number, seed: number | string = 0): string[] =>
  Array.from({ length: count }, (_, index) => taskAt(finite, from + index, seed).id)

test('a finite taskset is gone through whole before any task comes again, in a new order each time', () => {
  const epochs = [0, 7, 14].map((from) => idsOf(from, 7))
  for (const epoch of epochs)
    expect([...epoch].sort()).toEqual(Array.from({ length: 7 }, (_, index) => `train-${index}`))
  expect(new Set(epochs.map(String)).size).toBe(3)
})

test('the task at a position depends on the seed and the position alone, not on what was asked before', () => {
  const due = idsOf(0, 21)
  const backwards = Array.from({ length: 21 }, (_, index) => taskAt(finite, 20 - index, 0).id)
  expect(backwards.toReversed()).toEqual(due)
  expect(idsOf(0, 21, 'other')).not.toEqual(due)
})

test('an endless taskset is walked through in its own order', () => {
  const source = generate(({ rng }) => ({ prompt: `number ${rng.int(0, 1e9)}`, answer: null }))
  const endless = source.open({ split: 'train', options: {}, seed: 0 })
  for (const position of [0, 1, 1000]) expect(taskAt(endless, position, 5)).toEqual(endless.at(position))
})
