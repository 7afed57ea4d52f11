// The one candidate that is graded, out of a reply of any length. The first source in this order that the reply has:
// last balanced box, last <answer>, last `####`, last phrase such as "answer is" or 答案是, a short reply as a whole, last
// bold text, last mathematics or the number after it. Each source is one pass; those after `####` look only at the reply's end.
import { splitReply, type SplitReply } from '../../../src/core/reasoning/split-reply.ts'
import { afterDelimiter } from '../../reply/after-delimiter.ts'
import { findBoxes } from '../../reply/boxes.ts'
import { movedFound, trimmedFound, type Found } from '../../reply/found.ts'
import { lastLine, withoutLabel } from '../../reply/last-line.ts'
import { tagContent } from '../../reply/tag-content.ts'
import { longestReply } from '../bounds/limits.ts'
import { jsonAnswer } from './json-answer.ts'
import { hedging, joinedBoxes, unmarkedBox } from './joined-boxes.ts'
import { lastBold, lastMathematics, type LastPiece } from './last-mathematics.ts'
import { mathematicsOfSentence, wordsOfSentence } from './last-sentence.ts'
import { lastNumber, wholeReply } from './last-number.ts'
import { inBrackets, statedAnswer } from './stated-answer.ts'
import { laterClaims } from './later-claims.ts'
import { notStated } from './stands.ts'
import { withUnit } from './with-unit.ts'

/** Where the answer must stand: anywhere, in a box, after `####`, or on the last line (after `A:` or bare). */
export type AnswerFrom = 'any' | 'boxed' | 'hashes' | 'last-line'

export interface ExtractOptions {
  /** Only a box, a tag or `####` counts. */
  readonly isStrict?: boolean
  /** How many parts the gold has: boxes with a few words between them are joined where their number is this. */
  readonly parts?: number
  /** Whether the gold has a unit: that behind the number counts then. */
  readonly isMeasured?: boolean
  /** Whether the gold is a bound, a set or words: "at least 3" may be the answer then. */
  readonly isOpen?: boolean
  /** Whether the gold is words: then the last sentence may state them. */
  readonly isOfWords?: boolean
  /** Whether the text is a gold, whose answer is not in doubt whatever is said about it. */
  readonly isGold?: boolean
}

/**
 * The candidate, or the reason in words why there is none.
 * @example extractAnswer('2 + 2 = 4, so \\boxed{4}') // { text: '4', where: 'last \\boxed{}', at: 23 }
 */
export function extractAnswer(
  reply: string,
  from: AnswerFrom = 'any',
  delimiter?: string,
  options: ExtractOptions = {},
): Found | string {
  if (delimiter !== undefined && !reply.includes(delimiter)) return `The reply never ends its reasoning (${delimiter}).`
  const said = saidIn(reply, delimiter)
  if (said.isOpen || (said.at > 0 && said.answer === ''))
    return 'The reply holds nothing after its reasoning, or never ends it.'
  // Of a longer answer only the end is looked at: that is where answers stand.
  const skipped = Math.max(0, said.answer.length - longestReply)
  const answer = said.answer.slice(skipped)
  const found = extractFrom(answer, from, options)
  if (typeof found === 'string') return found
  const stated = asStated(answer, found, from, options)
  return typeof stated === 'string' ? stated : movedFound(stated, said.at + skipped)
}

/** The found piece with its unit and with what the reply states after it, or why it is not stated. */
function asStated(answer: string, found: Found, from: AnswerFrom, options: ExtractOptions): Found | string {
  const measured = withUnit(answer, found, options)
  if (options.isGold === true) return measured
  const fault = from === 'any' ? notStated(answer, measured, options) : null
  if (fault !== null) return fault
  const { claims, replacement, isWithdrawn } = laterClaims(answer, measured)
  // A marked answer is not replaced by an unmarked one; both must be right.
  if (replacement !== null && !/box|answer>|####/.test(found.where))
    return { ...replacement, others: claims.filter(({ at }) => at > replacement.at) }
  if (isWithdrawn) return 'The reply takes its answer back.'
  return claims.length === 0 ? measured : { ...measured, others: claims }
}

/** The reply without its reasoning, which an author's own delimiter ends where one is given. */
export function saidIn(reply: string, delimiter?: string): SplitReply {
  if (delimiter === undefined) return splitReply(reply)
  const at = afterDelimiter(reply, delimiter)
  return { answer: reply.slice(at), at, isOpen: at === reply.length && at > 0 }
}

function extractFrom(
  reply: string,
  from: AnswerFrom,
  { isStrict = false, parts = 1, isOfWords = false }: ExtractOptions,
): Found | string {
  if (from === 'hashes') return afterHashes(reply) ?? 'The reply has no `#### answer`.'
  if (from === 'last-line') {
    const line = lastLine(reply)
    const bare = line && withoutLabel(line)
    return bare === null || bare.text === '' ? 'The last line is blank.' : bare
  }
  const boxes = findBoxes(reply)
  if (boxes.unclosed) return 'The last \\boxed{ is never closed.'
  if (boxes.last.length > 0) return joinedBoxes(reply, boxes.last, parts)
  const unmarked = unmarkedBox(reply)
  if (unmarked !== null) return unmarked
  if (from === 'boxed') return 'The reply has no \\boxed{}.'
  const marked = answerTag(reply) ?? afterHashes(reply)
  if (marked !== null) return marked
  if (isStrict) return 'The reply has no \\boxed{}, no <answer> and no ####.'
  return (
    jsonAnswer(reply) ??
    statedAnswer(reply, parts) ??
    wholeReply(reply) ??
    wordsOfSentence(reply, isOfWords) ??
    lastBold(reply) ??
    mathematicsOfSentence(reply) ??
    later(lastMathematics(reply, parts), lastBrackets(reply) ?? lastNumber(reply, parts)) ??
    'The reply states no answer.'
  )
}

/** A tuple or an interval in which the reply ends. */
function lastBrackets(reply: string): Found | null {
  const line = lastLine(reply)
  const sentence = line?.text.replace(/[.。*\s]+$/, '') ?? ''
  const found = inBrackets(sentence)
  const isApart = found !== null && /(?:^|\s)$/.test(sentence.slice(0, found.at))
  return isApart && line !== null ? { ...found, where: 'last brackets', at: line.at + found.at } : null
}

/** A number in words after the last mathematics is the later statement. */
function later(mathematics: LastPiece | null, number: Found | null): Found | null {
  if (mathematics === null || number === null) return mathematics ?? number
  const end = Math.max(mathematics.at + mathematics.text.length, mathematics.until ?? 0)
  return number.at > end ? number : mathematics
}

/** `<answer>` in any case, or `<final_answer>`. */
function answerTag(reply: string): Found | null {
  const exact = tagContent(reply, 'answer')
  if (exact !== null) return withHedge(reply, exact)
  if (!/<\/(?:final_)?answer>/i.test(reply)) return null
  return tagContent(reply.replace(/<(\/?)(?:final_)?answer>/gi, '<$1answer>'), 'answer')
}

/** `<answer>1</answer> or <answer>2</answer>` */
function withHedge(reply: string, last: Found): Found {
  const start = reply.lastIndexOf('<answer>', last.at)
  const close = reply.lastIndexOf('</answer>', start)
  if (close < 0 || start - close > 60 || !hedging.test(reply.slice(close + '</answer>'.length, start))) return last
  const first = trimmedFound(reply, reply.lastIndexOf('<answer>', close) + '<answer>'.length, close, last.where)
  return first === null ? last : { ...last, text: `${first.text} or ${last.text}` }
}

function afterHashes(reply: string): Found | null {
  const at = reply.lastIndexOf('####')
  if (at < 0) return null
  const end = reply.indexOf('\n', at + 4)
  // A heading of words with something below it states nothing.
  const isHeading = /^(?:step\s?\d|[^\d\n$\\]*\p{L}{4,}[^\d\n$\\]*$)/iu.test(
    reply.slice(at + 4, Math.max(end, at)).trim(),
  )
  if (isHeading && end >= 0 && reply.slice(end).trim() !== '') return null
  return trimmedFound(reply, at + 4, end < 0 ? reply.length : end, 'after ####')
}
