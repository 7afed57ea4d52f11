import { expect, test } from 'vitest'
import rushHour from '../../envs/rush-hour/index.ts'
import { drawJam, isFree, moved, readMoves } from '../../envs/rush-hour/jam.ts'
import { Rng } from '../../src/core/random.ts'
import { verdictsOf } from './verdicts.ts'

const vehicleMoves = 'ABCDEFGHIJKL'
  .split('')
  .flatMap((vehicle) => [-4, -3, -2, -1, 1, 2, 3, 4].map((by) => ({ vehicle, by })))

test('a drawn jam holds car A back, and a search of all boards finds a way out, as its solution does', () => {
  for (let seed = 0; seed < 6; seed++) {
    const { rows, solution } = drawJam(Rng.fromSeed(seed), { vehicles: 8, moves: 50 })
    expect(isFree(rows)).toBe(false)
    for (const by of [1, 2, 3, 4]) {
      const driven = moved(rows, [{ vehicle: 'A', by }])
      expect(typeof driven === 'string' && isFree(driven)).toBe(false)
    }
    expect(isFree(moved(rows, readMoves(solution) ?? []) as string)).toBe(true)
    const found = new Set([rows])
    let isSolved = false
    for (const board of found) {
      isSolved ||= isFree(board)
      if (isSolved) break
      for (const move of vehicleMoves) {
        const next = moved(board, [move])
        if (typeof next === 'string') found.add(next)
      }
    }
    expect(isSolved).toBe(true)
  }
})

const board = '...B../...B../AA.B../....../....../CC....'

test('vehicles move along their length over free cells, not off the board or through others', () => {
  expect(moved(board, [{ vehicle: 'B', by: 1 }])).toBe('....../...B../AA.B../...B../....../CC....')
  expect(moved(board, [{ vehicle: 'B', by: -1 }])).toBe(0)
  expect(moved(board, [{ vehicle: 'A', by: 2 }])).toBe(0)
  expect(moved(board, [{ vehicle: 'C', by: 4 }])).toBe('...B../...B../AA.B../....../....../....CC')
  expect(moved(board, [{ vehicle: 'D', by: 1 }])).toBe(0)
})

test('any moves that free car A are right', async () => {
  const task = { prompt: 'given', answer: { rows: board, solution: 'B+3 A+4' } }
  const right = ['B+3 A+4', '<answer>C+1, b+3, a+2, a+2</answer>', 'B+1\nB+2\nA+4']
  const wrong = ['A+4', 'B+2 A+4', 'B+3', 'B3 A4', 'B+3 A+4 A-1', 'B+3 A+4 or A+4', 'A+0 B+3 A+4', '']
  expect(
    await verdictsOf(
      rushHour,
      {},
      task,
      right.map((reply) => (reply.includes('<') ? reply : `<answer>${reply}</answer>`)),
    ),
  ).toEqual([true, true, true])
  expect(await verdictsOf(rushHour, {}, task, wrong)).toEqual(wrong.map(() => false))
})
