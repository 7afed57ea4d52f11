import { expect, test } from 'vitest'
import slidingPuzzle from '../../envs/sliding-puzzle/index.ts'
import { goalOf, scrambled, slid } from '../../envs/sliding-puzzle/tiles.ts'
import { Rng } from '../../src/core/random.ts'
import { verdictsOf } from './verdicts.ts'

test('half of all boards of 2 by 3 can be reached, and every drawn one is solved by its solution', () => {
  const found = new Set(['abc/de.'])
  for (const board of found)
    for (const tile of 'abcde') {
      const next = slid(board, tile)
      if (typeof next === 'string') found.add(next)
    }
  expect(found.size).toBe(360)
  for (let seed = 0; seed < 200; seed++) {
    const { rows, solution } = scrambled(Rng.fromSeed(seed), { columns: 3, rows: 2, slides: 14 })
    expect(found.has(rows)).toBe(true)
    expect(rows).not.toBe('abc/de.')
    expect(solution.length).toBeLessThanOrEqual(14)
    expect(slid(rows, solution)).toBe('abc/de.')
  }
})

test('a tile slides into the gap beside it only, not round an edge', () => {
  expect(goalOf('b.a/edc')).toBe('abc/de.')
  expect(slid('abc/.de', 'a')).toBe('.bc/ade')
  expect(slid('abc/.de', 'c')).toBe(0)
  expect(slid('abc/.de', 'de')).toBe('abc/de.')
  expect(slid('abc/.de', 'dx')).toBe(1)
})

test('any way to the goal is right, one that stops before or goes wrong is not', async () => {
  const task = { prompt: 'given', answer: { rows: 'abc/.de', solution: 'de' } }
  const right = ['de', '<answer>D, E</answer>', 'd d d e']
  expect(await verdictsOf(slidingPuzzle, {}, task, right)).toEqual([true, true, true])
  const wrong = ['d', 'ed', 'dee', 'de or d', 'x', 'd e x', 'd'.repeat(1001)]
  expect(await verdictsOf(slidingPuzzle, {}, task, wrong)).toEqual(wrong.map(() => false))
})
