import { expect, test } from 'vitest'
import { drawGrid, endOf, readSteps, shortestWay } from '../../envs/shortest-path/grid.ts'
import shortestPath from '../../envs/shortest-path/index.ts'
import { Rng } from '../../src/core/random.ts'
import { verdictsOf } from './verdicts.ts'

/** The least number of steps by relaxing all cells until nothing changes. */
function leastSteps(rows: string): number {
  const grid = rows.split('/')
  const distances = new Map<string, number>()
  for (const [y, line] of grid.entries())
    for (const [x, sign] of line.split('').entries())
      if (sign !== '#') distances.set(`${y} ${x}`, sign === 'S' ? 0 : Infinity)
  let goal = Infinity
  for (let changed = true; changed;) {
    changed = false
    for (const [cell, distance] of distances) {
      const [y = 0, x = 0] = cell.split(' ').map(Number)
      const near = [`${y - 1} ${x}`, `${y + 1} ${x}`, `${y} ${x - 1}`, `${y} ${x + 1}`]
      const best = Math.min(distance, ...near.map((each) => (distances.get(each) ?? Infinity) + 1))
      if (best < distance) {
        distances.set(cell, best)
        changed = true
      }
      if (grid[y]?.[x] === 'G') goal = best
    }
  }
  return goal
}

test('the number of steps is the least, at least what the level says, and a way of it is found', () => {
  for (let seed = 0; seed < 60; seed++) {
    const { rows, steps } = drawGrid(Rng.fromSeed(seed), { size: 5, steps: 5 })
    expect(steps).toBe(leastSteps(rows))
    expect(steps).toBeGreaterThanOrEqual(5)
    const way = shortestWay(rows) ?? ''
    expect(way).toHaveLength(steps)
    expect(endOf(rows, way)).toBe('G')
  }
  expect(shortestWay('S#G/###/...')).toBeNull()
})

test('of all ways of that length those that end on the goal are right', async () => {
  const answer = { rows: 'S../.#./..G', steps: 4 }
  const steps = ['U', 'D', 'L', 'R']
  const all = steps.flatMap((a) => steps.flatMap((b) => steps.flatMap((c) => steps.map((d) => a + b + c + d))))
  const outcomes = await verdictsOf(shortestPath, { prompt: 'compact' }, { prompt: 'given', answer }, all)
  expect(all.filter((_, index) => outcomes[index])).toEqual(['DDRR', 'RRDD'])
})

test('steps are letters or words; a longer way, one through a wall or past the goal is wrong', async () => {
  expect(readSteps('[down, Down, right, right]')).toBe('DDRR')
  expect(readSteps('DDRX')).toBeNull()
  const task = { prompt: 'given', answer: { rows: 'S../.#./..G', steps: 4 } }
  const replies = [
    '<answer>D D R R</answer>',
    'down, down, right, right',
    'UDDRR',
    'RDRD',
    'RRDDU',
    'RLRRDD',
    'DDRR or RRDD',
  ]
  expect(await verdictsOf(shortestPath, {}, task, replies)).toEqual([true, true, false, false, false, false, false])
})
