// Instructions in a few characters, for policies too small to read: three letters that the reply must have as a word, a
// mark for each instruction, and a colon. `^` all in capitals, `"` in double quotation marks,
// `<` with a title in double angular brackets; with a count behind it: `*2` highlighted parts, `[2` placeholders,
// `-2` bullet points, `.2` sentences at least, `x2` the word so often at least.
import type { JsonObject } from '../../src/core/json.ts'
import type { Rng } from '../../src/core/random.ts'
import type { Instruction } from '../../verifiers/index.ts'

const letters = 'abcdefgh'

/** Alone they are taken for Swahili and Italian, and capitals are asked for in English. */
const foreign: ReadonlySet<string> = new Set(['cha', 'che'])

/** What can be asked for together stands in different slots. */
const slots: readonly (readonly string[])[] = [['^'], ['"'], ['<'], ['*', '['], ['-', '.'], ['x']]

export function drawCompact(rng: Rng, count: number): { prompt: string; instructions: Instruction[] } {
  let word = ''
  while (word === '' || foreign.has(word)) word = rng.shuffle(letters.split('')).slice(0, 3).join('')
  const keywords: Instruction = { id: 'keywords:existence', arguments: { keywords: [word] } }
  // In one order: the same instructions are the same task.
  const places = rng.shuffle(slots.map((_, place) => place)).slice(0, count)
  const asked = places
    .toSorted((one, other) => one - other)
    .map((place) => ask({ mark: rng.pick(slots[place] as readonly string[]), count: rng.int(2, 4), word }))
  return {
    prompt: `${word}${asked.map(({ text }) => text).join('')}:`,
    instructions: [keywords, ...asked.map(({ instruction }) => instruction)],
  }
}

function ask({ mark, count, word }: { mark: string; count: number; word: string }): {
  text: string
  instruction: Instruction
} {
  const of = (id: string, given: JsonObject = {}): { text: string; instruction: Instruction } => ({
    text: Object.keys(given).length === 0 ? mark : `${mark}${count}`,
    instruction: { id, arguments: given },
  })
  switch (mark) {
    case '^':
      return of('change_case:english_capital')
    case '"':
      return of('startend:quotation')
    case '<':
      return of('detectable_format:title')
    case '*':
      return of('detectable_format:number_highlighted_sections', { num_highlights: count })
    case '[':
      return of('detectable_content:number_placeholders', { num_placeholders: count })
    case '-':
      return of('detectable_format:number_bullet_lists', { num_bullets: count })
    case '.':
      return of('length_constraints:number_sentences', { num_sentences: count, relation: 'at least' })
    default:
      return of('keywords:frequency', { keyword: word, frequency: count, relation: 'at least' })
  }
}

/** A reply that follows them in as few characters as it can. */
export function composeCompact(instructions: readonly Instruction[]): string {
  const given = new Map(instructions.map((each) => [each.id, each.arguments]))
  const [word = ''] = (given.get('keywords:existence')?.['keywords'] ?? []) as readonly string[]
  const count = (id: string, name: string): number => Number(given.get(id)?.[name] ?? 0)
  const times = (many: number, text: string): string[] => Array.from({ length: many }, () => text)
  const first = [
    ...times(Math.max(1, count('keywords:frequency', 'frequency')), word),
    ...(given.has('detectable_format:title') ? ['<<a>>'] : []),
    ...times(count('detectable_format:number_highlighted_sections', 'num_highlights'), '*a*'),
    ...times(count('detectable_content:number_placeholders', 'num_placeholders'), '[a]'),
  ].join(' ')
  const [sentences, bullets] = [
    count('length_constraints:number_sentences', 'num_sentences'),
    count('detectable_format:number_bullet_lists', 'num_bullets'),
  ]
  let text = first
  if (sentences > 0) text = [first, ...times(sentences - 1, 'so')].map((each) => `${each}.`).join(' ')
  if (bullets > 0) text = [first, ...times(bullets - 1, 'a')].map((each) => `- ${each}`).join('\n')
  // A bullet point begins its line.
  if (given.has('startend:quotation')) text = bullets > 0 ? `"\n${text}"` : `"${text}"`
  return given.has('change_case:english_capital') ? text.toUpperCase() : text
}
