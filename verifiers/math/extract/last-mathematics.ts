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

const addition = /^\s?\$?\s?,?\s?(?:and|und|et|y|e|и)(?: (?:on|at))?\s\$?(?:\\\()?$|^\s?\$?,\s\$?(?:\\\()?$/i

/** "$x = 1$ and $x = 2$", "$(0, 0)$ and $(1, -1)$": several values of one thing, of which the last is not the answer. */
function areAlike(one: string, other: string): boolean {
  const letter = (text: string): string | undefined => /^\s*([a-zA-Z])(?:_\{?\w\}?)?\s?=/.exec(text)?.[1]
  const areBrackets = [one, other].every((text) =>
    /^\s*[([][^()[\]]*,[^()[\]]*[)\]]\s*$/.test(text.slice(text.lastIndexOf('$') + 1)),
  )
  return areBrackets || (letter(one) !== undefined && letter(one) === letter(other))
}

export interface LastPiece extends Found {
  /** Where the last piece ends that was passed over, as it states nothing. */
  readonly until?: number
}

const joint =
  /^(?:\s?(?:,|,?\s?(?:and|or|und|oder|et|ou|y|e|o|и|или|和|或|与)\s?)\s?|[,;.]?\s{0,3}\n\s{0,3}(?:[-*•]|\d{1,2}[.)])\s{1,3})$/

/** What stands between a statement and mathematics that only denies another value or gives a reason. */
const aside =
  /^\$?[^.!?;\n$]{0,60}?(?:,\s?|\s)(?:not|and not|rather than|instead of|since|because|as|where|with equality (?:iff|if|when|at)|\(?(?:attained|achieved|reached|which occurs|occurring) (?:at|when|for|iff)|(?:so|and|hence|thus) we (?:do not |fail to )?(?:reject|accept)|\p{L}+ (?:of|in|on|for) an?)(?: (?:clearly|only|we need|we have|both|neither|the root|the solution))?\s(?:\\\()?$/iu
/** "The maximum is $11$ (at $x = 2$)" */
const atPlace = /^\$?,?\s\(?(?:at|when|for)\s(?:\\\()?$/i
const extreme =
  /(?:max|min|extrem|great|least|larg|small|high|low)\p{L}*(?:\s\p{L}+){0,4}\s\$?(?:[^.$\n]{0,24}=\s?)?$/iu
/** A piece that only "or" parts from the one before stands beside it. */
const alternative = /^\s?\$?\s?,?\s?(?:or|oder|ou|или|或者?)\s\$?(?:\\\()?$/i

/**
 * The content of the last mathematics at the reply's end, with the pieces before it that only a comma, "and" or "or"
 * parts from it where the gold has as many parts.
 */
export function lastMathematics(reply: string, parts = 1): LastPiece | null {
  const offset = Math.max(0, reply.length - longestTail)
  const tail = reply.slice(offset)
  let last: { start: number; end: number } | null = null
  const before = (at: number): string => tail.slice(Math.max(0, at - 120), at)
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
  let until = 0
  for (const match of tail.matchAll(/(\$\$?)(?!\s*\$)([^$]+)\1|\\\(([^$]+?)\\\)/g)) {
    const [whole, dollars = '\\(', content = match[3] ?? ''] = match
    // Between two prices stand words.
    if (/^\d[\d,.]*\s\p{L}{2,}/u.test(content)) continue
    // "$8+$4 = $12": the second sign belongs to the price behind it.
    if (/[-=+*/×÷(–]\s*$/.test(content) && /\d/.test(tail.charAt(match.index + whole.length))) continue
    // "$12$, not $13$" and "$x = 12$, since $x > 0$" state the first.
    const gap: string = last === null ? '' : tail.slice(last.end, match.index).replace('\\)', '$')
    if (last !== null && (aside.test(gap) || (atPlace.test(gap) && extreme.test(before(last.start))))) {
      until = match.index + whole.length
      continue
    }
    const start = match.index + dollars.length
    const isAlternative: boolean =
      alternative.test(gap) ||
      (last !== null && addition.test(gap) && areAlike(tail.slice(last.start, last.end), content))
    last = { start: isAlternative && last !== null ? last.start : start, end: start + content.length }
  }
  for (const [opening, closing] of [
    ['\\(', '\\)'],
    ['\\[', '\\]'],
  ] as const) {
    const end = tail.lastIndexOf(closing)
    const start = end < 0 ? -1 : tail.lastIndexOf(opening, end)
    if (start >= 0 && end > Math.max(last?.end ?? -1, until)) last = { start: start + 2, end }
  }
  const found = last === null ? null : trimmedFound(tail, last.start, last.end, 'last mathematics')
  return found && { ...found, at: found.at + offset, until: until + offset }
}

/** The last `**…**` that holds a digit. */
export function lastBold(reply: string): Found | null {
  const offset = Math.max(0, reply.length - longestTail)
  const tail = reply.slice(offset)
  let found: Found | null = null
  for (const match of tail.matchAll(/\*\*([^*\n]{1,200})\*\*/g)) {
    const isHeading = /^(?:step|part|case|q|question|problem|example|method|approach)\s?\d/i.test(match[1] as string)
    if (/\d/.test(match[1] as string) && !isHeading)
      found = trimmedFound(tail, match.index + 2, match.index + match[0].length - 2, 'last bold text')
  }
  return found && { ...found, at: found.at + offset }
}

export function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end < 0 ? text.length : end
}
