import { expect, test } from 'vitest'
import towerOfHanoi from '../../envs/tower-of-hanoi/index.ts'
import { fewestMoves, movedBy, readMoves } from '../../envs/tower-of-hanoi/tower.ts'
import { verdictsOf } from './verdicts.ts'

const pairs = ['AB', 'AC', 'BA', 'BC', 'CA', 'CB']

/** Moves from every position of `discs` to the goal, by breadth-first search back from it. */
function distances(discs: number, goal: string): Map<string, number> {
  const found = new Map([[goal.repeat(discs), 0]])
  for (const [pegs, distance] of found)
    for (const move of pairs) {
      const next = movedBy(pegs, [move])
      if (typeof next === 'string' && !found.has(next)) found.set(next, distance + 1)
    }
  return found
}

test('the moves are as few as a search finds, from every position', () => {
  for (const discs of [1, 2, 3, 4, 5]) {
    const all = distances(discs, 'B')
    expect(all.size).toBe(3 ** discs)
    for (const [pegs, distance] of all) {
      const moves = fewestMoves({ pegs, goal: 'B' })
      expect(moves).toHaveLength(distance)
      expect(movedBy(pegs, moves)).toBe('B'.repeat(discs))
    }
  }
  expect(fewestMoves({ pegs: 'A'.repeat(8), goal: 'C' })).toHaveLength(255)
})

test('a move takes the top disc to another peg without a smaller one', () => {
  expect(movedBy('AA', ['AB', 'AB'])).toBe(1)
  expect(movedBy('AA', ['BC'])).toBe(0)
  expect(movedBy('AA', ['AA'])).toBe(0)
  expect(movedBy('AB', ['BC', 'AB'])).toBe('BC')
})

test('moves are read in several forms; illegal, unfinished and longer ones are wrong', async () => {
  expect(readMoves('A to C, B->C; [A, B]')).toEqual(['AC', 'BC', 'AB'])
  expect(readMoves('AC B')).toBeNull()
  const task = { prompt: 'given', answer: { pegs: 'AA', goal: 'C' } }
  const replies = [
    '<answer>AB AC BC</answer>',
    'AB\nAC\nBC',
    'A->B, A->C, B->C',
    'AC AC',
    'AB AC',
    'AC CB AC BC',
    'AB AC BC or AC',
  ]
  expect(await verdictsOf(towerOfHanoi, {}, task, replies)).toEqual([true, true, true, false, false, false, false])
})
