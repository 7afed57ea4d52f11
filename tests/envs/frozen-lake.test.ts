import { expect, test } from 'vitest'
import frozenLake from '../../envs/frozen-lake/index.ts'
import { bestMoves, drawLake, groundAt, lake4, lake8, limitOf, movedOn, slipsOf } from '../../envs/frozen-lake/lake.ts'
import { directions, turned, type Direction } from '../../envs/grid-moves.ts'
import { luckyWay } from '../../envs/lucky-way.ts'
import { Rng } from '../../src/core/random.ts'
import { makeTask } from '../../src/core/task.ts'
import { play } from './play.ts'

function given(lake: readonly string[], luck: number | null) {
  return makeTask({ prompt: 'S 0,0:', answer: { lake, luck, number: 0 } }, 'given')
}

// 14/17 is the known chance of FrozenLake-v1 without a limit of moves; on the 8 by 8 lake the goal is always reached.
test('the best policy reaches the goal of the slippery lakes as often as is known', () => {
  expect(bestMoves(lake4, [-1, 0, 1]).chances[0]).toBeCloseTo(14 / 17, 6)
  expect(bestMoves(lake8, [-1, 0, 1]).chances[0]).toBeCloseTo(1, 6)
  expect(bestMoves(lake4, [0]).chances[0]).toBe(1)
})

// Some 0.74 of episodes of FrozenLake-v1, which end after 100 moves, is what solvers of it report.
test('within 100 moves the goal of the slippery lake is reached in 0.74 of episodes at best', () => {
  let chances = Array.from({ length: 16 }, (_, place) => Number(place === 15))
  const after = (place: number, direction: Direction): number => {
    const { row, column } = movedOn(lake4, { row: Math.floor(place / 4), column: place % 4 }, direction)
    return chances[row * 4 + column] as number
  }
  for (let move = 0; move < limitOf(lake4); move++)
    chances = chances.map((chance, place) =>
      'HG'.includes(groundAt(lake4, { row: Math.floor(place / 4), column: place % 4 }))
        ? chance
        : Math.max(
            ...directions.map(
              (direction) => [-1, 0, 1].reduce((sum, slip) => sum + after(place, turned(direction, slip)), 0) / 3,
            ),
          ),
    )
  expect(chances[0]).toBeCloseTo(0.74, 2)
})

test('played in episodes, the best policy comes near that chance within 100 moves', async () => {
  const { moves } = bestMoves(lake4, [-1, 0, 1])
  const spec = frozenLake.configure({ level: 3, prompt: 'compact' })
  let solved = 0
  for (let luck = 0; luck < 200; luck++) {
    const { outcome } = await play(spec, given(lake4, luck), (said) => {
      const [row, column] = (said.at(-1)?.content.match(/\d+,\d+(?=:$)/)?.[0] ?? '').split(',').map(Number)
      return moves[(row as number) * 4 + (column as number)] ?? null
    })
    solved += Number(outcome)
  }
  // 0.74 within 100 moves; three standard deviations of 200 episodes are 0.093.
  expect(solved / 200).toBeGreaterThan(0.64)
  expect(solved / 200).toBeLessThan(0.84)
})

test('slips go either way and ahead alike, and none is there where the ice is not slippery', () => {
  const counts = new Map<number, number>()
  for (let seed = 0; seed < 100; seed++)
    for (const slip of slipsOf({ lake: lake4, seed })) counts.set(slip, (counts.get(slip) ?? 0) + 1)
  for (const slip of [-1, 0, 1]) expect(counts.get(slip)).toBeGreaterThan(3100)
  expect(new Set(slipsOf({ lake: lake4, seed: null }))).toEqual(new Set([0]))
  expect([turned('left', 1), turned('left', -1), turned('up', 1)]).toEqual(['down', 'up', 'left'])
})

test('a way that knows the luck reaches the goal, and keeps to the best moves where they do', () => {
  const best = bestMoves(lake4, [-1, 0, 1]).moves
  const ways = Array.from({ length: 50 }, (_, seed) => luckyWay(lake4, { slips: slipsOf({ lake: lake4, seed }), best }))
  expect(ways.every((way) => way.length >= 6 && way.length <= 100)).toBe(true)
  expect(luckyWay(lake4, { slips: slipsOf({ lake: lake4, seed: null }), best: [] })).toHaveLength(6)
})

test('lakes have a hole on one cell in five or so, and a way', () => {
  const lakes = Array.from({ length: 50 }, (_, seed) => drawLake(Rng.fromSeed(seed), 8))
  const holes = lakes.reduce((sum, lake) => sum + lake.join('').split('H').length - 1, 0)
  expect(holes / 50 / 64).toBeGreaterThan(0.12)
  expect(holes / 50 / 64).toBeLessThan(0.25)
  expect(lakes.every((lake) => (bestMoves(lake, [0]).chances[0] ?? 0) === 1)).toBe(true)
})

test('a hole ends the walk, and so does the hundredth move', async () => {
  const spec = frozenLake.configure({})
  expect(await play(spec, given(lake4, null), ['down', 'right', 'up'])).toMatchObject({
    reward: 0,
    outcome: false,
    turns: 2,
  })
  expect(await play(spec, given(lake4, null), () => 'left')).toMatchObject({ reward: 0, outcome: false, turns: 100 })
})
