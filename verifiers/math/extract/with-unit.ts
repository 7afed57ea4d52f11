// What belongs to a number that was found in prose: the unit behind it ("5 cm", `\boxed{5}` cm, "2.5 million dollars"), the
// currency before it, the hours before its minutes, the feet before its inches. A unit counts only where the gold has one,
// and only one that the table knows: of "12 ways" the answer is 12. What multiplies the number always counts.
import { cut, type Found } from '../../reply/found.ts'
import { isKnownUnit } from '../quantity/read-unit.ts'
import { featuresOf } from '../read/features.ts'
import { plainNotation } from '../read/plain-notation.ts'

const longestUnit = 60
const longestBefore = 40
const mostParts = 3
/** What may stand between a number and its unit: the end of the formula, the box, the bold text. */
const closers = /^(?:\s|~|\$|\*\*|\\\)|\\\]|\\[,;: ]|\}){0,6}/
const multiplier =
  /^(?:\\text\{\s?)?(?:hundred|thousand|million|billion|trillion|lakh|crore)(?![\p{L}])|^(?:百|千(?![克米瓦])|[万萬亿億])/iu
/** Words that are units as well. */
const particle = /^(?:in|a|an|at|as|is|am|pm|to|of|on|or|us|no|so|has|his|second|score)\s/i

export interface UnitOptions {
  /** Whether the gold has a unit: that behind the number counts then. */
  readonly isMeasured?: boolean
  /** How many parts the gold has. */
  readonly parts?: number
}

/**
 * The candidate with its unit, or as it is.
 * @example withUnit('It is 5 cm long.', { text: '5', where: 'last number', at: 6 }, { isMeasured: true }).text // '5 \\text{cm}'
 */
export function withUnit(reply: string, found: Found, { isMeasured = false, parts = 1 }: UnitOptions): Found {
  if (isMeasured && parts > 1 && found.where === 'last number') return inSentence(reply, found, parts)
  const end = found.at + found.text.length
  if (!/[\d)}%]$/.test(found.text) || !reply.startsWith(found.text, found.at)) return found
  const isNumber = found.where === 'last number' || found.where === 'last stated answer'
  const timed = isNumber ? withTime(reply, found) : found
  if (timed !== found) return timed
  const { text, at } = found
  const gap = closers.exec(reply.slice(end, end + longestUnit))?.[0] ?? ''
  const line = /^[^\n]*/.exec(reply.slice(end + gap.length, end + gap.length + longestUnit))?.[0] ?? ''
  if (!isMeasured && !/\p{L}/u.test(line)) return found
  const behind = plainNotation(line, featuresOf(line))
  const multiple = multiplier.exec(behind)?.[0].replace(/^\\text\{\s?/, '') ?? ''
  const rest =
    multiple === '' ? behind : behind.slice(behind.indexOf(multiple) + multiple.length).replace(/^s?\s?\}?\s{0,2}/, '')
  const many = multiple === '' ? text : `${text} ${multiple}`
  if (!isMeasured) return { ...found, text: many }
  const unit = leadingUnit(rest)
  const measured =
    unit === null ? many : `${many}${unit.startsWith('\\') || unit.startsWith('/') ? '' : ' '}${asText(unit)}`
  if (isNumber && unit !== null) {
    const larger = withLarger(reply, { ...found, text: measured })
    if (larger.at < at) return larger
  }
  const isBare = /^[-+]?[\d.,]+$/.test(text)
  const price = isBare ? (currencyBefore.exec(reply.slice(Math.max(0, at - 8), at))?.[0] ?? '') : ''
  return { ...found, text: price + measured, at: at - price.length }
}

const currencyBefore = /(?:\\\$|[¥₹₩₽]|\bRs\.?\s?|\b(?:USD|EUR|GBP|INR|CNY|JPY)\s)$/u

function asText(unit: string): string {
  return unit.includes('\\') ? unit : `\\text{${unit}}`
}

/** The longest known unit at the beginning of a text; null for none. */
function leadingUnit(text: string): string | null {
  if (particle.test(text)) return null
  const marked =
    /^(?:\\(?:text|mathrm|mbox|textrm)\s?\{[^{}]{1,40}\}(?:\^\{?-?\d\}?)?(?:\s|~|\\[,;: ]|\\cdot|\/){0,3}){1,6}/.exec(
      text,
    )?.[0]
  if (marked !== undefined && isKnownUnit(marked.trim())) return marked.trim()
  const asian = /^[\u3040-\u9fff]{1,4}/.exec(text)?.[0] ?? ''
  for (let length = asian.length; length > 0; length--) {
    if (isKnownUnit(asian.slice(0, length))) return asian.slice(0, length)
  }
  const words = text.split(/\s/).slice(0, 5)
  for (let count = words.length; count > 0; count--) {
    const unit = words
      .slice(0, count)
      .join(' ')
      .replace(/[.,;:!?)*$"。，；！？]+$/u, '')
    if (unit !== '' && !/^[-+(\d]|[\d.,;:!?]\s/.test(unit) && isKnownUnit(unit)) return unit
  }
  return null
}

/** "There are 9 chickens and 10 rabbits": as many numbers as the gold has parts, from the first on. */
function inSentence(reply: string, found: Found, parts: number): Found {
  const start = Math.max(
    found.at - longestSentence,
    reply.lastIndexOf('\n', found.at) + 1,
    reply.lastIndexOf('. ', found.at) + 2,
  )
  const sentence = /^.*?(?=[.!?](?:\s|$)|$)/m.exec(reply.slice(start, start + 2 * longestSentence))?.[0] ?? ''
  const numbers = [...sentence.matchAll(/(?<![\p{L}\d.,])\d[\d.,]*/gu)]
  const first = numbers[0]
  if (first === undefined || numbers.length !== parts) return found
  return { ...found, text: sentence.slice(first.index).trim(), at: start + first.index }
}

const longestSentence = 200
const timeBefore = /(?<![\d:])\d{1,2}:(?:\d{2}:)?$/
const halfAfter = /^\s?(?:[ap]\.\s?m\.|[ap]m\b|noon\b)/i

/** `14:30` and `2:30 PM`, of which the last number is 30; a ratio such as 3:4 in the same way. */
function withTime(reply: string, found: Found): Found {
  const hours = /^\d{1,4}$/.test(found.text)
    ? timeBefore.exec(reply.slice(Math.max(0, found.at - 8), found.at))?.[0]
    : undefined
  const end = found.at + found.text.length
  const half = halfAfter.exec(reply.slice(end, end + 8))?.[0] ?? ''
  const feet = /(?<![\d.])\d{1,3}\s?['′’]\s?$/.exec(reply.slice(Math.max(0, found.at - 6), found.at))?.[0]
  const inches = /^\s?(?:["″”]|'')/.exec(reply.slice(end, end + 3))?.[0]
  if (feet !== undefined && inches !== undefined) {
    return { ...found, text: feet + found.text + inches, at: found.at - feet.length }
  }
  if (hours === undefined)
    return half === '' || !/^\d{1,2}$/.test(found.text) ? found : { ...found, text: found.text + half }
  return { ...found, text: hours + found.text + half, at: found.at - hours.length }
}

const partBefore = /(?<![\d.,])(\d[\d.,]{0,9}\s?([\p{L}.]{1,12}|['′°]))(?:\s{0,2},?\s{0,2}(?:and\s)?)$/u

/** `2 hours and` before `30 minutes`: parts with known units. */
function withLarger(reply: string, found: Found): Found {
  let whole = found
  for (let count = 0; count < mostParts; count++) {
    const match = partBefore.exec(reply.slice(Math.max(0, whole.at - longestBefore), whole.at))
    const unit = (match?.[2] ?? '').replace(/\.$/, '')
    if (match === null || (!/['′°]/.test(unit) && !isKnownUnit(unit))) return whole
    whole = { ...whole, text: `${match[0]}${whole.text}`, at: whole.at - match[0].length }
  }
  return { ...whole, text: cut(whole.text) }
}
