// A regular expression from examples: what it must match and what it must not. Any that does and is short enough
// counts; it is run by a matcher of our own (pattern.ts), whose steps are those of the texts.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import type { Rng } from '../../src/core/random.ts'
import { judged, shownAnswer } from '../judged-answer.ts'
import { levelOf, levelOption } from '../level-option.ts'
import { promptOption } from '../prompt-option.ts'
import { matches, parsePattern } from './pattern.ts'

export interface PatternTask {
  /** Texts parted by spaces. */
  readonly matched: string
  readonly refused: string
  /** Characters a pattern may have. */
  readonly longest: number
  /** The pattern that the examples were made with. */
  readonly pattern: string
}

interface PatternSettings {
  readonly alphabet: string
  /** Letters of the hidden pattern. */
  readonly letters: number
  readonly examples: number
  /** Letters of the longest example. */
  readonly longest: number
}

const levels: readonly PatternSettings[] = [
  { alphabet: 'ab', letters: 3, examples: 6, longest: 6 },
  { alphabet: 'ab', letters: 4, examples: 7, longest: 6 },
  { alphabet: 'ab', letters: 5, examples: 8, longest: 7 },
  { alphabet: 'abc', letters: 6, examples: 10, longest: 8 },
  { alphabet: 'abc', letters: 9, examples: 14, longest: 10 },
]

const regexSynthesis: EnvironmentFactory<PatternTask> = defineEnv({
  id: 'regex-synthesis',
  description: 'Write a short regular expression that matches some texts and not others.',
  card: {
    source: 'Generated: examples of a random pattern of letters, . | * + ? and parentheses.',
    verifier:
      'The pattern is read, is short enough, matches each text of the one list as a whole and none of the other.',
    limits: 'Letters a to c, no classes, anchors or counts. A pattern that lists the examples is too long.',
  },
  options: Type.Object({
    level: levelOption(
      levels,
      '1: patterns of 3 letters a and b, 6 examples of each kind; 2: 4 letters, 7; 3: 5, 8; 4: 6 letters to c, 10; 5: 9, 14',
    ),
    prompt: promptOption,
  }),
  draw: ({ rng, options: { level, prompt } }) => {
    const answer = drawExamples(rng, levelOf(levels, level))
    const { matched, refused, longest } = answer
    if (prompt === 'compact') return { prompt: `${matched},${refused},${longest}:`, answer }
    return {
      prompt: `Write a regular expression that matches each of these texts as a whole: ${matched.replaceAll(' ', ', ')}; and none of these: ${refused.replaceAll(' ', ', ')}. Use the letters ${[
        ...new Set(matched + refused),
      ]
        .filter((letter) => letter !== ' ')
        .sort()
        .join(
          ', ',
        )}, the dot for any letter, |, *, +, ? and parentheses, and at most ${longest} characters. Write it in <answer></answer>.`,
      answer,
    }
  },
  rewards: ({ prompt }) => ({
    correct: judged<PatternTask>(prompt, {
      name: 'pattern',
      isSound: ({ matched, refused, longest }) =>
        /^[abc ]+$/.test(matched) && /^[abc ]+$/.test(refused) && Number.isSafeInteger(longest),
      faultOf,
    }),
  }),
  outcome: 'correct',
  demonstrate: ({ answer: { pattern } }, { options }) => shownAnswer(options.prompt, pattern),
})

function drawExamples(rng: Rng, { alphabet, letters, examples, longest: mostLetters }: PatternSettings): PatternTask {
  for (;;) {
    const text = patternText(rng, alphabet, letters)
    const pattern = parsePattern(text)
    if (typeof pattern === 'string') continue
    const [matched, refused] = [new Set<string>(), new Set<string>()]
    for (let attempt = 0; attempt < 30 * examples; attempt++) {
      const length = rng.int(1, mostLetters)
      let example = ''
      while (example.length < length) example += alphabet.charAt(rng.int(0, alphabet.length - 1))
      const list = matches(pattern, example) ? matched : refused
      if (list.size < examples) list.add(example)
      if (matched.size === examples && refused.size === examples) break
    }
    const longest = text.length + 3
    const list = [...matched].sort()
    // Where few texts match, a list of them might do as well.
    if (matched.size < examples || refused.size < examples || list.join('|').length <= longest) continue
    return { matched: list.join(' '), refused: [...refused].sort().join(' '), longest, pattern: text }
  }
}

/** A pattern of as many letters, put together from two shorter ones. */
function patternText(rng: Rng, alphabet: string, letters: number): string {
  if (letters === 1) {
    const letter = rng.int(0, 5) === 0 ? '.' : alphabet.charAt(rng.int(0, alphabet.length - 1))
    return rng.int(0, 2) === 0 ? letter + '*+?'.charAt(rng.int(0, 2)) : letter
  }
  const left = rng.int(1, letters - 1)
  const parts = [patternText(rng, alphabet, left), patternText(rng, alphabet, letters - left)]
  if (rng.int(0, 2) > 0) return parts.join('')
  const either = `(${parts.join('|')})`
  return rng.int(0, 1) === 0 ? either : either + '*+'.charAt(rng.int(0, 1))
}

function faultOf(text: string, { matched, refused, longest }: PatternTask): string | null {
  const given = text.replaceAll(/^[`/^\s]+|[`/$\s]+$/g, '')
  if (given.length > longest) return `The pattern has ${given.length} characters; at most ${longest} are allowed.`
  const pattern = parsePattern(given)
  if (typeof pattern === 'string') return `The pattern cannot be read: ${pattern}`
  const missed = matched.split(' ').find((example) => !matches(pattern, example))
  if (missed !== undefined) return `It does not match ${missed}.`
  const taken = refused.split(' ').find((example) => matches(pattern, example))
  return taken === undefined ? null : `It matches ${taken}.`
}

export default regexSynthesis
export const noRecipe = 'No small transformer has been taught to write patterns; train a checkpoint.'
