import { expect, test } from 'vitest'
import { drawField, firstMismatch, minesOf } from '../../envs/minesweeper/field.ts'
import minesweeper from '../../envs/minesweeper/index.ts'
import { Rng } from '../../src/core/random.ts'
import { verdictsOf } from './verdicts.ts'

test('a field leaves one possibility, found by trying all sets of covered cells', () => {
  for (let seed = 0; seed < 40; seed++) {
    const field = drawField(Rng.fromSeed(seed), { size: 4, mines: 3, safe: 4 })
    const letters = field.rows.match(/[a-z]/g) ?? []
    expect(letters.length).toBeLessThanOrEqual(7)
    expect(letters).toEqual('abcdefghijklmnop'.slice(0, letters.length).split(''))
    const possible: string[] = []
    for (let bits = 0; bits < 2 ** letters.length; bits++) {
      const mines = letters.filter((_, index) => (bits >> index) & 1)
      if (mines.length === 3 && firstMismatch(field.rows, new Set(mines)) === null) possible.push(mines.join(''))
    }
    expect(possible).toHaveLength(1)
    expect(minesOf(field)).toEqual(possible)
  }
})

test('numbers count the mines of all eight neighbours', () => {
  expect(firstMismatch('a1/12', new Set(['a']))).toBe('The 2 of row 2, column 2 would have 1 mines around it.')
  expect(firstMismatch('abc/d8e/fgh', new Set('abcdefgh'))).toBeNull()
})

test('the letters of the mines count in any order, exactly', async () => {
  // Two of the four cells that both numbers touch: every choice that bears them out is right.
  const task = { prompt: 'given', answer: { rows: 'a2c/b2d', mines: 2 } }
  const replies = ['ac', 'ad', '<answer>b, c</answer>', 'D B', 'a', 'acd', 'aac', 'a, c or b', 'ax', '']
  const isRight = [true, true, true, true, false, false, false, false, false, false]
  expect(await verdictsOf(minesweeper, {}, task, replies)).toEqual(isRight)
  const field = { prompt: 'given', answer: { rows: '1a1/1bc', mines: 1 } }
  expect(await verdictsOf(minesweeper, {}, field, ['a', 'b', 'c'])).toEqual([true, true, false])
})
