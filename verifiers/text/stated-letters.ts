// Which letter of a multiple-choice question a reply states last, and whether it hedges between several.
import { findBoxes } from '../reply/boxes.ts'
import { cut } from '../reply/found.ts'
import { lastLine } from '../reply/last-line.ts'
import { tagContent } from '../reply/tag-content.ts'

export interface StatedLetters {
  /** Upper-case letters in order, each once; more than one is a hedge unless the question has several answers. */
  readonly letters: readonly string[]
  readonly where: string
  readonly text: string
}

/** Only this much of the end of a reply is searched for phrases such as "the answer is B". */
const longestTail = 16_384

/**
 * The last stated choice; null where the reply states none. Sources in order: last `\boxed{}`, last `<answer>`, last
 * phrase such as "answer is (B)" or "Answer: B", the last line where it begins with the letter.
 * @example statedLetters('A looks right, but the answer is (B).', 'ABCD').letters // ['B']
 */
export function statedLetters(reply: string, choices: string): StatedLetters | null {
  const boxes = findBoxes(reply)
  const box = boxes.last.at(-1)
  if (box !== undefined && !boxes.unclosed) return leading(box.text, choices, 'last \\boxed{}', true)
  const tag = tagContent(reply, 'answer')
  if (tag !== null) return leading(tag.text, choices, tag.where, true)
  return anchored(reply, choices) ?? fromLastLine(reply, choices)
}

function anchored(reply: string, choices: string): StatedLetters | null {
  const tail = reply.slice(-longestTail)
  // The last phrase that a letter follows: "the answer is clear" states nothing.
  let found: StatedLetters | null = null
  for (const phrase of tail.matchAll(/\b(?:answer|choice|option)(?:\s(?:is|are)\b|\s?[:=]|)(?=[\s*_:($[\\])/gi)) {
    const rest = tail.slice(phrase.index + phrase[0].length, phrase.index + phrase[0].length + 200)
    const isBare = /(?:answer|choice|option)$/i.test(phrase[0])
    // "Answer B" states a choice as a heading does; "option A is wrong" does not.
    if (isBare && !/^answer$/i.test(phrase[0])) continue
    found = leading(rest, choices, 'last stated answer', false) ?? found
  }
  return found
}

function fromLastLine(reply: string, choices: string): StatedLetters | null {
  const line = lastLine(reply)
  if (line === null) return null
  const isOneLetter = /^[\s*_("'[]{0,8}[A-Za-z][\s*_)"'.\]]{0,8}$/.test(line.text)
  const isListItem = /^[\s*_]{0,4}(?:\([A-Za-z]\)|[A-Za-z][).:])/.test(line.text)
  const isHedge = /^[\s*_(]{0,8}[A-Za-z]\)?\s?(?:or|and|,|\/|&)\s?\(?[A-Za-z]\b/i.test(line.text)
  return isOneLetter || isListItem || isHedge ? leading(line.text, choices, 'last line', isOneLetter) : null
}

const filler =
  /^(?:[\s*_:"'([{$]|\\text(?:bf)?\s?\{|\\mathrm\s?\{|\\boxed\s?\{|(?:option|choice|letter|either|both)\b)*/i
const separator = /^[\s*_)\]}"'$.]*(?:,\s?(?:or|and)?|\/|&|\bor\b|\band\b)[\s*_("'[{$]*(?:option|choice)?[\s*_("'[{$]*/i

/** The letters that `text` begins with, joined by "or", "and", a comma or a slash. */
function leading(text: string, choices: string, where: string, ignoreCase: boolean): StatedLetters | null {
  let rest = text.slice(0, 400)
  rest = rest.slice(filler.exec(rest)?.[0].length ?? 0)
  const letters: string[] = []
  for (;;) {
    const written = rest.charAt(0)
    const letter = ignoreCase ? written.toUpperCase() : written
    // A letter that begins a word ("Both", "A man") is no choice.
    if (letter === '' || !choices.includes(letter) || /^[\p{L}\p{N}]/u.test(rest.slice(1))) break
    if (!ignoreCase && /^\s[a-z]{3}/.test(rest.slice(1)) && letter === 'A' && letters.length === 0) {
      if (!/^\s(?:because|since|and|as|for)\b/.test(rest.slice(1))) break
    }
    if (!letters.includes(letter)) letters.push(letter)
    const joined = separator.exec(rest.slice(1))
    if (joined === null) break
    rest = rest.slice(1 + joined[0].length)
  }
  return letters.length === 0 ? null : { letters, where, text: cut(text.slice(0, 80)) }
}
