// Rows as the `table` of a console draws them.
import type { Inspect } from './inspect.ts'

export function installConsoleTable(inspect: Inspect): (rows: unknown) => string {
  return (rows) => {
    if (typeof rows !== 'object' || rows === null) return inspect.inspect(rows)
    const indexName = '(index)'
    const columns = [indexName]
    const lines: Map<string, string>[] = []
    let hasValues = false
    for (const [index, row] of rows instanceof Map || rows instanceof Set
      ? [...rows].entries()
      : Object.entries(rows)) {
      const cells = new Map([[indexName, String(index)]])
      if (typeof row === 'object' && row !== null) {
        for (const [key, value] of Object.entries(row as object)) {
          if (!columns.includes(key)) columns.push(key)
          cells.set(key, inspect.inspect(value, { depth: 0 }))
        }
      } else {
        hasValues = true
        cells.set('Values', inspect.inspect(row))
      }
      lines.push(cells)
    }
    if (hasValues) columns.push('Values')
    const widths = columns.map(
      (column) => Math.max(column.length, ...lines.map((line) => line.get(column)?.length ?? 0)) + 2,
    )
    const rule = (left: string, middle: string, right: string): string =>
      left + widths.map((width) => '─'.repeat(width)).join(middle) + right
    const draw = (cells: readonly string[]): string =>
      '│' + cells.map((cell, at) => ` ${cell}`.padEnd(widths[at] as number)).join('│') + '│'
    return [
      rule('┌', '┬', '┐'),
      draw(columns),
      rule('├', '┼', '┤'),
      ...lines.map((line) => draw(columns.map((column) => line.get(column) ?? ''))),
      rule('└', '┴', '┘'),
    ].join('\n')
  }
}
