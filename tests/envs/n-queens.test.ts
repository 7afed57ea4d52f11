import { expect, test } from 'vitest'
import nQueens from '../../envs/n-queens/index.ts'
import { allPlacements, completed, firstAttack } from '../../envs/n-queens/placements.ts'
import { Rng } from '../../src/core/random.ts'
import { verdictsOf } from './verdicts.ts'

test('there are as many placements as OEIS A000170 says, and none has an attack', () => {
  for (const [size, count] of [
    [4, 2],
    [5, 10],
    [6, 4],
    [7, 40],
    [8, 92],
    [10, 724],
  ] as const) {
    expect(allPlacements(size)).toHaveLength(count)
    expect(allPlacements(size).every((columns) => firstAttack(columns) === null)).toBe(true)
  }
})

test('exactly the orders of four columns without an attack are right', async () => {
  const numbers = [1, 2, 3, 4]
  const all = numbers.flatMap((a) =>
    numbers.flatMap((b) => numbers.flatMap((c) => numbers.map((d) => [a, b, c, d].join('')))),
  )
  const outcomes = await verdictsOf(nQueens, { prompt: 'compact' }, { prompt: 'given', answer: '. . . .' }, all)
  expect(all.filter((_, index) => outcomes[index])).toEqual(['2413', '3142'])
})

test('as many queens are open as the level says, and the others can be completed', async () => {
  const taskset = await nQueens.configure({ level: 4 }).tasks({ split: 'train', seed: 0 })
  for (let index = 0; index < 30; index++) {
    const given = taskset.at(index).answer.split(' ')
    expect(given).toHaveLength(10)
    expect(given.filter((column) => column === '.')).toHaveLength(7)
    const columns = completed(
      given.map((column) => (column === '.' ? null : Number(column))),
      Rng.fromSeed(index),
    )
    expect(columns?.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  }
  expect(completed([1, 2, null, null], Rng.fromSeed(0))).toBeNull()
})

test('a queen that stood elsewhere, an attack and a missing row are wrong', async () => {
  const task = { prompt: 'given', answer: '1 5 . . 3 . 2 .' }
  const replies = [
    '15863724',
    '<answer>1, 5, 8, 6, 3, 7, 2, 4</answer>',
    '17468253',
    '15863742',
    '1586372',
    '1 5 8 6 3 7 2 9',
  ]
  expect(await verdictsOf(nQueens, {}, task, replies)).toEqual([true, true, false, false, false, false])
})
