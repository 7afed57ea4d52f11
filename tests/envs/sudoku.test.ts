import { expect, test } from 'vitest'
import { board, boards, drawBoard, firstRepeat, solutions } from '../../envs/sudoku/board.ts'
import sudoku from '../../envs/sudoku/index.ts'
import { Rng } from '../../src/core/random.ts'
import { verdictsOf } from './verdicts.ts'

// Of Wikipedia, "Sudoku": the puzzle of its first figure and its solution.
const known = '53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79'
const knownSolution = '534678912672195348198342567859761423426853791713924856961537284287419635345286179'

test('a known puzzle has its known solution and no other', () => {
  expect(solutions(board(9), known, 2)).toEqual([knownSolution])
  expect(firstRepeat(board(9), knownSolution)).toBeNull()
})

test('all 288 boards of 4 by 4 are found', () => {
  const all = solutions(board(4), '.'.repeat(16), 1000)
  expect(all).toHaveLength(288)
  expect(all.every((cells) => firstRepeat(board(4), cells) === null)).toBe(true)
})

test('a drawn board has one solution, found by trying all boards', () => {
  const all = solutions(board(4), '.'.repeat(16), 288)
  for (let seed = 0; seed < 30; seed++) {
    const given = drawBoard(Rng.fromSeed(seed), board(4), 10)
    expect(
      all.filter((cells) => given.split('').every((digit, place) => digit === '.' || digit === cells[place])),
    ).toHaveLength(1)
  }
  for (const shape of boards) {
    const given = drawBoard(Rng.fromSeed('size'), shape, shape.size * 3)
    expect(given.split('.').length - 1).toBe(shape.size * 3)
    expect(solutions(shape, given, 2)).toHaveLength(1)
  }
})

test('a board counts in any layout; a changed given, a repeat and a missing cell do not', async () => {
  const task = { prompt: 'given', answer: '1.3.341221434.21' }
  const rows = '1234\n3412\n2143\n4321'
  const right = [
    rows,
    rows.replaceAll('\n', ''),
    `<answer>${rows}</answer>`,
    '12|34\n34|12\n--+--\n21|43\n43|21',
    '[[1,2,3,4],[3,4,1,2],[2,1,4,3],[4,3,2,1]]',
  ]
  const wrong = [
    '1234341221434312',
    '2134341221434321',
    '123434122143432',
    '1.3.341221434.21',
    `${rows}\n${rows}`,
    '1234 3412 2143 4351',
  ]
  expect(await verdictsOf(sudoku, {}, task, right)).toEqual(right.map(() => true))
  expect(await verdictsOf(sudoku, {}, task, wrong)).toEqual(wrong.map(() => false))
})
