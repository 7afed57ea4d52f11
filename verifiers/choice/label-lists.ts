// The places of a folded text where labels stand: single ones, lists ("A and C", "A/B"), runs ("AC").
import type { LabelRow } from './labels.ts'
import { eitherJoint, followers, joint } from './wordings/compiled.ts'

export interface LabelList {
  /** Canonical labels, each once, in order. */
  readonly labels: readonly string[]
  readonly start: number
  readonly end: number
  /** Joined by "or", a slash, or the like: one of them. */
  readonly isEither: boolean
  /** In lower case and without a bracket: a label only where nothing else can be meant. */
  readonly isFaint: boolean
  /** A word follows that is no continuation: "A man". */
  readonly isArticle: boolean
}

const alphabetic =
  '\\p{Script=Latin}\\p{Script=Cyrillic}\\p{Script=Greek}\\p{Script=Arabic}\\p{Script=Devanagari}\\p{Script=Hebrew}\\p{N}'
const mostLists = 600

/** Behind a label: a possessive, a hyphen, an operator, an index. `C++`, `A-level`, `B = 3`, `A's`, `°C`. */
const notBehind =
  "(?!'s(?![\\p{L}])|[-–—]\\p{L}|[-–—]\\d|\\+\\+|#|\\s?[=<>≤≥≠≈∩∪⊂⊆∈^_×÷](?!>)|\\s?\\+\\s?\\p{L}{2}|\\s?[*·]\\s?\\p{L}|\\.\\p{L}\\.|\\(\\p{L})"

/** @example labelLists('A or (C)', labelRow(['A', 'B', 'C']))[0].labels // ['A', 'C'] */
export function labelLists(text: string, row: LabelRow): LabelList[] {
  const { single, run } = patternsOf(row)
  const lists: LabelList[] = []
  let at = 0
  while (at < text.length && lists.length < mostLists) {
    single.lastIndex = at
    const found = single.exec(text)
    if (found === null) break
    const list = listAt(text, found, row, { single, run })
    if (list !== null) lists.push(list)
    at = list === null ? found.index + found[0].length : list.end
  }
  return lists
}

interface Patterns {
  readonly single: RegExp
  readonly run: RegExp
}

const compiled = new Map<LabelRow, Patterns>()

function patternsOf(row: LabelRow): Patterns {
  const known = compiled.get(row)
  if (known !== undefined) return known
  const isAsian = /[\p{Script=Hangul}]/u.test(row.labels[0] ?? '')
    ? '\\p{Script=Hangul}'
    : /[\p{Script=Katakana}]/u.test(row.labels[0] ?? '')
      ? '\\p{Script=Katakana}'
      : ''
  const before = `(?<![${alphabetic}${isAsian}_\\\\^°]|[${alphabetic}]['.-]|(?<![\\p{L}])[\\p{Script=Latin}\\p{Script=Greek}]\\()`
  const suffix =
    isAsian === '\\p{Script=Hangul}'
      ? '(?!\\p{Script=Hangul})|(?=(?:이|가|은|는|을|를|와|과|번|입니다|이다|이며|이고|또는|나)(?![\\p{Script=Hangul}]|$)|(?:이|가|은|는|을|를|입니다|번|이다)(?:\\s|[.,]|$|입|이|이다))'
      : `(?![${alphabetic}${isAsian}\\p{M}_^])`
  const after = `(?:${suffix})${notBehind}`
  const isLatin = row.labels.every((label) => /^[A-Z]$/.test(label))
  const several = isLatin ? `(?:[A-Z]{2,8})(?![${alphabetic}_^])${notBehind}|` : ''
  const patterns = {
    single: new RegExp(`${before}(?:${several}(?:${row.pattern})${after})`, 'gu'),
    run: new RegExp(`(?:${several}(?:${row.pattern})${after})`, 'uy'),
  }
  if (compiled.size > 64) compiled.clear()
  compiled.set(row, patterns)
  return patterns
}

function listAt(text: string, first: RegExpExecArray, row: LabelRow, { run }: Patterns): LabelList | null {
  const labels: string[] = []
  const read = labelsOf(first[0], row)
  if (read === null) return null
  labels.push(...read)
  let end = first.index + first[0].length
  let isEither = false
  let isFaint = isFaintAt(text, first.index, first[0])
  for (;;) {
    const joined = jointAt(text, end)
    if (joined === null || joined[0].length > 60) break
    const nextAt = end + joined[0].length
    run.lastIndex = nextAt
    const next = run.exec(text)
    const more = next === null ? null : labelsOf(next[0], row, true)
    if (next === null || more === null) break
    const nextEnd = nextAt + next[0].length
    if (isArticleAt(text, nextAt, nextEnd, next[0])) break
    if (joined[0].includes(';') && !endsList(text, nextEnd)) break
    const isFaintNext = isFaintAt(text, nextAt, next[0])
    if (isFaintNext && !isFaint) break
    // "B, A is wrong" is no list; "A, B are wrong" is.
    if (
      /^[\s)\]}"'.]*[,;]\s*[("[]*$/.test(joined[0]) &&
      /^[)\]"']*\s+(?:is|isn't|was|does|doesn't|cannot|can't|would|n'|est|ist|es|è|é|no)(?!\p{L})/iu.test(
        text.slice(nextEnd, nextEnd + 12),
      )
    )
      break
    for (const label of more) if (!labels.includes(label)) labels.push(label)
    isEither ||= eitherJoint.test(joined[0])
    isFaint &&= isFaintNext
    end = nextEnd
  }
  const isArticle = labels.length === 1 && isArticleAt(text, first.index, end, first[0])
  return { labels, start: first.index, end, isEither, isFaint, isArticle }
}

/** `B C E` and labels on lines of their own, with nothing else there, are lists as well. */
const besides =
  /(?<=[A-J])(?:[)\]]?[ \t]+(?=(?:\(?[A-J]\)?[ \t]+)*\(?[A-J]\)?[ \t.]*(?:\n|$|⟧))|[.)\]]?[ \t]*\n[ \t]*(?=\(?[A-J][).]?[ \t]*(?:\n|$)))\(?/y

function jointAt(text: string, end: number): RegExpExecArray | null {
  joint.lastIndex = end
  const joined = joint.exec(text)
  if (joined !== null) return joined
  besides.lastIndex = end
  return besides.exec(text)
}

/** Behind a semicolon a label goes on with the list only where it ends there too. */
function endsList(text: string, end: number): boolean {
  return /^[)\]"']*\s*(?:$|[;.\n⟧])/.test(text.slice(end, end + 8))
}

function labelsOf(written: string, row: LabelRow, isLater = false): readonly string[] | null {
  const single = row.canonical(written)
  if (single !== null) return row.labels.includes(single) || isLater || /^[A-J]$/.test(single) ? [single] : null
  const letters = Array.from(written)
  const named = letters.map((letter) => row.canonical(letter))
  const isRun =
    new Set(letters).size === letters.length &&
    named.every((label) => label !== null && row.labels.includes(label) && label <= 'J')
  return isRun ? (named as string[]) : null
}

function isFaintAt(text: string, at: number, written: string): boolean {
  if (!/^[a-zас]$/.test(written)) return false
  const before = text.slice(Math.max(0, at - 1), at)
  const after = text.charAt(at + 1)
  return !(/[([{"⟦]/.test(before) && /[)\]}"⟧]/.test(after))
}

/** Whether a word that is no continuation follows: then the letter begins a phrase. */
function isArticleAt(text: string, at: number, end: number, written: string): boolean {
  const before = text.slice(Math.max(0, at - 1), at)
  if (/[([{"⟦]/.test(before) && /^[)\]}"⟧]/.test(text.slice(end, end + 1))) return false
  followers.lastIndex = end
  if (followers.test(text))
    return (
      /^[A-Za-z]$/.test(written) &&
      /^['’]\p{L}{2,}/u.test(text.slice(end, end + 3)) &&
      !/^'[dtyn]/.test(text.slice(end, end + 2))
    )
  // Before a number or a capital, a letter other than those that are words labels what follows.
  return !(/^[B-DF-HJ-Z]$/.test(written) && /^\s+(?:\p{Lu}|[\d$\\])/u.test(text.slice(end, end + 4)))
}
