import { expect, test } from 'vitest'
import gameOfLife, { nextBoard } from '../../envs/game-of-life/index.ts'
import { verdictsOf } from './verdicts.ts'

const cells = (text: string): number[] => text.replaceAll(/\D/g, '').split('').map(Number)

test('a blinker turns, a block stands, a glider moves on', () => {
  expect(nextBoard(cells('00000 00100 00100 00100 00000'), 5)).toEqual(cells('00000 00000 01110 00000 00000'))
  expect(nextBoard(cells('0000 0110 0110 0000'), 4)).toEqual(cells('0000 0110 0110 0000'))
  let glider = cells('01000 00100 11100 00000 00000')
  for (let step = 0; step < 4; step++) glider = nextBoard(glider, 5)
  expect(glider).toEqual(cells('00000 00100 00010 01110 00000'))
})

/** Neighbours counted over all pairs of cells. */
function nextByPairs(board: readonly number[], size: number): number[] {
  return board.map((cell, place) => {
    const near = board.filter((_, other) => {
      const apart = [Math.floor(place / size) - Math.floor(other / size), (place % size) - (other % size)]
      return other !== place && apart.every((distance) => Math.abs(distance) <= 1)
    })
    const living = near.filter((each) => each === 1).length
    return living === 3 || (cell === 1 && living === 2) ? 1 : 0
  })
}

test('the answer is the board after the steps of the prompt', async () => {
  for (const [level, size] of [
    [1, 3],
    [3, 5],
    [5, 10],
  ] as const) {
    const taskset = await gameOfLife.configure({ level, prompt: 'compact' }).tasks({ split: 'train', seed: 0 })
    for (let index = 0; index < 15; index++) {
      const { prompt, answer } = taskset.at(index)
      const [start = '', steps = ''] = (prompt as string).slice(0, -1).split(',')
      let board = cells(start)
      expect(board).toHaveLength(size * size)
      for (let step = 0; step < Number(steps); step++) board = nextByPairs(board, size)
      expect(board).toEqual(cells(answer))
    }
  }
})

test('a board counts in any layout; one cell off is wrong', async () => {
  const task = { prompt: 'given', answer: '010\n010\n010' }
  const replies = [
    '<answer>010\n010\n010</answer>',
    '[[0,1,0],[0,1,0],[0,1,0]]',
    '010/010/010',
    '010\n010\n011',
    '01001001',
  ]
  expect(await verdictsOf(gameOfLife, {}, task, replies)).toEqual([true, true, true, false, false])
})
