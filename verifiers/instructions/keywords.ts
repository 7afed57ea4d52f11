// Words and letters that a reply must have, or must not. Case does not count; a keyword may stand within a word, as in
// google/IFEval, and is taken as it is written, not as a regular expression.
import {
  ArgumentFault,
  occurrences,
  relationFinding,
  textOf,
  textsOf,
  wholeOf,
  type InstructionKind,
} from './instruction-kind.ts'

export const keywordKinds: { readonly [id: string]: InstructionKind } = {
  'keywords:existence': {
    check: (reply, given) => {
      const text = reply.toLowerCase()
      const missing = textsOf(given, 'keywords').filter((keyword) => !text.includes(keyword.toLowerCase()))
      return missing.length === 0 ? null : `Keywords are missing: ${missing.join(', ')}.`
    },
  },
  'keywords:frequency': {
    check: (reply, given) => {
      const [keyword, bound] = [textOf(given, 'keyword'), wholeOf(given, 'frequency')]
      const count = occurrences(reply.toLowerCase(), keyword.toLowerCase())
      return relationFinding(given, 'relation', { count, bound, what: `times \`${keyword}\`` })
    },
  },
  'keywords:forbidden_words': {
    check: (reply, given) => {
      const text = reply.toLowerCase()
      const used = textsOf(given, 'forbidden_words').filter((word) => standsAlone(text, word.toLowerCase()))
      return used.length === 0 ? null : `Forbidden words are used: ${used.join(', ')}.`
    },
  },
  'keywords:letter_frequency': {
    check: (reply, given) => {
      const [letter, bound] = [textOf(given, 'letter').toLowerCase(), wholeOf(given, 'let_frequency')]
      if (Array.from(letter).length !== 1) throw new ArgumentFault('letter', 'one character', letter)
      const count = occurrences(reply.toLowerCase(), letter)
      return relationFinding(given, 'let_relation', { count, bound, what: `letters \`${letter}\`` })
    },
  },
}

/** Whether a word stands in a text with no letter, digit or underscore on either side. */
function standsAlone(text: string, word: string): boolean {
  const isWordLike = (character: string): boolean => /^[\p{L}\p{N}_]$/u.test(character)
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (!isWordLike(text.charAt(at - 1)) && !isWordLike(text.charAt(at + word.length))) return true
  return false
}
