// Numbers with separators of other customs than 1,234.5: decimal commas (3,14 and 1.234.567,89), Indian groups (12,34,567).
// They may be lists as well, so they count only where the other side is one number, or where a price or unit says so.

const indian = /^[-+]?\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?$/
const dotted = /^[-+]?\d{1,3}(?:\.\d{3})+,\d+$|^[-+]?\d{1,3}(?:\.\d{3}){2,}$/
const spaced = /^[-+]?\d{1,3}(?:(?:\s|~|\\[,; ])\d{3})+,\d+$/
const comma = /^([-+]?\d+),(\d+)$/

/**
 * The number with a point and without groups, where the text can be one; else null. `1,234` is a thousand.
 * @param isStrict also leaves out `1,2`, which is a list unless something says otherwise
 * @example asOneNumber('1.234.567,89', true) // '1234567.89'
 */
export function asOneNumber(text: string, isStrict: boolean): string | null {
  if (!/^[-+\d.,\s~\\;]*$/.test(text)) return null
  if (indian.test(text)) return text.replaceAll(',', '')
  if (dotted.test(text)) return text.replaceAll('.', '').replace(',', '.')
  if (spaced.test(text)) return text.replace(/\s|~|\\[,; ]/g, '').replace(',', '.')
  const [, integer = '', fraction = ''] = comma.exec(text) ?? []
  if (fraction === '') return null
  const isDecimal = /^[-+]?0$/.test(integer) || (fraction.length !== 3 && (fraction.length > 1 || !isStrict))
  return isDecimal ? `${integer}.${fraction}` : null
}
