// Mathematics that a reply marks as such: `$…$`, `$$…$$`, `\(…\)`, `\[…\]`; and text in bold.
import { trimmedFound, type Found } from '../../reply/found.ts'
import { longestTail } from '../bounds/limits.ts'

export interface Piece {
  readonly text: string
  readonly at: number
  /** Index just past the closing mark. */
  readonly end: number
}

/** The content of the first mathematics of a short text. */
export function firstMathematics(text: string): Piece | null {
  return nextMathematics(text, 0)
}

export function nextMathematics(text: string, from: number): Piece | null {
  const pattern = /(\$\$?)([^$]+)\1|\\\(([^]+?)\\\)|\\\[([^]+?)\\\]/g
  pattern.lastIndex = from
  const match = pattern.exec(text)
  const inner = (match?.[2] ?? match?.[3] ?? match?.[4] ?? '').trim()
  if (match === null || inner === '') return null
  return { text: inner, at: text.indexOf(inner, match.index), end: match.index + match[0].length }
}

const joint = /^\s?(?:,|,?\s?(?:and|or|und|oder|et|ou|y|和|或|与)\s?)\s?$/

/** What stands between a statement and mathematics that only denies another value or gives a reason. */
const aside =
  /^\$?[^.!?;\n$]{0,60}?(?:,\s?|\s)(?:not|and not|rather than|instead of|since|because|as|where)(?: (?:clearly|only|we need|we have|both|neither|the root|the solution))?\s(?:\\\()?$/i

/**
 * The content of the last mathematics at the reply's end, with the pieces before it that only a comma, "and" or "or"
 * parts from it where the gold has as many parts.
 */
export function lastMathematics(reply: string, parts = 1): Found | null {
  const offset = Math.max(0, reply.length - longestTail)
  const tail = reply.slice(offset)
  let last: { start: number; end: number } | null = null
  if (parts > 1) {
    const pieces = [...tail.matchAll(/(\$\$?)([^$]+)\1|\\\(([^]+?)\\\)/g)].slice(-parts)
    const isJoined = pieces.every((piece, index) => {
      const before = pieces[index - 1]
      return before === undefined || joint.test(tail.slice(before.index + before[0].length, piece.index))
    })
    const first = pieces[0]
    if (pieces.length === parts && isJoined && first !== undefined) {
      const text = pieces.map((piece) => (piece[2] ?? piece[3] ?? '').trim()).join(', ')
      return { text, where: `last ${parts} pieces of mathematics`, at: offset + (pieces.at(-1) ?? first).index }
    }
  }
  for (const match of tail.matchAll(/(\$\$?)(?!\s*\$)([^$]+)\1/g)) {
    // "$12$, not $13$" and "$x = 12$, since $x > 0$" state the first.
    if (last !== null && aside.test(tail.slice(last.end, match.index))) continue
    // Between two prices stand words.
    if (/^\d[\d,.]*\s\p{L}{2,}/u.test(match[2] ?? '')) continue
    const start = match.index + (match[1] ?? '').length
    last = { start, end: start + (match[2] ?? '').length }
  }
  for (const [opening, closing] of [
    ['\\(', '\\)'],
    ['\\[', '\\]'],
  ] as const) {
    const end = tail.lastIndexOf(closing)
    const start = end < 0 ? -1 : tail.lastIndexOf(opening, end)
    if (start >= 0 && (last === null || end > last.end)) last = { start: start + 2, end }
  }
  const found = last === null ? null : trimmedFound(tail, last.start, last.end, 'last mathematics')
  return found && { ...found, at: found.at + offset }
}

/** Whether a place lies between signs of mathematics on its line. */
export function isInMathematics(reply: string, at: number): boolean {
  const before = reply.slice(Math.max(reply.lastIndexOf('\n', at - 1) + 1, at - longestTail), at)
  const isOpen = before.lastIndexOf('\\(') > before.lastIndexOf('\\)')
  return isOpen || (before.match(/(?<!\\)\$/g)?.length ?? 0) % 2 === 1
}

/** The last `**…**` that holds a digit. */
export function lastBold(reply: string): Found | null {
  const offset = Math.max(0, reply.length - longestTail)
  const tail = reply.slice(offset)
  let found: Found | null = null
  for (const match of tail.matchAll(/\*\*([^*\n]{1,200})\*\*/g)) {
    if (/\d/.test(match[1] as string))
      found = trimmedFound(tail, match.index + 2, match.index + match[0].length - 2, 'last bold text')
  }
  return found && { ...found, at: found.at + offset }
}

export function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end < 0 ? text.length : end
}
