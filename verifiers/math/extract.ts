// The one candidate that is graded, out of a reply of any length. The first source in this order that the reply has:
// last balanced box, last <answer>, last `####`, last phrase such as "answer is", last mathematics, last number.
// Each source is one pass; the last three look only at the reply's end.
import { afterReasoning } from '../reply/after-reasoning.ts'
import { findBoxes, type Box } from '../reply/boxes.ts'
import { trimmedFound, type Found } from '../reply/found.ts'
import { lastLine, withoutLabel } from '../reply/last-line.ts'
import { tagContent } from '../reply/tag-content.ts'
import { longestAnswer, longestTail } from './limits.ts'

/** Where the answer must stand: anywhere, in a box, after `####`, or on the last line (after `A:` or bare). */
export type AnswerFrom = 'any' | 'boxed' | 'hashes' | 'last-line'

/** A phrase that announces the answer; what follows is the candidate. */
const phrase =
  /(?:\b(?:answer|result)\s{0,3}(?:\**\s{0,3}(?:is|are)\b(?:\s{0,3}[:=])?|\**\s{0,3}[:=])|^[*_\s]{0,4}A\s?:|答案\s?(?:是|为|為|:|：)|故选)/gim

/**
 * The candidate, or the reason in words why there is none.
 * @example extractAnswer('2 + 2 = 4, so \\boxed{4}') // { text: '4', where: 'last \\boxed{}', at: 23 }
 */
export function extractAnswer(reply: string, from: AnswerFrom = 'any', delimiter?: string): Found | string {
  const start = afterReasoning(reply, delimiter)
  if (start === reply.length && start > 0) return 'The reply holds nothing after its reasoning, or never ends it.'
  const answer = start === 0 ? reply : reply.slice(start)
  const found = extractFrom(answer, from)
  return typeof found === 'string' ? found : { ...found, at: found.at + start }
}

function extractFrom(reply: string, from: AnswerFrom): Found | string {
  if (from === 'hashes') return afterHashes(reply) ?? 'The reply has no `#### answer`.'
  if (from === 'last-line') {
    const line = lastLine(reply)
    const bare = line && withoutLabel(line)
    return bare === null || bare.text === '' ? 'The last line is blank.' : bare
  }
  const boxes = findBoxes(reply)
  if (boxes.unclosed) return 'The last \\boxed{ is never closed.'
  if (boxes.last.length > 0) return joinedBoxes(reply, boxes.last)
  if (from === 'boxed') return 'The reply has no \\boxed{}.'
  return (
    tagContent(reply, 'answer') ??
    afterHashes(reply) ??
    afterPhrase(reply) ??
    lastMathematics(reply) ??
    lastNumber(reply) ??
    'The reply states no answer.'
  )
}

/** The last box, with those before it that only a comma, "and" or "or" parts from it: one answer of several parts. */
function joinedBoxes(reply: string, boxes: readonly Box[]): Found {
  let first = boxes.length - 1
  const parts = [(boxes[first] as Box).text]
  let isHedge = false
  for (; first > 0; first--) {
    const previous = boxes[first - 1] as Box
    const between = reply.slice(previous.end, reply.lastIndexOf('\\', (boxes[first] as Box).at))
    // What only sets type between two boxes says nothing.
    const said = between.length > 60 ? '?' : between.replace(/\\(?:quad|text|[()[\]])|[\s${}]/g, '')
    const joint = /^,?(and|or)?$/.exec(said)
    if (joint === null || parts.includes(previous.text)) break
    isHedge ||= joint[1] === 'or'
    parts.unshift(previous.text)
  }
  const text = parts.join(isHedge ? ' or ' : ', ')
  const where = parts.length === 1 ? 'last \\boxed{}' : `last ${parts.length} boxes`
  return { text: text.trim(), where, at: (boxes[first] as Box).at }
}

function afterHashes(reply: string): Found | null {
  const at = reply.lastIndexOf('####')
  return at < 0 ? null : trimmedFound(reply, at + 4, endOfLine(reply, at + 4), 'after ####')
}

function afterPhrase(reply: string): Found | null {
  const offset = Math.max(0, reply.length - longestTail)
  const tail = reply.slice(offset)
  let after = -1
  for (const match of tail.matchAll(phrase)) after = match.index + match[0].length
  if (after < 0) return null
  // The answer may stand on the line after "Answer:".
  while (after < tail.length && /[\s*_:]/.test(tail.charAt(after))) after++
  const line = tail.slice(after, endOfLine(tail, after))
  const display = /^(?:\$\$|\\\[)\s*$/.test(line) ? firstMathematics(tail.slice(after, after + longestAnswer)) : null
  const mathematics = display ?? firstMathematics(line.slice(0, longestAnswer))
  // A sentence ends at a stop followed by a space; a decimal point is not followed by one.
  const sentence = /^.*?(?=[.;!?](?:\s|$)|\*\*|$)/.exec(line)?.[0] ?? line
  // Mathematics that begins after the sentence is not what the phrase announced.
  if (mathematics !== null && (display !== null || mathematics.at <= sentence.length)) {
    return { text: mathematics.text, where: 'last stated answer', at: mathematics.at + offset + after }
  }
  const found = trimmedFound(tail, after, after + sentence.length, 'last stated answer')
  return found && { ...found, at: found.at + offset }
}

/** The content of the first mathematics of a short text. */
function firstMathematics(text: string): { text: string; at: number } | null {
  const match = /(\$\$?)([^$]+)\1|\\\(([^]+?)\\\)|\\\[([^]+?)\\\]/.exec(text)
  const inner = (match?.[2] ?? match?.[3] ?? match?.[4] ?? '').trim()
  return match === null || inner === '' ? null : { text: inner, at: text.indexOf(inner, match.index) }
}

/** The content of the last `$…$`, `$$…$$`, `\(…\)` or `\[…\]` at the reply's end. */
function lastMathematics(reply: string): Found | null {
  const offset = Math.max(0, reply.length - longestTail)
  const tail = reply.slice(offset)
  let last: { start: number; end: number } | null = null
  for (const match of tail.matchAll(/(\$\$?)(?!\s*\$)([^$]+)\1/g)) {
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

const number =
  /(?<![\p{L}\d_.])-?[$€£]?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d{1,4096})(?:\.\d{1,4096})?(?:[eE][+-]?\d{1,4})?(?:\/\d{1,4096})?(?:\s?\\?%)?/gu

/** The reply itself where it is one short expression, else its last number. */
function lastNumber(reply: string): Found | null {
  const whole = trimmedFound(reply, 0, reply.length, 'whole reply')
  const isShort = whole !== null && whole.text.length <= 200
  if (isShort && !/(?<![\\\p{L}])\p{L}{2,}\s/u.test(whole.text.replace(/\\text\s?\{[^{}]*\}/g, ''))) return whole
  const offset = Math.max(0, reply.length - longestTail)
  let found: Found | null = null
  for (const match of reply.slice(offset).matchAll(number)) {
    found = { text: match[0], where: 'last number', at: offset + match.index }
  }
  if (found === null || !/\bor\s$/i.test(reply.slice(Math.max(0, found.at - 4), found.at))) return found
  // "7 or 42" names two answers: the line up to the number is the candidate, and is no number.
  const start = Math.max(reply.lastIndexOf('\n', found.at) + 1, found.at - longestAnswer / 2)
  return { text: reply.slice(start, found.at + found.text.length), where: 'last number', at: start }
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end < 0 ? text.length : end
}
