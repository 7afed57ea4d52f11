// The statement in which a reply ends without marking it: "So the length is 2√3 cm.", "The solution is x > 3.", "Therefore the
// limit does not exist.", "The triangle is isosceles." Only the whole of what a sentence states is taken, never a part of it.
import type { Found } from '../../reply/found.ts'
import { lastLine } from '../../reply/last-line.ts'
import { isKnownUnit } from '../quantity/read-unit.ts'
import { functions, greek } from '../read/commands.ts'
import { plainNotation } from '../read/plain-notation.ts'
import { meaningOf } from '../read/said-in-words.ts'

const longestSentence = 240
const where = 'last sentence'

const supposed =
  /(?<!\p{L})(?:if|unless|when|whenever|suppose|supposing|assume|assuming|whether|maybe|perhaps|possibly|probably|might|may|could|would|should|think|thinks|thought|believe|guess|said|says|claims?|claimed|doubt|wrong|false|incorrect|untrue|seems?|appears?|not|never|neither|nor|cannot|or|except|only if)(?!\p{L})|n['’]t(?!\p{L})|\?/iu
const opening =
  /^(?:[\s*_>-]|(?:therefore|thus|so|hence|then|finally|consequently|in conclusion|as a result|overall|and|we (?:conclude|see|find|have|get)(?: that)?|this (?:means|shows|implies)(?: that)?|it follows that|final answer|answer|solution|result|conclusion)(?!\p{L})[\s,:*]*)+/iu
const subject =
  /^(?:the |our |its |this |that |it |he |she |they |there |[a-z]\(?[a-z]?\)? )(?:[^,;:?]{1,60}? )??(?:is|are|was|were|has|have|will be|must be|falls on|equals)(?: (?:an?|the|therefore|thus|called|simply|just|indeed|then|on))* |^(?:the |this )?(?:\p{L}+ ){0,2}(?:series|integral|sequence|product) (?=converges|diverges)/iu

const calculation = /\d[^=≈,;]*[-+*/×÷–][^=≈,;]*[=≈]\s?[$€£]?-?\d[\d.,]*["%]?\s?(?:\p{L}+\s?){0,3}$/u

interface Sentence {
  readonly text: string
  readonly at: number
}

function lastSentence(reply: string): Sentence | null {
  const line = lastLine(reply)
  if (line === null || /^[|#`]/.test(line.text)) return null
  // Only its end can hold a sentence that is short enough.
  const skipped = Math.max(0, line.text.length - 4 * longestSentence)
  const text = line.text.slice(skipped).replace(/[.。!*_\s✓✔■□∎]+$/u, '')
  const ends = [...text.matchAll(/[.!?;](?=\s)(?:\*\*)?\s*|[。！？；]/g)]
  const last = ends.at(-1)
  const from = last === undefined ? 0 : last.index + last[0].length
  return text.length - from > longestSentence || text.length === from
    ? null
    : { text: text.slice(from), at: line.at + skipped + from }
}

/**
 * Words that the last sentence states: what means something ("has no real solutions") or, where the gold is words, all that
 * stands behind "is". Nothing that is supposed, doubted or denied.
 * @example wordsOfSentence('Thus the limit does not exist.', false).text // 'the limit does not exist'
 */
export function wordsOfSentence(reply: string, isOfWords: boolean): Found | null {
  const sentence = lastSentence(reply)
  if (sentence === null) return null
  const { text, at } = sentence
  // Of "Since the sides differ, the limit does not exist" the end says it.
  for (const comma of [-1, ...Array.from(text.matchAll(/[,，:]\s?(?!\d)/g), ({ index }) => index)]) {
    const before = comma < 0 ? '' : text.slice(0, comma)
    if (supposed.test(before) && !/^\W*(?:since|because|as)(?!\p{L})/iu.test(before)) continue
    const rest = text.slice(comma + 1)
    const skipped = comma + 1 + (/^\s*/.exec(rest)?.[0].length ?? 0)
    const start = skipped + (opening.exec(text.slice(skipped))?.[0].length ?? 0)
    const claim = text.slice(start).replace(/\*+$/, '')
    if (claim !== '' && meaningOf(claim.replace(/\$|\\[()]/g, '')) !== null)
      return { text: claim, where, at: at + start }
    if (!isOfWords) continue
    const subjectLength = subject.exec(claim)?.[0].length ?? 0
    const said = claim.slice(subjectLength).replace(/^[*_"“']+|[*_"”']+$/g, '')
    const isShort = /^[\p{L}\p{N}][\p{L}\p{N}\s'’.-]{1,40}$/u.test(said) && said.split(/\s+/).length <= 4
    if (subjectLength === 0 || !isShort || supposed.test(claim.slice(0, subjectLength))) continue
    return { text: said, where, at: at + text.indexOf(said, start + subjectLength) }
  }
  return null
}

const announcing =
  /(?:^|(?<!\p{L})(?:is|are|was|be|equals?|gives?|get|have|has|obtain|so|thus|hence|therefore|then|that|namely|need|ist|est|es|è|é|also|donc)|[,:，：是为得即])\s*$/iu
const mathWords = new Set(['and', 'or', 'mod', 'pi', 'sqrt', 'infinity', 'oo'])
const essential = /[=<>≤≥≠≡^√∛π°∞²³×*¼-¾⅐-⅞]|[)\d]\s?\/\s?[\d(]|\d\p{L}|[+−]|(?<=\S\s)-\s|\d\s?[a-z]\b/u

/**
 * Mathematics without marks in which the last sentence ends, with a noun behind it or none; null for a bare number.
 * @example mathematicsOfSentence('So the side is 2√3 units.').text // '2√3'
 */
export function mathematicsOfSentence(reply: string): Found | null {
  const sentence = lastSentence(reply)
  if (sentence === null || /\$|\\[([]|\*\*|`/.test(sentence.text)) return null
  const { at } = sentence
  // "25 m/s (90 km/h)": both must be right.
  const [aside = '', again = ''] = /\s\((?:or |about |i\.e\.,? |that is,? )?(\d[^()]*)\)$/.exec(sentence.text) ?? []
  const isAgain = isMeasure(again)
  const text = isAgain ? sentence.text.slice(0, -aside.length) : sentence.text
  const pieces = [...text.matchAll(/\S+/g)]
  let end = pieces.length
  // A noun or a unit of two words at most.
  while (end > 0 && pieces.length - end < 2 && isNoun((pieces[end - 1] as RegExpExecArray)[0])) end--
  let start = end
  while (start > 0 && isMathematics((pieces[start - 1] as RegExpExecArray)[0])) start--
  while (start < end && /^(?:a|an|I|and|or|so)$/i.test((pieces[start] as RegExpExecArray)[0])) start++
  const [first, last] = [pieces[start], pieces[end - 1]]
  if (start >= end || first === undefined || last === undefined) return null
  // In Chinese no space parts the words from the formula.
  const glued = /^[^]*[\u3001-\u30ff\u4e00-\u9fff\uff0c\uff1a]/.exec(first[0])?.[0].length ?? 0
  const from = first.index + glued
  const found = text.slice(from, last.index + last[0].length).replace(/[,:]$/, '')
  if (!/[\d√π∞¼-¾⅐-⅞]/.test(found) || !essential.test(found) || !announcing.test(text.slice(0, from))) return null
  // Of a calculation the number it comes to is the answer.
  if (found.includes('<<') || calculation.test(found)) return null
  if ((!isAgain && isMeasure(found)) || supposed.test(text.slice(0, from))) return null
  const piece = { text: found, where, at: at + from }
  return isAgain ? { ...piece, others: [{ text: again, where, at: at + sentence.text.lastIndexOf(again) }] } : piece
}

/** A number and a unit that the table knows. */
function isMeasure(text: string): boolean {
  const [, unit = ''] = /^[-+]?[$€£¥]?\d[\d.,]*\s?(\D.*)$/u.exec(text) ?? []
  return unit !== '' && isKnownUnit(plainNotation(unit))
}

const isNoun = (word: string): boolean => /^\p{Script=Latin}{3,}$/u.test(word) && !isName(word)

function isName(word: string): boolean {
  return mathWords.has(word.toLowerCase()) || functions.has(word) || greek.has(word)
}

function isMathematics(piece: string): boolean {
  const plain = piece.replace(/^[^]*[\u3001-\u30ff\u4e00-\u9fff\uff0c\uff1a]/, '')
  const words = plain.match(/\p{L}{2,}/gu) ?? []
  // Attoseconds are rarer than "as", and hectares than "has".
  if (/^(?:as|has|at|us)$/i.test(plain)) return false
  return words.every((word) => isName(word) || isKnownUnit(word) || isCall(word, plain))
}

/** `xy` in `xy + 1` is a product. */
const isCall = (word: string, piece: string): boolean => word.length === 2 && /[\^=+*/()\d]/.test(piece)
