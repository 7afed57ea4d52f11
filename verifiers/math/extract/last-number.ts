// A reply that is nothing but its answer, and the last number of one that marks no answer at all.
import { trimmedFound, type Found } from '../../reply/found.ts'
import { denied, labelBefore } from './stands.ts'
import { longestAnswer, longestTail } from '../bounds/limits.ts'
import { wholeExpression } from './whole-expression.ts'

const number =
  /(?<![\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Arabic}第\d_.^])[-−]?[$€£]?(?:\d{1,3}(?:,\d{3})+(?!\d)|(?<![,\d])\d{1,9},\d{1,2}(?![\d,.]\d|[\d])|\d{1,4096})(?:\.\d{1,4096})?(?:[eE][+-]?\d{1,4})?(?:\/\d{1,4096})?(?:\s?\\?%)?|[-−]?[¼-¾⅐-⅞]/gu
const longestWhole = 200
const longestBefore = 60
/** "at the 5% level" */
const isLevel = /^\s?(?:significance|confidence|level)(?!\p{L})/iu
/** "1/6 (about 16.7%)" */
const rounded = /(?:\(|,\sor\s)(?:about|approximately|approx\.?|roughly|or about|≈|~)\s?$/iu
/** "17 because 16 fails", "1,250, which is reached when 50 are sold", "24 of the 60": a number stands before that already. */
const clause =
  /\d[^.;!?\n]*?(?:[,\s](?:because|since|which (?:occurs|happens) (?:when|at|for)|(?:which (?:is|was) )?(?:reached|attained|achieved) (?:when|at|for)|(?:y|que) se alcanza en|weil|puisque|porque)\s[^.,;!?\n]*|\sof (?:the|all|its|these|those)\s)$/iu
const mostTried = 32

/** The reply itself where it is one short expression: no word but joints and units stands in it. */
export function wholeReply(reply: string): Found | null {
  if (reply.length > 4 * longestAnswer) return null
  const whole = trimmedFound(reply, 0, reply.length, 'whole reply')
  if (whole === null || whole.text.length > longestWhole) return null
  // Of lines of a calculation the last states the answer.
  const end = whole.text.lastIndexOf('\n') + 1
  const start = end + (/^[*•]\s{1,3}/.exec(whole.text.slice(end))?.[0].length ?? 0)
  const isCalculation = /^[^\n=]*=[^\n]*\n[^]*=/.test(whole.text) && !/\\begin|\\\[|\$\$/.test(whole.text)
  if (isCalculation && whole.text.slice(start).includes('=') && !holdsProse(whole.text.slice(start))) {
    return { ...whole, text: whole.text.slice(start).trim(), at: whole.at + start }
  }
  return holdsProse(whole.text) ? null : whole
}

/** Whether words stand in a text that are neither joints nor inside commands; Chinese in a sentence with a number or a letter. */
function holdsProse(text: string): boolean {
  const outside = text
    .replace(/\\(?:text|mathrm|textbf|mbox)\s?\{[^{}]*\}/g, '')
    .replace(/(?<![\p{L}])(?:and|or)(?![\p{L}])/gu, '')
  return /(?<![\\\p{L}])(?!\p{Script=Han})\p{L}{2,}[\s:]|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]{2,}\s?[-−–﹣－+$€£([√∛]{0,3}[\dA-Za-z¼-¾⅐-⅞]|\p{Script=Han}{2,}[^]*[，。：][^]*[\dA-Za-z]/u.test(
    outside,
  )
}

/** The last number. "7 or 42" names two answers: the line up to the number is the candidate then, and is no number. */
export function lastNumber(reply: string, parts = 1): Found | null {
  const offset = Math.max(0, reply.length - longestTail)
  let found: Found | null = null
  if (parts > 1) {
    const listed = /-?\d[\d.]*(?:(?:,\s?(?:and\s|or\s)?|\s(?:and|or)\s)-?\d[\d.]*)+(?=\D{0,40}$)/.exec(
      reply.slice(-400),
    )
    const items = listed?.[0].split(/,\s?(?:and\s|or\s)?|\s(?:and|or)\s/)
    if (listed !== null && items?.length === parts) {
      const at = Math.max(0, reply.length - 400) + listed.index
      return { text: listed[0].replace(/[.,]$/, ''), where: `last ${parts} numbers`, at }
    }
  }
  const matches = [...reply.slice(offset).matchAll(number)].slice(-mostTried)
  // "9, not 7" states 9, and "see step 3" no number.
  const isNamed = (at: number, length: number): boolean => {
    const before = reply.slice(Math.max(0, at - longestBefore), at)
    if (isLevel.test(reply.slice(at + length, at + length + longestBefore))) return false
    if (rounded.test(before) || clause.test(before)) return false
    return !denied.test(before) && !labelBefore.test(before)
  }
  const match = matches.findLast(({ index, 0: text }) => isNamed(offset + index, text.length)) ?? matches.at(-1)
  if (match !== undefined) {
    const whole = wholeExpression(reply, { text: match[0], at: offset + match.index })
    found = withNeighbour(reply, whole.text, whole.at)
  }
  if (found === null || !/\bor\s$/i.test(reply.slice(Math.max(0, found.at - 4), found.at))) return found
  const start = Math.max(reply.lastIndexOf('\n', found.at) + 1, found.at - longestAnswer / 2)
  return { text: reply.slice(start, found.at + found.text.length), where: 'last number', at: start }
}

const neighbour = /(?:(?<![\d.])(?:minus|negative)|(?<![\p{L}\d.,])-?\d(?:[\d.,]*\d)?\s(?:and|&|vs\.?|versus|:))\s$/iu

/** "negative 7" and "9 and 7": the number is only a part. */
function withNeighbour(reply: string, text: string, at: number): Found {
  const part = neighbour.exec(reply.slice(Math.max(0, at - longestBefore), at))?.[0] ?? ''
  return { text: part + text, where: 'last number', at: at - part.length }
}
