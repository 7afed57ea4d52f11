// How a reply begins, ends and is wrapped, its case and its commas, and replies of two parts.
import { detectLanguage } from './detect-language.ts'
import { ArgumentFault, relationFinding, textOf, wholeOf, type InstructionKind } from './instruction-kind.ts'
import { languageCodes } from './language-words.ts'

export const wordingKinds: { readonly [id: string]: InstructionKind } = {
  'language:response_language': {
    check: (reply, given) => {
      const wanted = textOf(given, 'language')
      if (!languageCodes.has(wanted)) throw new ArgumentFault('language', 'a code such as `en`, of those known', wanted)
      const found = detectLanguage(reply)
      if (found.language === wanted) return null
      if (found.language !== null || !found.candidates.includes(wanted))
        return `The reply is in ${found.language ?? 'another script'}; wanted is ${wanted}.`
      return { undecided: `It cannot be told whether the reply is in ${wanted}.` }
    },
  },
  'startend:end_checker': {
    check: (reply, given) => {
      const phrase = textOf(given, 'end_phrase')
      const isEnd = reply.trim().replace(/"+$/, '').toLowerCase().endsWith(phrase.toLowerCase())
      return isEnd ? null : `The reply does not end with \`${phrase}\`.`
    },
  },
  'startend:quotation': {
    check: (reply) => {
      const text = reply.trim()
      const isWrapped = text.length > 1 && text.startsWith('"') && text.endsWith('"')
      return isWrapped ? null : 'The reply is not wrapped in double quotation marks.'
    },
  },
  'punctuation:no_comma': { check: (reply) => (reply.includes(',') ? 'There is a comma.' : null) },
  'change_case:english_capital': {
    check: (reply) => {
      if (!/\p{Lu}/u.test(reply) || /[\p{Ll}\p{Lt}]/u.test(reply)) return 'Not all letters are capitals.'
      return notInEnglish(reply)
    },
  },
  'change_case:english_lowercase': {
    check: (reply) => {
      if (!/\p{Ll}/u.test(reply) || /[\p{Lu}\p{Lt}]/u.test(reply)) return 'Not all letters are small.'
      return notInEnglish(reply)
    },
  },
  'change_case:capital_word_frequency': {
    check: (reply, given) => {
      const bound = wholeOf(given, 'capital_frequency')
      const count = capitalWords(reply)
      return relationFinding(given, 'capital_relation', { count, bound, what: 'words in capitals' })
    },
  },
  'combination:two_responses': {
    check: (reply) => {
      const parts = reply.split('******').map((part) => part.trim())
      if (parts.slice(1, -1).includes('')) return 'There is a response with nothing in it.'
      const [first, second, ...others] = parts.filter((part) => part !== '')
      if (first === undefined || second === undefined || others.length > 0)
        return 'There are not two responses, parted by six asterisks.'
      return first === second ? 'Both responses are the same.' : null
    },
  },
  // The request alone is no answer.
  'combination:repeat_prompt': {
    check: (reply, given) => {
      const request = textOf(given, 'prompt_to_repeat')
      const text = reply.trim()
      if (!text.toLowerCase().startsWith(request.toLowerCase())) return 'The reply does not begin with the request.'
      return text.length > request.length ? null : 'The reply repeats the request and gives no answer.'
    },
  },
}

function notInEnglish(reply: string): string | null {
  const { language, candidates } = detectLanguage(reply.toLowerCase())
  return language === 'en' || (language === null && candidates.includes('en')) ? null : 'The reply is not in English.'
}

/** Words whose letters are all capitals; a hyphen parts none, and `I'm` is `I` and `'m`. */
function capitalWords(text: string): number {
  const words = text.match(/[\p{L}\p{N}]+(?:[-.][\p{L}\p{N}]+)*/gu) ?? []
  return words.filter((word) => /\p{Lu}/u.test(word) && !/[\p{Ll}\p{Lt}]/u.test(word)).length
}
