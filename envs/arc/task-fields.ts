// A record of ARC as tasks: its pairs and a test grid in the prompt, the test's output as the answer.
import { RlvrError } from '../../src/core/errors.ts'
import type { TaskFields } from '../../src/core/task.ts'

type Grid = readonly (readonly number[])[]

interface Pair {
  readonly input: Grid
  readonly output: Grid
}

/**
 * One task for each test grid.
 * @throws RlvrError `RLVR_DATA` naming the first fault of the record
 */
export function taskFields(record: unknown, owner: string): TaskFields<string>[] {
  const { train, test } = (record ?? {}) as { train?: unknown; test?: unknown }
  const shown = pairsOf(train, `${owner}: train`)
  return pairsOf(test, `${owner}: test`).map(({ input, output }) => ({
    prompt: `Each input grid becomes its output grid by one rule. Digits are colours.\n\n${shown.map((pair, index) => `Input ${index + 1}:\n${rowsOf(pair.input)}\nOutput ${index + 1}:\n${rowsOf(pair.output)}`).join('\n\n')}\n\nWhat is the output of this input?\n${rowsOf(input)}\n\nWrite the grid, a line a row, with spaces between the digits, in <answer></answer>.`,
    answer: rowsOf(output),
  }))
}

/** `1 2↵3 4`. */
export function rowsOf(grid: Grid): string {
  return grid.map((row) => row.join(' ')).join('\n')
}

function pairsOf(given: unknown, owner: string): Pair[] {
  const refuse = (what: string): never => {
    throw new RlvrError('RLVR_DATA', `${owner} ${what}`)
  }
  const pairs: readonly unknown[] = Array.isArray(given) ? given : []
  if (pairs.length === 0) refuse('is no list of { input, output }.')
  return pairs.map((pair, index) => {
    const { input, output } = (pair ?? {}) as Partial<Pair>
    for (const [name, grid] of Object.entries({ input, output }))
      if (!isGrid(grid))
        refuse(`pair ${index + 1}: \`${name}\` is no grid of 1 to 30 equally long rows of digits 0 to 9.`)
    return { input, output } as Pair
  })
}

function isGrid(grid: unknown): boolean {
  const isRow = (row: unknown): row is unknown[] => Array.isArray(row) && row.length >= 1 && row.length <= 30
  if (!isRow(grid) || !grid.every(isRow)) return false
  const rows: unknown[][] = grid
  const isDigit = (cell: unknown): boolean => Number.isInteger(cell) && (cell as number) >= 0 && (cell as number) <= 9
  return rows.every((row) => row.length === rows[0]?.length && row.every(isDigit))
}
