import { expect, test } from 'vitest'
import { Board, otherOf, type Mark, type Size } from '../../envs/connect-four/board.ts'
import connectFour from '../../envs/connect-four/index.ts'
import { openingOf, opponentColumn, winningLine } from '../../envs/connect-four/play.ts'
import { bestColumns, columnValues, depthWithin } from '../../envs/connect-four/search.ts'
import { OpposingPolicy } from '../../envs/opposing-policy.ts'
import { Rng } from '../../src/core/random.ts'
import { makeTask } from '../../src/core/task.ts'
import { scriptedPolicy } from '../../src/index.ts'
import { play, tasksOf } from './play.ts'

/** The same game by another representation: a bit a cell, columns of rows + 1 bits, as in John Tromp's Fhourstones. */
class BitBoard {
  readonly #step: bigint
  readonly #rows: number
  readonly masks: [bigint, bigint] = [0n, 0n]
  readonly heights: number[]

  constructor({ columns, rows }: Size) {
    this.#step = BigInt(rows + 1)
    this.#rows = rows
    this.heights = Array.from({ length: columns }, () => 0)
  }

  get open(): number[] {
    return this.heights.flatMap((height, column) => (height < this.#rows ? [column] : []))
  }

  toggle(column: number, side: 0 | 1, by: 1 | -1): void {
    const height = (this.heights[column] as number) - (by === 1 ? 0 : 1)
    this.masks[side] ^= 1n << (BigInt(column) * this.#step + BigInt(height))
    this.heights[column] = (this.heights[column] as number) + by
  }

  won(side: 0 | 1): boolean {
    return [1n, this.#step - 1n, this.#step, this.#step + 1n].some((shift) => {
      const pairs = this.masks[side] & (this.masks[side] >> shift)
      return (pairs & (pairs >> (2n * shift))) !== 0n
    })
  }

  /** 1, 0 or -1 for the side to move, by trying everything to the end. */
  value(side: 0 | 1, known: Map<string, number> = new Map()): number {
    const key = `${this.masks[0]} ${this.masks[1]}`
    const found = known.get(key)
    if (found !== undefined) return found
    let best = this.open.length === 0 ? 0 : -1
    for (const column of this.open) {
      this.toggle(column, side, 1)
      best = Math.max(best, this.won(side) ? 1 : 0 - this.value(side === 0 ? 1 : 0, known))
      this.toggle(column, side, -1)
      if (best === 1) break
    }
    known.set(key, best)
    return best
  }
}

test('discs fall, lines win and lines are drawn as on a board of bits, over games drawn by chance', () => {
  const rng = Rng.fromSeed('games')
  const ends = { won: 0, full: 0 }
  for (let game = 0; game < 300; game++) {
    const size = { columns: rng.int(4, 9), rows: rng.int(4, 9) }
    const [board, bits] = [new Board(size), new BitBoard(size)]
    for (let ply = 0; ; ply++) {
      expect(board.open()).toEqual(bits.open)
      if (board.isFull) {
        ends.full++
        break
      }
      const column = rng.pick(board.open())
      const side = ply % 2 === 0 ? 0 : 1
      bits.toggle(column, side, 1)
      expect(board.wouldWin(column, side === 0 ? 'X' : 'O')).toBe(bits.won(side))
      board.drop(column, side === 0 ? 'X' : 'O')
      expect(board.wins(column)).toBe(bits.won(side))
      if (board.wins(column)) {
        ends.won++
        break
      }
    }
  }
  expect(ends.won).toBeGreaterThan(200)
  expect(ends.full).toBeGreaterThan(0)
})

test('a search to the end gives the value that trying everything gives', () => {
  const rng = Rng.fromSeed('positions')
  const signs = new Set<number>()
  for (let position = 0; position < 60; position++) {
    const size = { columns: 4, rows: 4 }
    const [board, bits] = [new Board(size), new BitBoard(size)]
    let mark: Mark = 'X'
    for (let ply = 0; ply < 7 && board.open().length > 0; ply++) {
      const column = rng.pick(board.open().filter((each) => !board.wouldWin(each, mark)))
      board.drop(column, mark)
      bits.toggle(column, mark === 'X' ? 0 : 1, 1)
      mark = otherOf(mark)
    }
    const value = bits.value(mark === 'X' ? 0 : 1)
    signs.add(value)
    expect(Math.sign(Math.max(...columnValues(board, mark, 16).values()))).toBe(value)
  }
  expect(signs).toEqual(new Set([-1, 0, 1]))
})

test('a search prefers the sooner win and the later loss, and looks no further than it may', () => {
  const board = boardOf(['.......', '.......', '.......', 'O......', 'O......', 'O.XXX..'])
  expect(bestColumns(board, 'X', 4)).toEqual([1, 5])
  expect(columnValues(board, 'O', 2).get(0)).toBe(2)
  expect(columnValues(board, 'O', 1).get(3)).toBe(0)
  expect([7, 5, 9, 4].map((columns) => depthWithin(4000, columns))).toEqual([4, 5, 3, 5])
})

test('the second opponent wins or blocks at once, the first covers every other disc', () => {
  const threat = boardOf(['.......', '.......', '.......', '.......', '..O....', '.XXX...'])
  const open = boardOf(['.......', '.......', '.......', '.......', '.......', '..X.O..'])
  let covered = 0
  for (let luck = 0; luck < 200; luck++) {
    expect([0, 4]).toContain(opponentColumn(threat, { mark: 'O', level: 2, luck, last: 1 }))
    expect(opponentColumn(threat, { mark: 'X', level: 3, luck, last: 1 })).toSatisfy(
      (column) => column === 0 || column === 4,
    )
    if (opponentColumn(open, { mark: 'O', level: 1, luck, last: 2 }) === 2) covered++
  }
  expect(covered).toBeGreaterThan(80)
  expect(covered).toBeLessThan(150)
})

test('a winning line is found against every opponent, on boards of several sizes', () => {
  for (const [columns, rows] of [
    [7, 6],
    [4, 4],
    [5, 4],
    [9, 5],
  ] as const)
    for (const level of [1, 2, 3])
      for (let luck = 0; luck < 4; luck++)
        expect(winningLine({ columns, rows, level, luck, mark: luck % 2 === 0 ? 'X' : 'O' })).not.toBeNull()
})

test('a full column is no move, and a second reply in a row that is none loses', async () => {
  const spec = connectFour.configure({ columns: 4, rows: 4 })
  const answer = { mark: 'X', level: 3, luck: 1, columns: 4, rows: 4 } as const
  const task = makeTask({ prompt: 'given', answer }, 'given')
  expect(await play(spec, task, ['[4]', '0 or 1'])).toMatchObject({ reward: 0, outcome: false, turns: 2 })
  const { messages, reward } = await play(spec, task, ['0', '0', '0', '0', '0'])
  expect(reward).toBe(0)
  expect(messages.some(({ content }) => content.startsWith('That was no move.'))).toBe(true)
})

test('a drawn match earns half and solves nothing', async () => {
  const spec = connectFour.configure({ columns: 4, rows: 4, opponent: 'policy' }, { opponent: columnsOf('02011103') })
  const answer = { mark: 'X', level: 1, luck: 1, columns: 4, rows: 4 } as const
  const task = makeTask({ prompt: 'given', answer }, 'given')
  const played = await play(spec, task, Array.from('23223013'))
  expect(played).toMatchObject({ reward: 0.5, outcome: false, turns: 8 })
})

test('another policy sees the rules once, then each position; where X is its mark, chance has begun for it', async () => {
  const seen: string[][] = []
  const named = scriptedPolicy(({ messages }) => {
    seen.push(messages.map(({ content }) => content))
    return messages.at(-1)?.content.match(/Open columns: (\d)/)?.[1] ?? ''
  })
  const spec = connectFour.configure({ opponent: 'policy' }, { opponent: named })
  const task = (await tasksOf(spec, 10)).find(({ answer }) => answer.mark === 'O')
  if (task === undefined) throw new Error('no task')
  expect(openingOf(task.answer).column).not.toBeNull()
  await play(spec, task, ['5', '6', '5'])
  expect(seen.map(({ length }) => length)).toEqual([1, 3, 5])
  expect(seen[0]?.[0]).toContain('You play connect four as X')
  expect(seen[1]?.[2]).toMatch(/^O takes 6\. The board/)
})

test('a policy that makes no move is asked once more, with a seed of its own', async () => {
  const asked: (string | number)[] = []
  const mute = scriptedPolicy(({ seed }) => {
    asked.push(seed)
    return 'I pass.'
  })
  const turn = { shown: 'Your turn.', position: 'p', fault: 'No.', read: () => null }
  const opposing = new OpposingPolicy(mute, { luck: 7 })
  expect(opposing.isNew).toBe(true)
  expect(await opposing.move(turn)).toBeNull()
  expect(opposing.isNew).toBe(false)
  expect(asked).toEqual(['7/p/0', '7/p/1'])
})

/** A board from its rows, from the top. */
function boardOf(lines: readonly string[]): Board {
  const board = new Board({ columns: lines[0]?.length ?? 0, rows: lines.length })
  for (const line of lines.toReversed())
    for (const [column, cell] of Array.from(line).entries()) if (cell !== '.') board.drop(column, cell as Mark)
  return board
}

/** A policy that names these columns one after the other. */
function columnsOf(columns: string): ReturnType<typeof scriptedPolicy> {
  let at = 0
  return scriptedPolicy(() => columns.charAt(at++))
}
