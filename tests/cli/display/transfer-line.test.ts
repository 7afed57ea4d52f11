import { expect, test } from 'vitest'
import { transferLine } from '../../../src/cli/display/transfer-line.ts'

function shownOf(
  isTTY: boolean,
  told: readonly (readonly [atMs: number, done: number, total: number | null])[],
): string {
  let text = ''
  let at = 0
  const tell = transferLine('reading ./model', { isTTY, write: (part: string) => (text += part) }, () => at)
  for (const [atMs, done, total] of told) {
    at = atMs
    tell(done, total)
  }
  return text
}

test('what is over at once is not shown', () => {
  expect(
    shownOf(true, [
      [10, 5e8, 1e9],
      [50, 1e9, 1e9],
    ]),
  ).toBe('')
  expect(
    shownOf(false, [
      [10, 5e8, 1e9],
      [50, 1e9, 1e9],
    ]),
  ).toBe('')
})

test('a terminal has one line that changes and ends', () => {
  const text = shownOf(true, [
    [800, 3e8, 1e9],
    [810, 3.1e8, 1e9],
    [2000, 1e9, 1e9],
  ])
  expect(text).toBe('\r\u001B[Kreading ./model: 30 % of 1.00 GB\r\u001B[Kreading ./model: 100 % of 1.00 GB\n')
})

test('elsewhere there is a line for every quarter', () => {
  const told = Array.from({ length: 100 }, (_, index) => [1000 + index, (index + 1) * 1e6, 1e8] as const)
  expect(shownOf(false, told).trimEnd().split('\n')).toEqual(
    [25, 50, 75, 100].map((share) => `reading ./model: ${share} % of 100 MB`),
  )
})

test('where nobody knows how much there is, what is done is told', () => {
  expect(shownOf(true, [[900, 2_500_000, null]])).toBe('\r\u001B[Kreading ./model: 2.5 MB')
})
