// How long a reply is: words, sentences, paragraphs between dividers, and paragraphs between empty lines.
import {
  countFinding,
  relationFinding,
  textOf,
  wholeOf,
  type Finding,
  type InstructionKind,
} from './instruction-kind.ts'
import { countSentences } from './sentences.ts'
import type { JsonObject } from '../../src/core/json.ts'

export const lengthKinds: { readonly [id: string]: InstructionKind } = {
  'length_constraints:number_words': {
    check: (reply, given) => related(given, 'num_words', countWords(reply), 'words'),
  },
  'length_constraints:number_sentences': {
    check: (reply, given) => related(given, 'num_sentences', countSentences(reply), 'sentences'),
  },
  // Paragraphs are parted by `***`; one at the start or the end may be empty, none between may.
  'length_constraints:number_paragraphs': {
    check: (reply, given) => {
      const wanted = wholeOf(given, 'num_paragraphs', 1)
      const parts = reply.split('***').map((part) => part.trim())
      const inner = parts.slice(1, -1)
      if (inner.includes('')) return 'There is a paragraph with nothing in it.'
      const count = parts.filter((part) => part !== '').length
      return countFinding(count === wanted, count, 'paragraphs between dividers', `${wanted}`)
    },
  },
  'length_constraints:nth_paragraph_first_word': {
    check: (reply, given) => {
      const [wanted, nth] = [wholeOf(given, 'num_paragraphs', 1), wholeOf(given, 'nth_paragraph', 1)]
      const word = textOf(given, 'first_word').toLowerCase()
      const parts = reply.split('\n\n').map((part) => part.trim())
      const count = parts.filter((part) => part !== '').length
      if (count !== wanted) return countFinding(false, count, 'paragraphs between empty lines', `${wanted}`)
      const first = firstWord(parts[nth - 1] ?? '')
      return first === word ? null : `Paragraph ${nth} starts with \`${first}\`; wanted is \`${word}\`.`
    },
  },
}

function related(given: JsonObject, name: string, count: number, what: string): Finding {
  return relationFinding(given, 'relation', { count, bound: wholeOf(given, name), what })
}

/** Runs of letters, digits and underscores. */
export function countWords(text: string): number {
  const word = /[\p{L}\p{N}_]+/gu
  let count = 0
  while (word.test(text)) count++
  return count
}

/** In small letters, without quotation marks before it and whatever stands behind a mark in it. */
function firstWord(paragraph: string): string {
  const word = paragraph.slice(0, 200).split(/\s/)[0] ?? ''
  return (/^['"]*([^.,?!'"]*)/.exec(word)?.[1] ?? '').toLowerCase()
}
