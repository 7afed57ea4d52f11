import { expect, test } from 'vitest'
import countdown from '../../envs/countdown/index.ts'
import { combine, numberTerm, type Operation } from '../../envs/countdown/arithmetic.ts'
import { drawPuzzle } from '../../envs/countdown/draw.ts'
import { solve } from '../../envs/countdown/solve.ts'
import { Rng } from '../../src/core/random.ts'

const all: readonly Operation[] = ['+', '-', '*', '/']

test('terms are written with the parentheses that they need and no others', () => {
  const [two, three, eight] = [2, 3, 8].map(numberTerm) as [ReturnType<typeof numberTerm>, never, never]
  const sum = combine(two, '+', three, '')
  const product = combine(two, '*', three, '')
  if (sum === null || product === null) throw new Error('2 + 3 and 2 * 3 are whole')
  expect(combine(eight, '*', sum, '')?.text).toBe('8*(2+3)')
  expect(combine(eight, '-', sum, ' ')?.text).toBe('8 - (2+3)')
  expect(combine(eight, '+', sum, '')?.text).toBe('8+2+3')
  expect(combine(numberTerm(12), '/', product, '')?.text).toBe('12/(2*3)')
  expect(combine(sum, '*', eight, '')?.text).toBe('(2+3)*8')
  expect(combine(two, '-', three, '')).toBeNull()
  expect(combine(eight, '/', three, '')).toBeNull()
})

test('every drawn puzzle keeps to its settings and can be solved', () => {
  const settings = { numbers: 3, highest: 12, highestTarget: 40, operations: all }
  for (let seed = 0; seed < 300; seed++) {
    const puzzle = drawPuzzle(Rng.fromSeed(seed), settings)
    expect(puzzle.numbers).toHaveLength(3)
    expect(puzzle.numbers).toEqual(puzzle.numbers.toSorted((a, b) => a - b))
    expect(Math.max(...puzzle.numbers)).toBeLessThanOrEqual(12)
    expect(puzzle.target).toBeGreaterThanOrEqual(1)
    expect(puzzle.target).toBeLessThanOrEqual(40)
    expect(solve(puzzle, all, Rng.fromSeed(seed), '')).not.toBeNull()
  }
})

test('demonstrations differ from draw to draw and follow their stream', () => {
  const puzzle = { numbers: [3, 4, 7], target: 25 }
  const replies = Array.from({ length: 60 }, (_, seed) => solve(puzzle, all, Rng.fromSeed(seed), ''))
  expect(new Set(replies)).toEqual(new Set(['3*7+4', '7*3+4', '4+3*7', '4+7*3', '4*7-3', '7*4-3']))
  expect(solve(puzzle, all, Rng.fromSeed(5), '')).toBe(solve(puzzle, all, Rng.fromSeed(5), ''))
})

test('a puzzle without a solution has none', () => {
  expect(solve({ numbers: [1, 1], target: 9 }, all, Rng.fromSeed(0), '')).toBeNull()
})

test('the compact prompt is the numbers, the target and a colon', async () => {
  const spec = countdown.configure({ level: 2, prompt: 'compact' })
  const task = (await spec.tasks({ split: 'train', seed: 0 })).at(0)
  expect(task.prompt).toBe(`${task.answer.numbers.join(',')}=${task.answer.target}:`)
})

test('the numbers, their range and the operations can be set apart from the level', async () => {
  const spec = countdown.configure({ numbers: 5, highest: 6, operations: '+', highestTarget: 30 })
  const tasks = await spec.tasks({ split: 'train', seed: 0 })
  for (let index = 0; index < 50; index++) {
    const { numbers, target } = tasks.at(index).answer
    expect(numbers).toHaveLength(5)
    expect(numbers.reduce((sum, number) => sum + number, 0)).toBe(target)
  }
})

test('settings that allow no target say what to change', async () => {
  const spec = countdown.configure({ numbers: 3, highest: 1, operations: '-', highestTarget: 5 })
  const tasks = await spec.tasks({ split: 'train', seed: 0 })
  expect(() => tasks.at(0)).not.toThrow(/undefined/)
  const impossible = countdown.configure({ numbers: 2, highest: 1, operations: '-' })
  const none = await impossible.tasks({ split: 'train', seed: 0 })
  expect(() => none.at(0)).toThrow(/no target from 1 to 99.*Raise `highestTarget`/)
})
