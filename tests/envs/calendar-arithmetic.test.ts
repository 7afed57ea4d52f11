import { expect, test } from 'vitest'
import { businessDays, dateText, dayNumber, weekdayOf, weekdays } from '../../envs/calendar-arithmetic/days.ts'
import calendarArithmetic from '../../envs/calendar-arithmetic/index.ts'
import { verdictsOf } from './verdicts.ts'

const millisecondsADay = 86_400_000
const names = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

test('days, dates and weekdays are those of JavaScript’s Date, from 1600 to 2400', () => {
  for (let number = -135_000; number < 157_000; number += 13) {
    const date = new Date(number * millisecondsADay)
    expect(dateText(number)).toBe(date.toISOString().slice(0, 10))
    expect(weekdays[weekdayOf(number)]).toBe(names[date.getUTCDay()])
    expect(dayNumber({ year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() })).toBe(
      number,
    )
  }
})

test('business days are those that counting one by one gives', () => {
  for (let from = 0; from < 14; from++)
    for (let length = 0; length < 30; length++) {
      let count = 0
      for (let day = from; day <= from + length; day++) if (weekdayOf(day) < 5) count++
      expect(businessDays(from, from + length)).toBe(count)
    }
})

test('answers follow from the compact questions by Date', async () => {
  const taskset = await calendarArithmetic.configure({ level: 5, prompt: 'compact' }).tasks({ split: 'train', seed: 0 })
  const kinds = new Set<string>()
  for (let index = 0; index < 120; index++) {
    const { prompt, answer } = taskset.at(index)
    const [, first = '', kind = '', second = ''] = /^(\d{4}-\d\d-\d\d)([-+>bw])(.*):$/.exec(prompt as string) ?? []
    kinds.add(kind)
    const [from, to] = [Date.parse(first) / millisecondsADay, Date.parse(second) / millisecondsADay]
    const moved = (days: number): string => new Date((from + days) * millisecondsADay).toISOString().slice(0, 10)
    if (kind === '+') expect(answer).toBe(moved(Number(second)))
    else if (kind === '-') expect(answer).toBe(moved(-Number(second)))
    else if (kind === '>') expect(answer).toBe(String(to - from))
    else if (kind === 'w') expect(answer).toBe(names[new Date(first).getUTCDay()])
    else {
      let count = 0
      for (let day = from; day <= to; day++) if (![0, 6].includes(new Date(day * millisecondsADay).getUTCDay())) count++
      expect(answer).toBe(String(count))
    }
  }
  expect([...kinds].sort()).toEqual(['+', '-', '>', 'b', 'w'])
})

test('a date or a weekday is read in its form, one alone', async () => {
  const replies = [
    '<answer>2024-03-01</answer>',
    '**2024-03-01**.',
    '2024-03-02',
    '2024-3-1 or 2024-03-01',
    'March 1, 2024',
  ]
  expect(await verdictsOf(calendarArithmetic, {}, { prompt: 'given', answer: '2024-03-01' }, replies)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ])
  const days = ['monday', '<answer>Monday</answer>', 'Monday or Tuesday', 'Mon']
  expect(await verdictsOf(calendarArithmetic, {}, { prompt: 'given', answer: 'Monday' }, days)).toEqual([
    true,
    true,
    false,
    false,
  ])
})
