import { expect, test } from 'vitest'
import nonograms from '../../envs/nonograms/index.ts'
import { runsOf } from '../../envs/nonograms/runs.ts'
import { verdictsOf } from './verdicts.ts'

test('runs are those that splitting at empty cells gives', () => {
  for (let bits = 0; bits < 512; bits++) {
    const cells = bits.toString(2).padStart(9, '0')
    const lines = (places: readonly number[][]): string =>
      places
        .map((line) => {
          const text = line.map((place) => cells[place]).join('')
          return (
            text
              .split('0')
              .filter((run) => run !== '')
              .map((run) => run.length)
              .join(' ') || '0'
          )
        })
        .join('/')
    expect(runsOf(cells, 3, 'rows')).toBe(
      lines([
        [0, 1, 2],
        [3, 4, 5],
        [6, 7, 8],
      ]),
    )
    expect(runsOf(cells, 3, 'columns')).toBe(
      lines([
        [0, 3, 6],
        [1, 4, 7],
        [2, 5, 8],
      ]),
    )
  }
})

test('every picture with the runs is right, no other is', async () => {
  const all = Array.from({ length: 512 }, (_, bits) => bits.toString(2).padStart(9, '0'))
  // One filled cell a row and a column: six pictures.
  const answer = { rows: '1/1/1', columns: '1/1/1', solution: '100010001' }
  const outcomes = await verdictsOf(nonograms, { prompt: 'compact' }, { prompt: 'given', answer }, all)
  const right = all.filter((_, index) => outcomes[index])
  expect(right).toHaveLength(6)
  expect(right).toContain('001100010')
})

test('a picture counts in any layout, and whole', async () => {
  const answer = { rows: '2/1', columns: '2/1', solution: '1110' }
  const replies = ['11\n10', '<answer>[[1,1],[1,0]]</answer>', '111', '11\n11', '##\n#.']
  expect(await verdictsOf(nonograms, {}, { prompt: 'given', answer }, replies)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ])
})
