import { expect, test } from 'vitest'
import graphColoring from '../../envs/graph-coloring/index.ts'
import { verdictsOf } from './verdicts.ts'

test('exactly the colourings that no edge breaks are right', async () => {
  const taskset = await graphColoring.configure({ level: 1 }).tasks({ split: 'train', seed: 0 })
  const all = Array.from({ length: 3 ** 6 }, (_, index) =>
    index
      .toString(3)
      .padStart(6, '0')
      .replaceAll(/\d/g, (digit) => String(Number(digit) + 1)),
  )
  for (let index = 0; index < 3; index++) {
    const task = taskset.at(index)
    const pairs = task.answer.edges.split(',').map((edge) => edge.split('').map((letter) => 'abcdef'.indexOf(letter)))
    const expected = all.map((colors) => pairs.every(([one = 0, other = 0]) => colors[one] !== colors[other]))
    expect(expected).toContain(true)
    expect(await verdictsOf(graphColoring, { prompt: 'compact' }, task, all)).toEqual(expected)
  }
})

test('edges are as many as the level says, sorted, each once', async () => {
  const taskset = await graphColoring.configure({ level: 3 }).tasks({ split: 'test', seed: 4 })
  for (let index = 0; index < 20; index++) {
    const edges = taskset.at(index).answer.edges.split(',')
    expect(edges).toHaveLength(20)
    expect(edges).toEqual([...new Set(edges)].sort())
    expect(edges.every((edge) => edge.charAt(0) < edge.charAt(1))).toBe(true)
  }
})

test('colours are read in order or by name', async () => {
  const task = { prompt: 'given', answer: { edges: 'ab,bc', colors: 3, solution: '121' } }
  const right = ['121', '<answer>1 2 3</answer>', 'a=1, b=3, c=1']
  const wrong = ['112', '12', '1 2 4', '1 2 1 3', 'a=1, b=2', 'a=1, a=1, b=2', '121 or 131']
  expect(await verdictsOf(graphColoring, {}, task, right)).toEqual([true, true, true])
  expect(await verdictsOf(graphColoring, {}, task, wrong)).toEqual(wrong.map(() => false))
})
