// Dates of the Gregorian calendar as numbers of days, without time zones (Hinnant, chrono-compatible low-level date
// algorithms, days_from_civil and civil_from_days). Day 0 is 1970-01-01.

export interface CalendarDate {
  readonly year: number
  readonly month: number
  readonly day: number
}

export const weekdays: readonly string[] = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
]

export function dayNumber({ year, month, day }: CalendarDate): number {
  // Years begin in March, so that the leap day is the last.
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
}

export function dateOf(number: number): CalendarDate {
  const shifted = number + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const month = ((shiftedMonth + 2) % 12) + 1
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  }
}

/** 0 is Monday: day 0 was a Thursday. */
export function weekdayOf(number: number): number {
  return (((number + 3) % 7) + 7) % 7
}

/** `2024-02-29`. */
export function dateText(number: number): string {
  const { year, month, day } = dateOf(number)
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

/** Days from Monday to Friday among `from` to `to`, both included. */
export function businessDays(from: number, to: number): number {
  const days = to - from + 1
  const weeks = Math.floor(days / 7)
  let count = weeks * 5
  for (let day = from + weeks * 7; day <= to; day++) if (weekdayOf(day) < 5) count++
  return count
}
