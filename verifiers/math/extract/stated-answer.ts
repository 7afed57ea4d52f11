// The answer that a phrase announces: "the final answer is 7", "Answer: 7", 答案是 7, 故选 C.
import { trimmedFound, type Found } from '../../reply/found.ts'
import { longestAnswer, longestTail } from '../bounds/limits.ts'
import { lastNumber } from './last-number.ts'
import { endOfLine, firstMathematics, nextMathematics } from './last-mathematics.ts'

/** Phrases that announce the answer; what follows is the candidate. */
const phrases: readonly string[] = [
  String.raw`(?<!\p{L})(?:answers?|results?)\s{0,3}(?:[*_]*\s{0,3}(?:(?:is|are|would be|will be|should be|must be)\b(?:\s(?:therefore|thus|then|simply|just|exactly))?(?:\s{0,3}[:=])?)|[*_]*\s{0,3}[:=])`,
  // A heading, with the answer below it.
  String.raw`^(?:#{1,6}|\*\*)[^\n\d*]{0,30}(?:\d{1,2}\s?[^\w\s]\s?[^\n\d*]{0,20})?(?<!\p{L})(?:answers?|results?)\s?[:：]?(?:\*\*)?[:：]?[^\S\n]*$`,
  String.raw`^[*_\s>-]{0,4}A\s?:|^[*_\s]{0,4}ans\s?[.:]`,
  String.raw`答案\s?(?:应该|应|就)?\s?(?:是|为|為|选|:|：)|(?:故|应|應|所以)选?\s?(?:答案)?\s?(?:选|選|为|是)\s?[:：]?|故选`,
  String.raw`(?:答え|解答|答)\s?(?:は、?|[:：])|(?:정답|답)\s?(?:은|는|[:：])`,
  String.raw`\b(?:Antwort|Ergebnis|Lösung)\s?(?:ist|lautet|[:：])|\b(?:réponse|réponse finale)\s?(?:est|[:：])`,
  String.raw`\b(?:respuesta|respuesta final|resposta|resposta final|risposta|risposta finale|resultado|risultato)\s?(?:es|é|è|[:：])`,
  String.raw`(?:ответ|відповідь)\s?(?:это|[:：—–-])|(?:الإجابة|الجواب)\s?(?:هي|هو|[:：])`,
  String.raw`\b(?:antwoord|odpowiedź|cevap|đáp án|svar|jawaban)\s?(?:is|to|adalah|[:：])`,
]
const phrase = new RegExp(phrases.join('|'), 'gimu')

/** What follows the last such phrase, or null. */
export function statedAnswer(reply: string, parts = 1): Found | null {
  const offset = Math.max(0, reply.length - longestTail)
  const tail = reply.slice(offset)
  let after = -1
  for (const match of tail.matchAll(phrase)) after = match.index + match[0].length
  if (after < 0) return null
  // The answer may stand on the line after "Answer:".
  while (after < tail.length && /[\s*_:：}]/.test(tail.charAt(after))) after++
  const denied =
    /^(?:not|never|no longer)\b[^]*?(?:,?\s(?:but|it is|rather)\s(?:rather\s)?|(?=[.;!?](?:\s|$)|\n|$))/i.exec(
      tail.slice(after, after + longestAnswer),
    )
  if (denied !== null) {
    // "not 41 but 42" states 42; "not 42" states nothing.
    if (!/(?:but|is|rather)\s$/i.test(denied[0]))
      return { text: denied[0], where: 'last stated answer', at: after + offset }
    after += denied[0].length
  }
  const line = tail.slice(after, endOfLine(tail, after))
  const isDisplay = /^(?:\$\$|\\\[)\s*$/.test(line)
  const source = isDisplay ? tail.slice(after, after + longestAnswer) : line.slice(0, longestAnswer)
  let mathematics = firstMathematics(source)
  // "The pair $(m, n)$ is $(6, 8)$."
  if (mathematics !== null && /^[A-Za-z,()\s]+$/.test(mathematics.text)) {
    const isNamed = /^\s(?:is|are|equals|=)\s(?=\$|\\\()/.test(source.slice(mathematics.end))
    mathematics = isNamed ? nextMathematics(source, mathematics.end) : mathematics
  }
  // A sentence ends at a stop followed by a space; a decimal point is not followed by one.
  const sentence = /^.*?(?=[.;!?](?:\s|$)|\*\*|[。；！？]|$)/.exec(line)?.[0] ?? line
  const inSentence = trimmedFound(tail, after, after + sentence.length, 'last stated answer')
  // Mathematics that begins after the sentence is not what the phrase announced.
  if (mathematics !== null && (isDisplay || mathematics.at <= sentence.length)) {
    const text = withJoined(source, mathematics)
    return { text, where: 'last stated answer', at: mathematics.at + offset + after }
  }
  if (inSentence === null) return null
  // `(C)** $\frac12$`: the letter of an option and its value.
  const value = /^\(?[A-J][).:]?$/.test(inSentence.text) ? firstMathematics(line) : null
  if (value !== null && /^[\s*.:)]*$/.test(line.slice(sentence.length, value.at).replace(/\$|\\\(/, '')))
    return { text: `${inSentence.text} ${value.text}`, where: 'last stated answer', at: value.at + offset + after }
  // "Final Answer: Jane started 3 hours ago" states its number.
  const isSentence =
    /\p{L}{3,}\s|\p{Script=Han}{2,}\s?\d[\d.,]*\s?\p{Script=Han}/u.test(inSentence.text.replace(/\bmod\s/, '')) &&
    !inSentence.text.includes('\\')
  const brackets = isSentence ? inBrackets(inSentence.text) : null
  if (brackets !== null) return { ...brackets, at: brackets.at + inSentence.at + offset }
  if (isSentence && isBound(inSentence.text)) return { ...inSentence, at: inSentence.at + offset }
  const number = isSentence ? lastNumber(withoutReason(inSentence.text), parts) : null
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

/** "the open set (0, 1)" states the brackets and what stands in them. */
export function inBrackets(sentence: string): Found | null {
  const match = /[([{\]][^()[\]{}\p{L}]*[,;][^()[\]{}]*[)\]}[]$/u.exec(sentence)
  return match === null ? null : { text: match[0], where: 'last stated answer', at: match.index }
}

/** "more than 42", "between 3 and 5": a bound is no value. */
function isBound(sentence: string): boolean {
  return /\b(?:(?:more|less|fewer|greater|larger|smaller|bigger|higher|lower) than|at (?:least|most)|between)\s\$?-?\d/i.test(
    sentence,
  )
}

/** "42 because geometry proves it" and "42, not 43" state 42. */
function withoutReason(text: string): string {
  return text
    .replace(
      /,?\s(?:because|since|as|which|so that|(?<!\b(?:do|does|did|is|are|was|be|can)\s)not|rather than|instead of|and not|(?:up|down) from|compared (?:to|with))\s.*$/i,
      '',
    )
    .replace(/\s?(?:です|である|だ|입니다|이다|です。)$/, '')
}
