// Texts in classical ciphers to decipher. After reasoning-gym's `caesar_cipher`, with more of the family.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import type { Rng } from '../../src/core/random.ts'
import { shownAnswer } from '../judged-answer.ts'
import { levelOf, levelOption } from '../level-option.ts'
import { promptOption } from '../prompt-option.ts'
import { sameWords } from '../same-answer.ts'
import { words } from '../words.ts'
import { atbash, caesar, keyword, railFence, vigenere } from './ciphers.ts'

type Cipher = 'caesar' | 'atbash' | 'rail-fence' | 'vigenere' | 'keyword' | 'unknown-shift'

interface Enciphered {
  readonly text: string
  /** `3`, `atbash`, `key`: what the compact prompt says of it. */
  readonly sign: string
  readonly sentence: string
}

const levels: readonly { readonly words: number; readonly ciphers: readonly Cipher[] }[] = [
  { words: 1, ciphers: ['caesar'] },
  { words: 2, ciphers: ['caesar', 'atbash', 'rail-fence'] },
  { words: 3, ciphers: ['vigenere', 'rail-fence', 'keyword'] },
  { words: 6, ciphers: ['vigenere', 'rail-fence', 'keyword'] },
  { words: 6, ciphers: ['unknown-shift'] },
]

const ciphers: EnvironmentFactory<string> = defineEnv({
  id: 'ciphers',
  description: 'Decipher a text in a classical cipher.',
  card: {
    source: 'Generated from a list of 333 common English words of our own.',
    verifier: 'The words of the text in lower case or capitals.',
    limits: 'The words have no sense together. At level 5 the shift is found by the words being English.',
  },
  options: Type.Object({
    level: levelOption(
      levels,
      '1: Caesar, 1 word; 2: Caesar, Atbash or rail fence, 2 words; 3: Vigenère, rail fence or a keyword alphabet, 3 words; 4: these, 6 words; 5: Caesar whose shift is not told, 6 words',
    ),
    prompt: promptOption,
  }),
  draw: ({ rng, options: { level, prompt } }) => {
    const settings = levelOf(levels, level)
    const cipher = rng.pick(settings.ciphers)
    const chosen = Array.from({ length: settings.words }, () => rng.pick(words))
    const answer = chosen.join(' ')
    const { text, sign, sentence } = enciphered(rng, cipher, answer)
    if (prompt === 'compact') return { prompt: `${sign},${text}:`, answer: unspaced(cipher, answer) }
    return {
      prompt: `${sentence} The result is "${text}". Write the text before that in <answer></answer>.`,
      answer: unspaced(cipher, answer),
    }
  },
  rewards: ({ prompt }) => ({ correct: sameWords(prompt) }),
  outcome: 'correct',
  demonstrate: ({ answer }, { options }) => shownAnswer(options.prompt, answer),
})

function unspaced(cipher: Cipher, text: string): string {
  return cipher === 'rail-fence' ? text.replaceAll(' ', '') : text
}

function enciphered(rng: Rng, cipher: Cipher, plain: string): Enciphered {
  switch (cipher) {
    case 'caesar':
    case 'unknown-shift': {
      const shift = rng.int(1, 25)
      const isTold = cipher === 'caesar'
      return {
        text: caesar(plain, shift),
        sign: isTold ? String(shift) : '?',
        sentence: `Every letter of a text of English words was moved ${isTold ? `${shift} ${shift === 1 ? 'place' : 'places'}` : 'the same number of places'} on in the alphabet, with a following z (a Caesar cipher).`,
      }
    }
    case 'atbash':
      return {
        text: atbash(plain),
        sign: 'atbash',
        sentence:
          'In a text every a was replaced by z and every z by a, every b by y and every y by b, and so on (Atbash).',
      }
    case 'vigenere': {
      const key = Array.from({ length: 3 }, () => String.fromCharCode(rng.int(98, 122))).join('')
      return {
        text: vigenere(plain, key),
        sign: `v ${key}`,
        sentence: `A text was enciphered by Vigenère's cipher with the key "${key}": the first letter was moved on by as many places as the key's first letter is behind a, the next by the key's next letter, and so on round the key; spaces take no letter of the key.`,
      }
    }
    case 'keyword': {
      const key = [...new Set(rng.pick(words))].join('')
      return {
        text: keyword(plain, key),
        sign: `k ${key}`,
        sentence: `A text was enciphered with an alphabet that begins with "${key}" and goes on with the other letters from a to z in order: a became the first letter of it, b the second, and so on.`,
      }
    }
    default: {
      const rails = rng.int(2, 4)
      return {
        text: railFence(plain.replaceAll(' ', ''), rails),
        sign: `f ${rails}`,
        sentence: `A text without spaces was written in a zigzag over ${rails} rails (a rail fence), down first, and read rail by rail from the top.`,
      }
    }
  }
}

export default ciphers
export const noRecipe = 'No small transformer has been taught to decipher; train a checkpoint.'
