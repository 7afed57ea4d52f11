import { expect, test } from 'vitest'
import timeArithmetic from '../../envs/time-arithmetic/index.ts'
import { readTime, timeText } from '../../envs/time-arithmetic/times.ts'
import { verdictsOf } from './verdicts.ts'

const seconds = (text: string): number =>
  text.split(':').reduce((sum, part, index) => sum + Number(part) * [3600, 60, 1][index]!, 0)
const day = 86_400

test('answers follow from the compact questions', async () => {
  const kinds = new Set<string>()
  for (const level of [1, 2, 3, 4, 5]) {
    const taskset = await timeArithmetic.configure({ level, prompt: 'compact' }).tasks({ split: 'train', seed: 0 })
    for (let index = 0; index < 60; index++) {
      const { prompt, answer } = taskset.at(index)
      const times = (prompt as string).slice(0, -1).split(/[-+>]/).map(seconds)
      const signs = (prompt as string).replaceAll(/[\d:]/g, '')
      const [first = 0, second = 0, third = 0, fourth = 0] = times
      const isZone = times.length === 4 && /^\d\d:\d\d:\d\d[-+]\d{1,2}:\d\d[-+]\d\d:\d\d:\d\d/.test(prompt as string)
      kinds.add(isZone ? 'zones' : times.length > 2 || level === 5 ? 'sum' : signs)
      if (isZone) {
        const [from = '', , to = ''] = signs
        const apart = (to === '-' ? -fourth : fourth) - (from === '-' ? -second : second)
        expect(seconds(answer)).toBe((first + third + apart + 2 * day) % day)
      } else if (times.length > 2) expect(seconds(answer)).toBe(times.reduce((sum, each) => sum + each, 0))
      else if (signs === '+') expect(seconds(answer)).toBe((first + second) % day)
      else expect(seconds(answer)).toBe((day + (signs === '-' ? first - second : second - first)) % day)
    }
  }
  expect([...kinds].sort()).toEqual(['+', '-', '>', 'sum', 'zones'])
})

test('times are read with or without a leading zero or seconds', async () => {
  expect(readTime('9:05')).toBe(32_700)
  expect(readTime('125:00:01')).toBe(450_001)
  expect([readTime('9:60'), readTime('9'), readTime('9:05 pm'), readTime('')]).toEqual([null, null, null, null])
  expect(timeText(32_700, 60)).toBe('09:05')
  expect(timeText(32_701, 1)).toBe('09:05:01')
  const task = { prompt: 'given', answer: '09:05' }
  const replies = ['09:05', '<answer>9:05</answer>', '9:05:00', '09:06', '21:05', '9:05 or 9:06']
  expect(await verdictsOf(timeArithmetic, {}, task, replies)).toEqual([true, true, true, false, false, false])
})
