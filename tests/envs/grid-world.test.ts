import { expect, test } from 'vitest'
import gridWorld from '../../envs/grid-world/index.ts'
import { distancesIn, drawMaze, movedIn, shortestWay } from '../../envs/grid-world/maze.ts'
import { cellOf, directions } from '../../envs/grid-moves.ts'
import { Rng } from '../../src/core/random.ts'
import { makeTask } from '../../src/core/task.ts'
import { play } from './play.ts'

const maze = ['S#G', '.#.', '...']
const task = makeTask({ prompt: 'given', answer: { maze } }, 'given')
const way = ['down', 'down', 'right', 'right', 'up', 'up']

test('walls and the edge hold', () => {
  expect(movedIn(maze, { row: 0, column: 0 }, 'right')).toEqual({ row: 0, column: 0 })
  expect(movedIn(maze, { row: 0, column: 0 }, 'up')).toEqual({ row: 0, column: 0 })
  expect(movedIn(maze, { row: 0, column: 0 }, 'down')).toEqual({ row: 1, column: 0 })
})

test('the shortest way is as short as trying every way says', () => {
  expect(shortestWay(maze)).toEqual(way)
  for (let seed = 0; seed < 50; seed++) {
    const drawn = drawMaze(Rng.fromSeed(seed), 4)
    let [cells, moves] = [new Set([JSON.stringify(cellOf(drawn, 'S'))]), 0]
    while (!cells.has(JSON.stringify(cellOf(drawn, 'G')))) {
      cells = new Set(
        [...cells].flatMap((cell) => directions.map((each) => JSON.stringify(movedIn(drawn, JSON.parse(cell), each)))),
      )
      moves++
    }
    expect(shortestWay(drawn)).toHaveLength(moves)
    expect(moves).toBeGreaterThanOrEqual(3)
    const start = cellOf(drawn, 'S')
    expect(distancesIn(drawn)[start.row * 4 + start.column]).toBe(moves)
  }
})

test('sparse pays at the goal alone; dense pays as much for each step nearer, and nothing for circles', async () => {
  const sparse = await play(gridWorld.configure({}), task, way)
  expect(sparse).toMatchObject({ reward: 1, outcome: true, turns: 6 })
  const dense = gridWorld.configure({ reward: 'dense' })
  expect((await play(dense, task, way)).reward).toBeCloseTo(1.5)
  const circling = await play(dense, task, (_, turn) => (turn % 2 === 0 ? 'down' : 'up'))
  expect(circling).toMatchObject({ outcome: false, turns: 15 })
  expect(circling.reward).toBeCloseTo(0.5 / 6)
  expect((await play(dense, task, [...way.slice(0, 2), 'up', 'down', ...way.slice(2)])).reward).toBeCloseTo(1.5)
})

test('a move is read in several forms, and what is none takes a turn and changes nothing', async () => {
  const spec = gridWorld.configure({})
  const forms = ['Down', '<answer>d</answer>', 'I go on.\n[right]', '\\boxed{right}', '**up**', 'U']
  expect((await play(spec, task, forms)).outcome).toBe(true)
  const { messages, turns } = await play(spec, task, ['down or right', ...way])
  expect(turns).toBe(7)
  expect(messages[2]?.content).toBe(
    'That was no move: write left, down, right or up in <answer></answer>. You are at row 0, column 0. Moves left: 14.',
  )
})
