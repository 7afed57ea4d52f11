// What stands around a piece of a reply: its sentence before it and behind it, and all that follows.
import type { Found } from '../../reply/found.ts'

export interface Place {
  /** The piece's sentence up to it, without the signs and braces that open it. */
  readonly before: string
  /** What follows in its sentence, without the signs and braces that close it. */
  readonly after: string
  /** The sentence before. */
  readonly previous: string
  /** All that follows the piece. */
  readonly rest: string
  /** Whether the piece's sentence ends in a question mark. */
  readonly isAsked: boolean
}

const longestSentence = 240
const longestRest = 2_000
const openers =
  /(?:[^\S\n]|[$*({["'`“‘「:]|\\\(|\\\[|\\(?:boxed|fbox|framebox|text|textbf|mathrm|mathbf|displaystyle)\s?\{?|<(?:final_)?answer>|####)+$/i
const closers = /^(?:[\s$*)}\]"'`”’」]|\\\)|\\\]|<\/(?:final_)?answer>)+/i
const stop = /[.!](?=\s|$)|[。！\n]|[?？]|;\s/g

/** The longest sign or command that may open a piece has 16 characters. */
const longestOpener = 20

/** How long the signs are in which a text ends; most are short, and the search is costly in a long text. */
function openersAtEnd(head: string): number {
  const near = head.slice(-3 * longestOpener)
  const found = openers.exec(near)
  if (found === null) return 0
  const isCutOff = found.index < longestOpener && near.length < head.length
  return (isCutOff ? openers.exec(head) : found)?.[0].length ?? 0
}

/** Null where the piece is put together from several, so that it has no one place. */
export function placeOf(reply: string, { text, at }: Found): Place | null {
  if (!reply.startsWith(text, at)) return null
  const end = at + text.length
  const head = reply.slice(Math.max(0, at - 2 * longestSentence), at)
  const opened = head.slice(0, head.length - openersAtEnd(head))
  const starts = [...opened.matchAll(stop)].map((match) => match.index + match[0].length)
  // A line that ends in a colon announces the next.
  const start = starts.at(-1) ?? 0
  const closed = closers.exec(reply.slice(end, end + 40))?.[0].length ?? 0
  const rest = reply.slice(end + closed, end + closed + longestRest)
  const sentence = /^.*?(?=[.!](?:\s|$)|[。！;]|[?？]|\n|$)/.exec(rest)?.[0] ?? ''
  return {
    before: opened
      .slice(Math.max(start, opened.length - longestSentence))
      .trim()
      .replace(/(?<=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])(?=\p{Script=Latin})/gu, ' '),
    after: sentence.slice(0, longestSentence),
    previous: opened.slice(starts.at(-2) ?? 0, start).trim(),
    rest,
    isAsked:
      sentence.length <= longestSentence &&
      /^(?:[?？]|吗|か[？?。])/.test(rest.slice(sentence.replace(/吗$/, '').length)),
  }
}
