// Words of random letters to put together by their letters. After reasoning-gym's `group_anagrams`, without its word
// list: nothing but the letters tells which belong together.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import type { Rng } from '../../src/core/random.ts'
import { judged, shownAnswer } from '../judged-answer.ts'
import { levelOf, levelOption } from '../level-option.ts'
import { promptOption } from '../prompt-option.ts'
import { readItems } from '../read-answer.ts'

interface GroupSettings {
  readonly groups: number
  readonly words: number
  readonly letters: number
}

const levels: readonly GroupSettings[] = [
  { groups: 2, words: 4, letters: 3 },
  { groups: 3, words: 6, letters: 4 },
  { groups: 4, words: 9, letters: 5 },
  { groups: 6, words: 14, letters: 6 },
  { groups: 9, words: 24, letters: 7 },
]

const anagramGroups: EnvironmentFactory<string> = defineEnv({
  id: 'anagram-groups',
  description: 'Put words together that have the same letters.',
  card: {
    source: 'Generated: words of random letters from a small part of the alphabet, in alphabetical order.',
    verifier: 'Every word stands in one group, those of a group have the same letters, those of two groups do not.',
    limits: 'The words are none of a language. No credit for some of the groups.',
  },
  options: Type.Object({
    level: levelOption(
      levels,
      '1: 4 words of 3 letters in 2 groups; 2: 6 of 4 in 3; 3: 9 of 5 in 4; 4: 14 of 6 in 6; 5: 24 of 7 in 9',
    ),
    prompt: promptOption,
  }),
  draw: ({ rng, options: { level, prompt } }) => {
    const answer = drawWords(rng, levelOf(levels, level)).join(' ')
    return {
      prompt:
        prompt === 'compact'
          ? `${answer}:`
          : `Group these words so that the words of a group have exactly the same letters: ${answer.replaceAll(' ', ', ')}. Write the groups with semicolons between them and commas between words, like abc, cab; xy, yx, in <answer></answer>.`,
      answer,
    }
  },
  rewards: ({ prompt }) => ({
    correct: judged<string>(prompt, {
      name: 'anagram-groups',
      isSound: (answer) => /^[a-z]+(?: [a-z]+)+$/.test(answer),
      faultOf,
      hasLines: true,
    }),
  }),
  outcome: 'correct',
  demonstrate: ({ answer }, { options }) => shownAnswer(options.prompt, grouped(answer, options.prompt)),
})

/** Sorted and all different, in exactly as many groups as asked for. */
function drawWords(rng: Rng, { groups, words, letters }: GroupSettings): string[] {
  const bySignature = new Map<string, Set<string>>()
  const found = new Set<string>()
  while (bySignature.size < groups) {
    const word = Array.from({ length: letters }, () => String.fromCharCode(97 + rng.int(0, letters + 2))).join('')
    // Enough orders to choose from: with two letters that differ there is a second one.
    if (new Set(word).size < Math.min(3, letters) || bySignature.has(signatureOf(word))) continue
    bySignature.set(signatureOf(word), new Set([word]))
    found.add(word)
  }
  const signatures = [...bySignature.keys()]
  while (found.size < words) found.add(rng.shuffle(rng.pick(signatures).split('')).join(''))
  return [...found].sort()
}

export function signatureOf(word: string): string {
  return word.split('').sort().join('')
}

function grouped(answer: string, style: string): string {
  const groups = Map.groupBy(answer.split(' '), signatureOf)
  const [comma, semicolon] = style === 'compact' ? [' ', ';'] : [', ', '; ']
  return [...groups.values()].map((group) => group.join(comma)).join(semicolon)
}

function faultOf(text: string, answer: string): string | null {
  const groups = text
    .split(/[;\n\]|]/)
    .map(readItems)
    .filter((group) => group.length > 0)
  const given = groups.flat().map((word) => word.toLowerCase())
  if (given.toSorted().join(' ') !== answer) return 'The answer does not hold each word once.'
  const mixed = groups.find((group) => new Set(group.map((word) => signatureOf(word.toLowerCase()))).size > 1)
  if (mixed !== undefined) return `${mixed.join(', ')} do not all have the same letters.`
  const signatures = groups.map((group) => signatureOf(group[0]?.toLowerCase() ?? ''))
  return new Set(signatures).size === signatures.length ? null : 'Two groups have the same letters.'
}

export default anagramGroups
export const noRecipe = 'No small transformer has been taught to group words by their letters; train a checkpoint.'
