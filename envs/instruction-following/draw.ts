// Instructions that a reply can follow together: at most one of each slot, in the words that ask for it.
import type { JsonObject } from '../../src/core/json.ts'
import type { Rng } from '../../src/core/random.ts'
import type { Instruction } from '../../verifiers/index.ts'
import { words } from '../words.ts'

/** In characters. Without it, a reply of all words would follow most tasks. */
export const longestReply = 600

interface Asked extends Instruction {
  /** The instruction as a sentence. */
  readonly text: string
}

type Slot = 'layout' | 'end' | 'wrap' | 'case' | 'marks' | 'words' | 'length'
const slots: readonly Slot[] = ['layout', 'end', 'wrap', 'case', 'marks', 'words', 'length']

const postscripts = ['P.S.', 'P.P.S'] as const
const endings = ['Is there anything else I can help with?', 'That is all.', 'Any other questions?', 'So it goes.']

/** Three keywords, and `count` instructions of different slots. */
export function drawInstructions(rng: Rng, count: number): { prompt: string; instructions: Instruction[] } {
  const drawn = new Set<string>()
  while (drawn.size < 7) drawn.add(rng.pick(words))
  const spare = [...drawn]
  // In one order: the same words are the same task.
  const [first = '', second = '', third = ''] = spare.splice(0, 3).sort()
  const chosen = rng.shuffle(slots).slice(0, count)
  const asked = chosen.map((slot) => ask(rng, slot, { spare, isCased: chosen.includes('case') }))
  const keywords: Instruction = { id: 'keywords:existence', arguments: { keywords: [first, second, third] } }
  const prompt = [
    `Write a short text in English, of at most ${longestReply} characters, with the words ${first}, ${second} and ${third} in it.`,
    ...asked.map(({ text }) => text),
  ].join(' ')
  return { prompt, instructions: [keywords, ...asked.map(({ id, arguments: given }) => ({ id, arguments: given }))] }
}

interface Choice {
  /** Words that are not among the keywords. */
  readonly spare: readonly string[]
  /** All letters may have to be small: no mark may be in capitals. */
  readonly isCased: boolean
}

function ask(rng: Rng, slot: Slot, { spare, isCased }: Choice): Asked {
  const of = (id: string, given: JsonObject, text: string): Asked => ({ id, arguments: given, text })
  // Forbidden words are none of those that another instruction wants.
  const [one = '', two = '', three = '', four = ''] = spare
  switch (slot) {
    case 'layout':
      return layout(rng, of, one, isCased)
    case 'end': {
      const kind = rng.int(0, 2)
      if (kind === 0)
        return of('detectable_format:title', {}, 'Give it a title in double angular brackets, such as <<a title>>.')
      if (kind === 1) {
        const mark = rng.pick(postscripts)
        return of(
          'detectable_content:postscript',
          { postscript_marker: mark },
          `Add a postscript that starts with ${mark}`,
        )
      }
      const phrase = rng.pick(endings)
      return of(
        'startend:end_checker',
        { end_phrase: phrase },
        `End with the phrase "${phrase}" and nothing behind it.`,
      )
    }
    case 'wrap':
      return of('startend:quotation', {}, 'Wrap the whole text in double quotation marks.')
    case 'case': {
      const kind = rng.int(0, 2)
      if (kind === 0) return of('change_case:english_capital', {}, 'Use capital letters only.')
      if (kind === 1) return of('change_case:english_lowercase', {}, 'Use small letters only.')
      const count = rng.int(2, 6)
      const given = { capital_frequency: count, capital_relation: 'at least' }
      return of('change_case:capital_word_frequency', given, `Write at least ${count} words in capital letters.`)
    }
    case 'marks': {
      const kind = rng.int(0, 2)
      if (kind === 0) return of('punctuation:no_comma', {}, 'Use no commas.')
      const count = rng.int(2, 5)
      return kind === 1
        ? of(
            'detectable_format:number_highlighted_sections',
            { num_highlights: count },
            `Highlight at least ${count} parts with asterisks, as in *a part*.`,
          )
        : of(
            'detectable_content:number_placeholders',
            { num_placeholders: count },
            `Use at least ${count} placeholders in square brackets, such as [name].`,
          )
    }
    case 'words': {
      const kind = rng.int(0, 2)
      const count = rng.int(2, 4)
      if (kind === 0)
        return of(
          'keywords:frequency',
          { keyword: two, frequency: count, relation: 'at least' },
          `Use the word ${two} at least ${count} times.`,
        )
      if (kind === 1)
        return of(
          'keywords:forbidden_words',
          { forbidden_words: [three, four] },
          `Do not use the words ${three} and ${four}.`,
        )
      const letter = rng.pick(Array.from('jkqvwxz'))
      return of(
        'keywords:letter_frequency',
        { letter, let_frequency: count + 4, let_relation: 'at least' },
        `Use the letter ${letter} at least ${count + 4} times.`,
      )
    }
    case 'length': {
      const isLong = rng.int(0, 1) === 1
      const count = rng.int(3, 8)
      if (rng.int(0, 1) === 0)
        return of(
          'length_constraints:number_sentences',
          { num_sentences: count, relation: 'at least' },
          `Write at least ${count} sentences.`,
        )
      const bound = isLong ? rng.int(40, 70) : rng.int(75, 90)
      const relation = isLong ? 'at least' : 'less than'
      return of('length_constraints:number_words', { num_words: bound, relation }, `Use ${relation} ${bound} words.`)
    }
  }
}

function layout(
  rng: Rng,
  of: (id: string, given: JsonObject, text: string) => Asked,
  word: string,
  isCased: boolean,
): Asked {
  const kind = rng.int(0, isCased ? 3 : 4)
  const count = rng.int(2, 5)
  if (kind === 0)
    return of('combination:two_responses', {}, 'Write two different texts, parted by six asterisks: ******.')
  if (kind === 1)
    return of(
      'detectable_format:number_bullet_lists',
      { num_bullets: count },
      `Have exactly ${count} bullet points, as in - a point.`,
    )
  if (kind === 2)
    return of(
      'length_constraints:number_paragraphs',
      { num_paragraphs: count },
      `Write ${count} paragraphs, parted by the divider ***.`,
    )
  if (kind === 3) {
    const nth = rng.int(1, count)
    return of(
      'length_constraints:nth_paragraph_first_word',
      { num_paragraphs: count, nth_paragraph: nth, first_word: word },
      `Write ${count} paragraphs, parted by an empty line; paragraph ${nth} starts with the word ${word}.`,
    )
  }
  return of(
    'detectable_format:multiple_sections',
    { section_spliter: 'SECTION', num_sections: count },
    `Write ${count} sections, each begun by SECTION and its number, as in SECTION 1.`,
  )
}
