import { expect, test } from 'vitest'
import cliffWalking from '../../envs/cliff-walking/index.ts'
import { bestMoves, mapOf, standard, walked } from '../../envs/cliff-walking/cliff.ts'
import { makeTask } from '../../src/core/task.ts'
import { play } from './play.ts'

const task = makeTask({ prompt: 'given', answer: { size: standard, luck: null, number: 0 } }, 'given')
const along = (row: number): string[] => [
  ...Array.from({ length: row }, () => 'up'),
  ...Array.from({ length: 11 }, () => 'right'),
  ...Array.from({ length: row }, () => 'down'),
]

// The optimal path of Sutton and Barto's example 6.6 takes 13 moves, the safe one at the upper edge 17.
test('the return of a walk is that of Gymnasium', async () => {
  const spec = cliffWalking.configure({})
  expect(await play(spec, task, along(1))).toMatchObject({ reward: -13, outcome: true })
  expect(await play(spec, task, along(3))).toMatchObject({ reward: -17, outcome: true })
  expect(await play(spec, task, ['right', ...along(1)])).toMatchObject({ reward: -113, outcome: true })
  expect(await play(spec, task, () => '')).toMatchObject({ reward: -100, outcome: false, turns: 100 })
  expect(await play(spec, task, () => 'right')).toMatchObject({ reward: -10_000, outcome: false, turns: 100 })
})

test('a fall leads back to the start', () => {
  expect(mapOf({ rows: 2, columns: 4 })).toEqual(['FFFF', 'SHHG'])
  expect(walked(standard, { row: 2, column: 5 }, 'down')).toEqual({ cell: { row: 3, column: 0 }, reward: -100 })
  expect(walked(standard, { row: 2, column: 11 }, 'down')).toEqual({ cell: { row: 3, column: 11 }, reward: -1 })
})

test('value iteration finds -13, and keeps away from the cliff where the ground is slippery', () => {
  const { moves, returns } = bestMoves(standard, [0])
  expect(returns[36]).toBe(-13)
  expect(moves[24]).toBe('right')
  const slippery = bestMoves(standard, [-1, 0, 1])
  expect(slippery.moves[25]).toBe('up')
  expect(slippery.returns[36]).toBeLessThan(-13)
})
