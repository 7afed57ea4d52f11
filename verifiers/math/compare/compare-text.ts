// Answers in words: compared by what they say; a letter of a choice also with its brackets or its text.
import { normaliseText } from '../../text/normalise-text.ts'
import { isStatedWord, statedWord } from '../extract/stated-word.ts'

const choice = /^\(?([A-Z])\)?[.:]?$/

/**
 * @example equalTexts('\\text{(C)}', 'C. 42 apples') // true
 */
export function equalTexts(gold: string, candidate: string): boolean {
  const [one, other] = [unwrapped(gold), unwrapped(candidate)]
  const letter = choice.exec(one)?.[1]
  if (letter !== undefined) return letter === statedLetter(other)
  if (isStatedWord(one)) return words(one) === statedWord(other)?.text.toLowerCase()
  if (/^[\p{L}\p{N}\s'’.,-]{3,}$/u.test(one)) return words(one) === words(other)
  // A space between two figures parts numbers: `1 2` is not 12.
  const tight = (text: string): string => text.replace(/(?<=\d)\s+(?=\d)/g, '\0').replace(/\s+/g, '')
  return tight(one) === tight(other)
}

/** The letter of a choice that is the whole text. */
export function letterOf(text: string): string | undefined {
  return choice.exec(unwrapped(text))?.[1]
}

/** `A`, `(A)`, `A. text`, `A) text`, `A: text`, `option A`; not `A or B`. */
function statedLetter(text: string): string | undefined {
  const match = /^(?:(?:option|choice|answer)\s?)?(?:\(([A-Z])\)|([A-Z])(?=[).:]|$))/i.exec(text)
  const letter = match?.[1] ?? match?.[2]
  const rest = text.slice(match?.[0].length ?? 0)
  return letter !== undefined && !/^[\s).:]*(?:or|and|,|\/|&)\s?\(?[A-Z]\b/i.test(rest) ? letter : undefined
}

function words(text: string): string {
  return normaliseText(text).replace(/^(?:the|an?)\s/, '')
}

/** Two letters or more that stand alone: a name, whose letters have an order and a case. */
export function nameOf(text: string): string | null {
  if (/[\d^_+=<>()]/.test(text)) return null
  const plain = unwrapped(text)
  return /^\p{L}{2,}$/u.test(plain) ? plain : null
}

/** Whether two names are the same: short ones as they are written, words in any case. */
export function equalNames(one: string, other: string): boolean {
  if (isStatedWord(one)) return one.toLowerCase() === other.toLowerCase()
  return one === other || (one.length > 2 && one.toLowerCase() === other.toLowerCase())
}

export function unwrapped(text: string): string {
  return text
    .replace(/\\(?:text|textbf|textit|textnormal|mathrm|textrm|mbox|mathbf|operatorname)\s?\{([^{}]*)\}/g, '$1')
    .replace(/\\(?:left|right|[,;!: ])|\$/g, '')
    .replace(/\\[dt]frac/g, '\\frac')
    .replace(/\s+/g, ' ')
    .replace(/[.。]$/, '')
    .trim()
}
