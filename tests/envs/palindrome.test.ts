import { expect, test } from 'vitest'
import palindrome from '../../envs/palindrome/index.ts'
import { verdictsOf } from './verdicts.ts'

function orders(letters: string): string[] {
  if (letters.length < 2) return [letters]
  const found = letters
    .split('')
    .flatMap((letter, place) => orders(letters.slice(0, place) + letters.slice(place + 1)).map((rest) => letter + rest))
  return [...new Set(found)]
}

test('of all orders of the letters those that read the same from both ends are right', async () => {
  const taskset = await palindrome.configure({ level: 2 }).tasks({ split: 'train', seed: 0 })
  for (let index = 0; index < 6; index++) {
    const task = taskset.at(index)
    const all = orders(task.answer)
    const isRight = all.map((order) => order === order.split('').toReversed().join(''))
    expect(isRight).toContain(true)
    expect(await verdictsOf(palindrome, { prompt: 'compact' }, task, all)).toEqual(isRight)
  }
})

test('the letters stand sorted and are those of a palindrome, as many as the level says', async () => {
  const taskset = await palindrome.configure({ level: 3 }).tasks({ split: 'test', seed: 1 })
  for (let index = 0; index < 50; index++) {
    const { answer } = taskset.at(index)
    expect(answer).toHaveLength(9)
    expect(answer).toBe(answer.split('').sort().join(''))
    const counts = Object.values(Object.groupBy(answer, (letter) => letter))
    expect(counts.filter((each) => (each?.length ?? 0) % 2 === 1)).toHaveLength(1)
  }
})

test('a palindrome of other letters or with one too many is wrong', async () => {
  const task = { prompt: 'given', answer: 'aabbc' }
  const replies = ['abcba', '<answer>"BACAB"</answer>', 'abccba', 'abba', 'aabbc', 'abcba bacab']
  expect(await verdictsOf(palindrome, {}, task, replies)).toEqual([true, true, false, false, false, false])
})
