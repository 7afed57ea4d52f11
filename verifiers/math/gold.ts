// A gold answer made ready for comparison, or what is wrong with it.
import { cut } from '../reply/found.ts'
import { unwrapped } from './compare/compare-text.ts'
import { checkDefined } from './compare/compare-values.ts'
import { UndefinedValue } from './compare/normal-form.ts'
import { LRUCache } from 'lru-cache'
import { OverLimit } from './bounds/limits.ts'
import { extractAnswer } from './extract/extract.ts'
import { isPlainInteger, isUnread, readAnswer, type Answer } from './read/read-answer.ts'

const longestBare = 400
const mostProse = 8
const remembered = new LRUCache<string, Answer | string>({ max: 512 })

/**
 * The gold as an answer, or what is wrong with it, in words.
 * @example typeof readGold('1/0') // 'string'
 */
export function readGold(gold: unknown): Answer | string {
  if (typeof gold === 'number' && !Number.isFinite(gold)) return `It is ${gold}; a finite number is needed.`
  if (typeof gold !== 'string' && typeof gold !== 'number') {
    return `It is ${typeof gold === 'object' ? 'an' : 'a'} ${typeof gold}; a text or a number is needed.`
  }
  const written = String(gold)
  const known = remembered.get(written)
  if (known !== undefined) return known
  const read = readFreshGold(written)
  remembered.set(written, read)
  return read
}

function readFreshGold(written: string): Answer | string {
  if (isPlainInteger(written)) return readAnswer(written)
  if (written.trim() === '') return 'It is blank.'
  const text = answerOf(written)
  if (text === null) return 'It states no answer.'
  try {
    const answer = readAnswer(text, { isList: isListOfTwo(text) && !written.includes('####'), isGold: true })
    if (isUnread(answer) && answer.quantities.length === 0 && !isProse(answer.text))
      return `It cannot be read as mathematics or words: ${cut(text)}`
    checkDefined(answer.tree)
    return answer
  } catch (thrown) {
    if (thrown instanceof UndefinedValue) return `It has no value: ${thrown.message}.`
    if (thrown instanceof OverLimit) return `It is too large: ${thrown.message}.`
    throw thrown
  }
}

/** The gold itself where it is short, else the answer that it states as a reply would. */
function answerOf(written: string): string | null {
  const isMarked = /\\(?:boxed|fbox)|####/.test(written)
  const isSolution =
    written.includes('$') &&
    written
      .trim()
      .split(/\s+/)
      .filter((word) => /^\p{L}{2,}/u.test(word)).length > mostProse
  if (!isMarked && !isSolution && written.length <= longestBare) return written
  const found = extractAnswer(written, 'any', undefined, { parts: 2, isGold: true })
  return typeof found === 'string' ? null : found.text
}

/** `100,200` is two numbers; `58,500` and `120,000` are thousands. Braces around the comma say so without doubt. */
export function isListOfTwo(text: string): boolean {
  return /^\$?\d{3},[1-9]\d{2}\$?$/.test(text.trim())
}

/** Words that stand outside braces and commands, with braces that balance. */
function isProse(text: string): boolean {
  const plain = unwrapped(text.replace(/\\operatorname\s?\{[^{}]*\}/g, ''))
  let depth = 0
  let outside = ''
  for (let index = 0; index < plain.length; index++) {
    const character = plain.charAt(index)
    if (character === '\\') {
      const command = /^\\(?:[A-Za-z]+|.)/.exec(plain.slice(index, index + 40))?.[0] ?? '\\'
      index += command.length - 1
    } else if (character === '{') depth++
    else if (character === '}') depth--
    else if (depth === 0) outside += character
    if (depth < 0) return false
  }
  return depth === 0 && /\p{L}{2,}|\d:\d|^\s*\(?\p{L}\)\s*$/u.test(outside)
}
