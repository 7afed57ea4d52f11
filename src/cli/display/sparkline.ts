// A curve in one line of text.

const bars = '▁▂▃▄▅▆▇█'

/**
 * The last values in at most `columns` characters, scaled to `low..high` (to their own range where not given).
 * Where there are more values than columns, each character is the mean of its share; null is a blank.
 * @example sparkline([0, 0.5, 1], 3, { low: 0, high: 1 }) // '▁▅█'
 */
export function sparkline(
  values: readonly (number | null)[],
  columns: number,
  range?: { readonly low: number; readonly high: number },
): string {
  if (columns < 1) return ''
  const count = Math.min(columns, values.length)
  const cells = Array.from({ length: count }, (_, i) => {
    const from = Math.floor((i * values.length) / count)
    const to = Math.floor(((i + 1) * values.length) / count)
    const known = values.slice(from, to).filter(isNumber)
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
  })
  const known = cells.filter(isNumber)
  const low = range?.low ?? Math.min(...known)
  const high = range?.high ?? Math.max(...known)
  return cells
    .map((value) => {
      if (value === null) return ' '
      const share = high > low ? (value - low) / (high - low) : 0.5
      return bars[Math.max(0, Math.min(7, Math.round(share * 7)))]
    })
    .join('')
}

function isNumber(value: number | null | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}
