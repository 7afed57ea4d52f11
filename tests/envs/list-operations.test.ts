import { expect, test } from 'vitest'
import listOperations from '../../envs/list-operations/index.ts'
import { drawOperation } from '../../envs/list-operations/operations.ts'
import { Rng } from '../../src/core/random.ts'
import { verdictsOf } from './verdicts.ts'

/** The operations again, by their signs and by hand. */
function byHand(sign: string, list: readonly number[]): number[] {
  const result: number[] = []
  switch (sign.charAt(0)) {
    case 'r':
      for (const number of list) result.unshift(number)
      return result
    case 's':
    case 'z': {
      const left = [...list]
      while (left.length > 0) {
        const next = sign === 's' ? Math.min(...left) : Math.max(...left)
        result.push(...left.splice(left.indexOf(next), 1))
      }
      return result
    }
    case 'f':
      return list.filter((_, place) => place > 0)
    case 'l':
      return list.filter((_, place) => place < list.length - 1)
    case 'w':
      return list.map((_, place) => list[(place + 1) % list.length] as number)
    case 'd':
      return list.map((number) => number + number)
    case 'e':
      return list.filter((number) => Number.isInteger(number / 2))
    case 'o':
      return list.filter((number) => !Number.isInteger(number / 2))
    case 'u':
      for (const number of list) if (!result.includes(number)) result.push(number)
      return result
    case 'c':
      return list.map((_, place) => list.slice(0, place + 1).reduce((sum, number) => sum + number, 0))
    case '+':
      return list.map((number) => number + Number(sign.slice(1)))
    default:
      return list.filter((number) => number > Number(sign.slice(1)))
  }
}

test('every operation does what its sign and its sentence say', () => {
  const seen = new Map<string, string>()
  for (let seed = 0; seed < 400; seed++) {
    const rng = Rng.fromSeed(seed)
    const { sign, sentence, apply } = drawOperation(rng)
    seen.set(sign, sentence)
    const list = Array.from({ length: 6 }, () => rng.int(0, 12))
    expect(apply(list), sentence).toEqual(byHand(sign, list))
  }
  expect(seen.size).toBe(11 + 9 + 9)
  expect(seen.get('+3')).toBe('add 3 to every number')
})

test('the answer is the list after all signs of the prompt', async () => {
  for (const level of [1, 3, 5]) {
    const taskset = await listOperations.configure({ level, prompt: 'compact' }).tasks({ split: 'test', seed: 2 })
    for (let index = 0; index < 40; index++) {
      const { prompt, answer } = taskset.at(index)
      const parts = (prompt as string).slice(0, -1).split(' ')
      const signs = parts.pop()?.match(/[+>]\d|[a-z]/g) ?? []
      const list = signs.reduce((left: number[], sign) => byHand(sign, left), parts.map(Number))
      expect(list.join(' ')).toBe(answer)
    }
  }
})

test('a list counts however it is written, in its order only', async () => {
  const task = { prompt: 'given', answer: '3 1 2' }
  const replies = [
    '<answer>[3, 1, 2]</answer>',
    '3 1 2',
    '3 2 1',
    '3 1',
    '3 1 2 2',
    '<answer>3, 1, 2 or 1, 2, 3</answer>',
  ]
  expect(await verdictsOf(listOperations, {}, task, replies)).toEqual([true, true, false, false, false, false])
})
