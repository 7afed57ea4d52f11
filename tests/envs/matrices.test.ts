import { det, inv, multiply } from 'mathjs'
import { expect, test } from 'vitest'
import { determinantOf, inverseOf, productOf } from '../../envs/matrices/determinant.ts'
import matrices from '../../envs/matrices/index.ts'
import { readMatrix } from '../../envs/matrices/read-matrix.ts'
import { drawnTasks } from './drawn.ts'
import { verdictsOf } from './verdicts.ts'

const rowsOf = (text: string): number[][] =>
  text
    .slice(1, -1)
    .split(';')
    .map((row) => row.split(' ').map(Number))
const numbers = (text: string): number[][] =>
  readMatrix(text)?.map((row) => row.map(({ numerator, denominator }) => Number(numerator) / Number(denominator))) ?? []

test('answers are those of mathjs', async () => {
  const kinds = new Set<string>()
  for (const { prompt, answer } of await drawnTasks(matrices, { levels: [1, 2, 3, 4, 5], count: 40 })) {
    const [first = '', second] = (prompt as string).match(/\[[^\]]*\]/g) ?? []
    const kind = second === undefined ? (prompt as string).slice(0, 3) : '*'
    kinds.add(kind)
    const expected =
      kind === '*'
        ? multiply(rowsOf(first), rowsOf(second as string))
        : kind === 'det'
          ? [[det(rowsOf(first))]]
          : inv(rowsOf(first))
    for (const [i, row] of numbers(answer).entries())
      for (const [j, value] of row.entries()) expect(value).toBeCloseTo(expected[i]?.[j] as number, 8)
  }
  expect([...kinds].sort()).toEqual(['*', 'det', 'inv'])
})

test('a matrix times its inverse is the unit', () => {
  const rows = [
    [2, 0, 1],
    [1, 3, -1],
    [0, 5, 4],
  ]
  expect(determinantOf(rows)).toBe(39)
  const scaled = inverseOf(rows).map((row) => row.map(({ above, below }) => (39 * above) / below))
  expect(productOf(rows, scaled)).toEqual([
    [39, 0, 0],
    [0, 39, 0],
    [0, 0, 39],
  ])
})

test('a matrix is read in its usual forms, each entry counts', async () => {
  const task = { prompt: 'inv', answer: '[1/2 0;0 1/3]' }
  const right = [
    '<answer>[[1/2, 0], [0, 1/3]]</answer>',
    '\\boxed{\\begin{pmatrix} \\frac{1}{2} & 0 \\\\ 0 & \\frac{1}{3} \\end{pmatrix}}',
    '<answer>\n0.5 0\n0 2/6\n</answer>',
    '[1/2 0;0 1/3]',
    '<answer>A^-1 = [[1/2, 0], [0, 1/3]]</answer>',
  ]
  const wrong = [
    '[[1/2, 0], [0, 1/2]]',
    '[1/2 0 0 1/3]',
    '[[1/2, 0], [0]]',
    'inv[2 0;0 3]',
    '[[0.5, 0], [0, 0.333]]',
    '1/2',
  ]
  expect(await verdictsOf(matrices, {}, task, right)).toEqual(right.map(() => true))
  expect(await verdictsOf(matrices, {}, task, wrong)).toEqual(wrong.map(() => false))
})
