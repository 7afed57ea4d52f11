// How answers of text environments are read: marks around them do not count, everything else does.

/**
 * Without marks of code, bold, quotes and mathematics around it, and without a full stop.
 * @example bare('**Otto**.') // 'Otto'
 */
export function bare(text: string): string {
  let [start, end] = [0, text.length]
  while (start < end && '`*$"\' \n\t'.includes(text.charAt(start))) start++
  while (end > start && '`*$"\' \n\t.'.includes(text.charAt(end - 1))) end--
  return text.slice(start, end)
}

/** With one space for each run of white space: patterns that look for some around a mark take long over thousands. */
export function oneSpaced(text: string): string {
  return text.replaceAll(/\s+/g, ' ')
}

/**
 * A whole number in digits, a sign before it; null for anything else.
 * @example readWhole('$12$.') // 12
 */
export function readWhole(text: string): number | null {
  const digits = bare(text)
  return /^[-+]?\d{1,15}$/.test(digits) ? Number(digits) : null
}

/**
 * The items of a list, whatever separates them: commas, semicolons, white space, arrows; brackets and quotes around
 * them do not count.
 * @example readItems('[3, 1, 2]') // ['3', '1', '2']
 */
export function readItems(text: string): string[] {
  return text.split(/[\s,;[\](){}"'`]+|->|→/).filter((item) => item !== '')
}

/**
 * The cells of a grid row by row, or null where the text holds something else than cells and what separates them.
 * @param cells the characters that may be one, like `123456789`
 */
export function readCells(text: string, cells: string): string | null {
  let found = ''
  for (const character of text) {
    if (cells.includes(character)) found += character
    else if (!'[](){},;|"\'` \n\r\t'.includes(character)) return null
  }
  return found
}

/** Rows of a grid, a line each, of whole numbers; null where a line holds something else. */
export function readRows(text: string): number[][] | null {
  const lines = text.includes('\n') ? text.split('\n') : text.split(/\]\s*,\s*\[/)
  const rows = lines.filter((line) => /[^\s[\],`]/.test(line)).map(rowOf)
  return rows.some((row) => row === null) ? null : (rows as number[][])
}

function rowOf(line: string): number[] | null {
  const items = readItems(line)
  const digits = items.length === 1 && /^\d{2,}$/.test(items[0] ?? '') ? (items[0] as string).split('') : items
  return digits.every((item) => /^\d{1,9}$/.test(item)) ? digits.map(Number) : null
}

export type Truth = 'T' | 'F' | '?'

const truthWords: ReadonlyMap<string, Truth> = new Map([
  ['t', 'T'],
  ['true', 'T'],
  ['1', 'T'],
  ['f', 'F'],
  ['false', 'F'],
  ['0', 'F'],
  ['?', '?'],
  ['unknown', '?'],
])

/**
 * What a text says of each of the names: a letter each in their order (`TF?`), a list in their order, or a list that
 * names them (`b: false, a = true`). Null where one is missing, named twice, or anything else stands there.
 */
export function readTruths(text: string, names: readonly string[]): Truth[] | null {
  const trimmed = bare(text)
  if (trimmed.length === names.length && /^[TF01?]+$/i.test(trimmed))
    return trimmed.split('').map((letter) => truthWords.get(letter.toLowerCase()) as Truth)
  const items = trimmed
    .replaceAll(/\s*[:=]\s*|\s+is\s+/gi, '=')
    .split(/[\s,;[\](){}]+/)
    .filter((item) => item !== '')
  if (items.length !== names.length) return null
  const found = new Map<string, Truth>()
  for (const [index, item] of items.entries()) {
    const [first = '', second] = item.split('=')
    const [name, value] = second === undefined ? [names[index] as string, first] : [first, second]
    const truth = truthWords.get(value.toLowerCase())
    const own = names.find((each) => each.toLowerCase() === name.toLowerCase())
    if (truth === undefined || own === undefined || found.has(own)) return null
    found.set(own, truth)
  }
  return names.map((name) => found.get(name) as Truth)
}
