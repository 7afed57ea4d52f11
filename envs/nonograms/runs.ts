// Runs of filled cells.

/**
 * Lengths of the runs of every row or column, `0` where there are none.
 * @example runsOf('101010000', 3, 'rows') // '1 1/1/0'
 */
export function runsOf(cells: string, size: number, kind: 'rows' | 'columns'): string {
  const [along, across] = kind === 'rows' ? [1, size] : [size, 1]
  let text = ''
  for (let line = 0; line < size; line++) {
    if (line > 0) text += '/'
    const start = text.length
    let run = 0
    for (let place = 0; place <= size; place++) {
      if (place < size && cells[line * across + place * along] === '1') run++
      else if (run > 0) {
        text += text.length > start ? ` ${run}` : run
        run = 0
      }
    }
    if (text.length === start) text += '0'
  }
  return text
}
