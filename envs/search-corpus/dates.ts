// Dates as articles write them and as answers do. In tasks they are `YYYY-MM-DD`.

const months = 'January February March April May June July August September October November December'.split(' ')

const two = (number: number): string => String(number).padStart(2, '0')

/** @example longDate('1932-05-07') // '7 May 1932' */
export function longDate(date: string): string {
  const [year, month, day] = date.split('-').map(Number)
  return `${day} ${months[(month as number) - 1]} ${year}`
}

const forms: readonly (readonly [RegExp, year: number, month: number, day: number])[] = [
  [/^(\d{4})-(\d{1,2})-(\d{1,2})$/, 1, 2, 3],
  [/^(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([a-z]{3,9})\.?,? (\d{4})$/i, 3, 2, 1],
  [/^([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$/i, 3, 1, 2],
]

/**
 * A day with its month by name, or as ISO 8601 has it; null for anything else, such as `07/05/1932`, which says two days.
 * @example readDate('May 7th, 1932') // '1932-05-07'
 */
export function readDate(text: string): string | null {
  const plain = text.replace(/^(?:on )?(?:the )?/i, '').replaceAll(/\s+/g, ' ')
  for (const [form, year, month, day] of forms) {
    const found = form.exec(plain)
    if (found === null) continue
    const number = monthOf(found[month] as string)
    return number === 0 ? null : `${found[year]}-${two(number)}-${two(Number(found[day]))}`
  }
  return null
}

/** 0 where it is none. */
function monthOf(text: string): number {
  if (/^\d/.test(text)) return Number(text)
  const named = text.toLowerCase()
  return months.findIndex((month) => month.toLowerCase().startsWith(named)) + 1 || (named === 'sept' ? 9 : 0)
}
