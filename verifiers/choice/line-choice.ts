// A line that is the answer by itself: "B", "(B)", "B) Paris" as the first or the last line, where no other line looks
// like it (then it would be a list of the choices).
import type { LabelList } from './label-lists.ts'
import type { LabelRow } from './labels.ts'
import { introduces } from './wordings/compiled.ts'

export interface LineChoice extends LabelList {
  readonly at: number
  readonly isFirst: boolean
  /** Nothing but the label stands on the line. */
  readonly isBare: boolean
}

interface Line {
  readonly list: LabelList
  readonly start: number
  readonly end: number
  readonly isBare: boolean
}

const predicate =
  /^["']?\s?[)\]]["']?\s+(?:is|are|was|were|must be|would be|has to be|seems|ist|wäre|est|serait|es|sería|é|seria|è|sarebbe)\s+(?:the |a |an |die |la |a |only )*(?:correct|right|true|valid|best|answer|richtig|korrekt|wahr|vraie?|juste|bonne|corrett?[oa]|correcta|verdadera?|giust[oa])(?!\p{L})/iu

/** @example lineChoice('B) Paris', lists, row)?.labels // ['B'] */
export function lineChoice(text: string, lists: readonly LabelList[], row: LabelRow): LineChoice | null {
  const lines: Line[] = []
  let from = 0
  for (const list of lists) {
    if (list.start < from || !list.labels.every((label) => row.labels.includes(label))) continue
    const start = text.lastIndexOf('\n', list.start - 1) + 1
    const newline = text.indexOf('\n', list.end)
    const end = newline < 0 ? text.length : newline
    from = end
    if (!introduces.test(text.slice(start, list.start))) continue
    const rest = text.slice(list.end, end)
    const isBare =
      /^[\s)\]}"'.:!,]*(?:(?:obviously|definitely|clearly|of course|for sure|i think|i believe|i guess|final answer|项|項|番|번|입니다|です|だ)[\s.!]*)?$/iu.test(
        rest,
      )
    // What is said of the choice is no text of it; "(B) is correct if x > 0" states nothing.
    if (predicate.test(rest)) continue
    const isItem =
      /^["']?\s?[)\].:]["']?(?:\s|$)/.test(rest) ||
      /^["')]?。/.test(rest) ||
      /^\s?[—–-]\s/.test(rest) ||
      /^,\s/.test(rest) ||
      (/^\s+(?:because|since|as|for|so)\s/.test(rest) && !list.isFaint)
    // `A) 5  B) 6` on one line lists the choices.
    const isRow = lists.some(
      (other) =>
        other.start > list.end &&
        other.start < end &&
        /^[)\].:]/.test(text.slice(other.end, other.end + 1)) &&
        other.labels[0] !== list.labels[0] &&
        isSuccessor(list, other),
    )
    if (isRow) return null
    if (list.isFaint && !isBare && !/^[)\]]/.test(rest) && !(/^\.\s/.test(rest) && text.trim().length <= end - start))
      continue
    if (isBare || isItem) lines.push({ list, start, end, isBare })
  }
  if (lines.length === 0) return null
  const firstText = text.length - text.trimStart().length
  const lastText = text.trimEnd().length
  const last = lines.at(-1) as Line
  const first = lines[0] as Line
  const named = new Set(lines.flatMap(({ list }) => list.labels))
  const isAlone = lines.every(({ list }) => list.labels.join() === last.list.labels.join())
  const made = (line: Line, isFirst: boolean): LineChoice => ({
    ...line.list,
    at: line.start,
    isFirst,
    isBare: line.isBare,
  })
  const isLast = last.end >= lastText
  const isApart =
    lines.length < 2 ||
    /\n\s*\n/.test(text.slice((lines.at(-2) as Line).end, last.start + 1)) ||
    !(lines.at(-2) as Line).isBare
  if (isLast && last.isBare && isApart) return made(last, last.start <= firstText)
  if (isLast && named.size >= 1 && isAlone) return made(last, last.start <= firstText)
  if (first.start <= firstText && (isAlone || (first.isBare && lines.length === 1))) return made(first, true)
  // One line apart from the prose before and after it.
  return lines.length === 1 && first.isBare && /(?:^|\n)\s*\n?$/.test(text.slice(0, first.start))
    ? made(first, false)
    : null
}

function isSuccessor(one: LabelList, other: LabelList): boolean {
  return (other.labels[0] ?? '').codePointAt(0) === ((one.labels[0] ?? '').codePointAt(0) ?? 0) + 1
}
