import { expect, test } from 'vitest'
import {
  emptyBoard,
  freeCells,
  opponentCell,
  placed,
  resultOf,
  solution,
  valueFor,
} from '../../envs/tic-tac-toe/board.ts'
import ticTacToe from '../../envs/tic-tac-toe/index.ts'
import { makeTask } from '../../src/core/task.ts'
import { scriptedPolicy } from '../../src/index.ts'
import { play, tasksOf } from './play.ts'

test('lines win, a full board without one is a draw', () => {
  expect(['XXX.OO...', '..O.O.OXX', 'XOXXOOOXX', emptyBoard].map(resultOf)).toEqual(['X', 'O', 'draw', null])
})

test('by perfect play nobody wins, a fork does', () => {
  expect(valueFor('X', emptyBoard)).toBe(0)
  expect(valueFor('X', 'X.O...O.X')).toBe(1)
  expect(valueFor('O', 'XX.OO....')).toBe(1)
})

test('opponents of all levels play legally; the second wins or blocks at once, the third is never beaten', () => {
  for (let luck = 0; luck < 20; luck++) {
    expect(opponentCell('XX..O....', { mark: 'O', level: 2, luck })).toBe(2)
    expect(opponentCell('XX.OO...X', { mark: 'O', level: 2, luck })).toBe(5)
    expect(opponentCell('X........', { mark: 'O', level: 3, luck })).toBe(4)
    for (const level of [1, 2, 3])
      expect(freeCells('XOX.O..X.')).toContain(opponentCell('XOX.O..X.', { mark: 'O', level, luck }))
  }
  const unbeaten = (board: string, luck: number): boolean =>
    freeCells(board).every((cell) => {
      const own = placed(board, cell, 'X')
      if (resultOf(own) !== null) return resultOf(own) !== 'X'
      const next = placed(own, opponentCell(own, { mark: 'O', level: 3, luck }), 'O')
      return resultOf(next) !== null || unbeaten(next, luck)
    })
  expect(unbeaten(emptyBoard, 1)).toBe(true)
})

test('a demonstration wins, or draws with the perfect opponent', async () => {
  for (const level of [1, 2, 3])
    for (const task of await tasksOf(ticTacToe.configure({ level }), 20))
      expect(solution(task.answer)?.length).toBeGreaterThanOrEqual(3)
})

test('a second reply in a row that is no move loses', async () => {
  const spec = ticTacToe.configure({})
  const task = makeTask(
    { prompt: 'given', answer: { mark: 'X', level: 1, luck: 1, opponent: 'script' } as const },
    'given',
  )
  expect(await play(spec, task, ['[9]', '0 or 1'])).toMatchObject({ reward: 0, outcome: false, turns: 2 })
  const { messages } = await play(spec, task, ['9', '0', '0'])
  expect(messages.filter(({ content }) => content.startsWith('That was no move.'))).toHaveLength(2)
})

test('another policy plays by `opponent`, and a run without it is refused', async () => {
  const lacking = ticTacToe.configure({ opponent: 'policy' })
  const tasks = await tasksOf(lacking, 20)
  const task = tasks.find(({ answer }) => answer.mark === 'X')
  const second = tasks.find(({ answer }) => answer.mark === 'O')
  if (task === undefined || second === undefined) throw new Error('no task')
  await expect(lacking.begin({ task })).rejects.toThrow('needs a policy to play against (`opponent`)')
  const named = scriptedPolicy(({ messages }) => messages.at(-1)?.content.match(/Free cells: (\d)/)?.[1] ?? '')
  const spec = ticTacToe.configure({ opponent: 'policy' }, { opponent: named })
  const lost = await play(spec, task, ['8', '7', '3', '5'])
  expect(lost).toMatchObject({ reward: 0, outcome: false, turns: 3 })
  expect(lost.messages[2]?.content).toMatch(/^O takes 0\. The board/)
  const mute = ticTacToe.configure({ opponent: 'policy' }, { opponent: scriptedPolicy('I pass.') })
  expect(await play(mute, task, ['4'])).toMatchObject({ reward: 1, outcome: true, turns: 1 })
  // Where X is the opponent's mark, chance has begun for it.
  expect(second.prompt).toContain('as O.')
  expect((await play(spec, second, ['no', '8', '7'])).messages[4]?.content).toMatch(/^X takes \d\. The board/)
})

test('compact prompts are a mark and nine cells, for the opponent too', async () => {
  const seen: string[] = []
  const first = scriptedPolicy(({ messages }) => {
    seen.push(messages.at(-1)?.content ?? '')
    return String(seen.at(-1)?.slice(1).indexOf('.'))
  })
  const spec = ticTacToe.configure({ opponent: 'policy', prompt: 'compact' }, { opponent: first })
  const task = (await tasksOf(spec, 20)).find(({ answer }) => answer.mark === 'X')
  if (task === undefined) throw new Error('no task')
  expect(task.prompt).toBe('X.........:')
  const { messages } = await play(spec, task, ['4', '8'])
  expect(seen).toEqual(['O....X....:', 'OO...X...X:'])
  expect(messages.map(({ content }) => content)).toEqual(['X.........:', '4', 'XO...X....:', '8', 'XOO..X...X:'])
})
