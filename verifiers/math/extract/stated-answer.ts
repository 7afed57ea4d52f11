// The answer that a phrase announces: "the final answer is 7", "Answer: 7", 答案是 7, 故选 C.
import { trimmedFound, type Found } from '../../reply/found.ts'
import { longestAnswer, longestTail } from '../bounds/limits.ts'
import { lastNumber } from './last-number.ts'
import { endOfLine, firstMathematics, nextMathematics } from './last-mathematics.ts'

/** A phrase that announces the answer; what follows is the candidate. */
const phrase =
  /(?:\b(?:answer|result)\s{0,3}(?:\**\s{0,3}(?:is|are|would be)\b(?:\s{0,3}[:=])?|\**\s{0,3}[:=])|^[*_\s]{0,4}A\s?:|答案\s?(?:应该|应|就)?\s?(?:是|为|為|选|:|：)|(?:故|应|應|所以)选?\s?(?:答案)?\s?(?:选|選|为|是)\s?[:：]?|故选)/gim

/** What follows the last such phrase, or null. */
export function statedAnswer(reply: string): Found | null {
  const offset = Math.max(0, reply.length - longestTail)
  const tail = reply.slice(offset)
  let after = -1
  for (const match of tail.matchAll(phrase)) after = match.index + match[0].length
  if (after < 0) return null
  // The answer may stand on the line after "Answer:".
  while (after < tail.length && /[\s*_:：]/.test(tail.charAt(after))) after++
  const line = tail.slice(after, endOfLine(tail, after))
  const isDisplay = /^(?:\$\$|\\\[)\s*$/.test(line)
  const source = isDisplay ? tail.slice(after, after + longestAnswer) : line.slice(0, longestAnswer)
  const mathematics = firstMathematics(source)
  // A sentence ends at a stop followed by a space; a decimal point is not followed by one.
  const sentence = /^.*?(?=[.;!?](?:\s|$)|\*\*|[。；！？]|$)/.exec(line)?.[0] ?? line
  const inSentence = trimmedFound(tail, after, after + sentence.length, 'last stated answer')
  // Mathematics that begins after the sentence is not what the phrase announced.
  if (mathematics !== null && (isDisplay || mathematics.at <= sentence.length)) {
    const text = withJoined(source, mathematics)
    return { text, where: 'last stated answer', at: mathematics.at + offset + after }
  }
  if (inSentence === null) return null
  // "Final Answer: Jane started 3 hours ago" states its number.
  const isSentence = inSentence.text.match(/\p{L}{3,}\s/gu) !== null && !inSentence.text.includes('\\')
  const number = isSentence ? lastNumber(withoutReason(inSentence.text)) : null
  if (number !== null) return { text: number.text, where: 'last stated answer', at: number.at + inSentence.at + offset }
  return { ...inSentence, text: withoutReason(inSentence.text), at: inSentence.at + offset }
}

/** `$12$ and $13$`: mathematics that only a joint parts belongs together. */
function withJoined(source: string, first: { text: string; at: number; end: number }): string {
  let text = first.text
  for (let last = first; ;) {
    const joint = /^\s?(?:,|,?\s?(and|or)\s)\s?(?=\$|\\\()/.exec(source.slice(last.end, last.end + 12))
    const next = joint === null ? null : nextMathematics(source, last.end)
    if (joint === null || next === null) return text
    text += joint[1] === 'or' ? ` or ${next.text}` : `, ${next.text}`
    last = next
  }
}

/** "42 because geometry proves it" states 42. */
function withoutReason(text: string): string {
  return text.replace(/\s(?:because|since|as|which|so that)\s.*$/i, '')
}
