// Parts of Node's way to show values that know nothing of values: quoted texts, and long lists in columns.

export interface InspectLayout {
  readonly quoteText: (text: string) => string
  /** The last `more` items stand below the columns. Numbers are set to the right, others to the left. */
  readonly inColumns: (items: string[], value: ArrayLike<unknown>, more: number, room: Room) => string[]
}

interface Room {
  readonly indentation: number
  readonly breakLength: number
}

export function installInspectLayout(): InspectLayout {
  const escapes: Record<string, string> = { '\b': '\\b', '\t': '\\t', '\n': '\\n', '\f': '\\f', '\r': '\\r' }

  const quoteText = (text: string): string => {
    const mark = !text.includes("'")
      ? "'"
      : !text.includes('"')
        ? '"'
        : !text.includes('`') && !text.includes('${')
          ? '`'
          : "'"
    let quoted = ''
    for (const character of text) {
      const code = character.codePointAt(0) as number
      if (character === mark || character === '\\') quoted += '\\' + character
      else if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) {
        quoted += escapes[character] ?? '\\x' + code.toString(16).toUpperCase().padStart(2, '0')
      } else if (code >= 0xd800 && code <= 0xdfff) quoted += '\\u' + code.toString(16).toUpperCase()
      else quoted += character
    }
    return mark + quoted + mark
  }

  /** Items of a long list in columns, numbers to the right, others to the left. */
  const inColumns = (items: string[], value: ArrayLike<unknown>, more: number, room: Room): string[] => {
    const count = items.length - more
    const widths = items.slice(0, count).map((item) => item.length)
    const longest = Math.max(...widths) + 2
    const total = widths.reduce((sum, width) => sum + width + 2, 0)
    if (longest * 3 + room.indentation >= room.breakLength) return items
    if (total / longest <= 5 && longest > 8) return items
    // A nearly square block, given that a character is about 2.5 times as high as it is wide.
    const bias = Math.sqrt(longest - total / items.length)
    const width = Math.max(longest - 3 - bias, 1)
    const columns = Math.min(
      Math.round(Math.sqrt(2.5 * width * count) / width),
      Math.floor((room.breakLength - room.indentation) / longest),
      12,
    )
    if (columns <= 1) return items
    const columnWidths = Array.from({ length: columns }, (_, column) => {
      let widest = 0
      for (let at = column; at < count; at += columns) widest = Math.max(widest, widths[at] as number)
      return widest
    })
    let alignsRight = true
    for (let at = 0; at < Math.min(value.length, count); at++) {
      alignsRight &&= typeof value[at] === 'number' || typeof value[at] === 'bigint'
    }
    const rows: string[] = []
    for (let from = 0; from < count; from += columns) {
      const to = Math.min(from + columns, count)
      let row = ''
      for (let at = from; at < to; at++) {
        const isLast = at === to - 1
        const cell = isLast ? (items[at] as string) : `${items[at]}, `
        const space = (columnWidths[at - from] as number) + (isLast ? 0 : 2)
        row += alignsRight ? cell.padStart(space) : isLast ? cell : cell.padEnd(space)
      }
      rows.push(row)
    }
    return [...rows, ...items.slice(count)]
  }

  return { quoteText, inColumns }
}
