// The texts of the choices, from a verifier's options or a task's metadata in the forms that records have; and the
// choice that a reply names by its text.
import { answerText } from '../reply/answer-text.ts'
import { lastLine, withoutLabel } from '../reply/last-line.ts'
import { normaliseText } from '../text/normalise-text.ts'
import { foldReply } from './fold-reply.ts'

/** Texts by canonical label. */
export type OptionTexts = ReadonlyMap<string, string>

const longestText = 2_000

/**
 * Texts by label out of a list (`["London", "Paris"]`), an object (`{ "A": "London" }`) or columns (`{ "text": […],
 * "label": […] }`); null for anything else. A label or number before a text (`A. London`) comes off.
 * @example readOptionTexts(['London', 'Paris'], ['A', 'B'])?.get('B') // 'Paris'
 */
export function readOptionTexts(options: unknown, labels: readonly string[] | null): OptionTexts | null {
  const alphabet = labels ?? Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ')
  if (Array.isArray(options)) {
    const texts: readonly unknown[] = options
    if (texts.length < 2 || texts.length > alphabet.length || !texts.every(isText)) return null
    return new Map(
      texts.map((text, index) => [alphabet[index] as string, withoutOwnLabel(String(text), alphabet[index] as string)]),
    )
  }
  if (typeof options !== 'object' || options === null) return null
  const { text, label } = options as { text?: unknown; label?: unknown }
  if (Array.isArray(text) && Array.isArray(label) && text.length === label.length) {
    return text.every(isText)
      ? new Map(text.map((each, index) => [String(label[index]).toUpperCase(), String(each)]))
      : null
  }
  const entries = Object.entries(options)
  if (entries.length < 2 || !entries.every(([key, value]) => key.length <= 3 && isText(value))) return null
  return new Map(entries.map(([key, value]) => [key.toUpperCase(), String(value)]))
}

function isText(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

function withoutOwnLabel(text: string, label: string): string {
  const match = /^\s*\(?(\p{L}|\d{1,2})[).:]\s+(?=\S)/u.exec(text)
  return match !== null && (match[1] as string).toUpperCase() === label ? text.slice(match[0].length) : text
}

/**
 * The label whose text the reply's answer is: its last box, its answer tag, what "the answer is" announces, its only
 * or last line. Null where that is no choice's text, or two choices' text.
 */
export function labelByText(reply: string, texts: OptionTexts): string | null {
  for (const candidate of candidates(reply)) {
    if (candidate.length > longestText) continue
    const said = plainText(candidate)
    const named = [...texts].filter(([, text]) => plainText(text) === said).map(([label]) => label)
    if (said !== '' && named.length === 1) return named[0] as string
    if (said !== '') return null
  }
  return null
}

/** Whether what follows a stated label is the text of another choice: then the reply contradicts itself. */
export function namesAnotherText(behind: string, label: string, texts: OptionTexts): boolean {
  const said = plainText(behind.replace(/^[\s)\]}"'.:,–—-]+/, '').replace(/[⟧\n][^]*$/, ''))
  if (said === '' || said.length > longestText) return false
  const own = plainText(texts.get(label) ?? '')
  return said !== own && [...texts].some(([other, text]) => other !== label && plainText(text) === said)
}

/** A text without markup, case and most punctuation. Signs of numbers and formulas stay. */
function plainText(text: string): string {
  return normaliseText(foldReply(text.slice(0, 2 * longestText)).text.replace(/[⟦⟧]/g, ' '), { punctuation: false })
    .replace(/^["'\s]+|["'.,;!\s]+$/g, '')
    .replace(/^(?:the|a|an) /, '')
}

function* candidates(reply: string): Generator<string> {
  const marked = answerText(reply, 'boxed') ?? answerText(reply, 'answer-tag')
  if (marked !== null) {
    yield marked.text
    return
  }
  const text = reply.trim()
  const announced = [
    ...text.slice(-4_000).matchAll(/\b(?:answer|option|choice)\s?(?:is|:)\s*:?\s*([^\n]{1,300})/gi),
  ].at(-1)?.[1]
  if (announced !== undefined) {
    yield announced.replace(/[.!]?\s*(?:\*\*)?$/, '')
    return
  }
  const line = lastLine(text)
  if (line !== null && (line.text.length === text.length || /^(?:\*\*|answer)/i.test(line.text)))
    yield withoutLabel(line).text
}
