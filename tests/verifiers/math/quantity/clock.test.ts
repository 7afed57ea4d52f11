// Times of day in seconds after midnight, and what is no time.
import { expect, test } from 'vitest'
import { readClock, sameTime } from '../../../../verifiers/math/quantity/clock.ts'

const secondsOf = (text: string): number | null => {
  const time = readClock(text)?.of[0]
  return time?.kind === 'number' ? Number(time.value.numerator) : null
}

test.each([
  ['2:30 PM', 52_200],
  ['2:30 a.m.', 9000],
  ['2:30\\text{ p.m.}', 52_200],
  ['12:00 AM', 0],
  ['12:15 PM', 44_100],
  ['12 noon', 43_200],
  ['noon', 43_200],
  ['9 AM', 32_400],
  ['2:05', 7500],
  ["3 o'clock", 10_800],
  ['2.30 pm', 52_200],
  ['10:15:30 AM', 36_930],
])('%s is %i seconds after midnight', (text, seconds) => {
  expect(secondsOf(text)).toBe(seconds)
})

test.each(['2:30', '14:30', '3:4', '25:00 PM', '2:75 PM', '13 AM', '0 PM', '5 \\mathrm{~pm}', '12', '2.30'])(
  '%s is no time by itself',
  (text) => {
    expect(readClock(text)).toBeNull()
  },
)

test('the half of the day may be left out, but not be another', () => {
  const [late, early, either] = ['2:05 PM', '2:05 AM', '2:05'].map(readClock)
  if (!late || !early || !either) throw new Error('all three are times')
  expect(sameTime(late, early)).toBe(false)
  expect(sameTime(late, either)).toBe(true)
  expect(sameTime(either, early)).toBe(true)
})
