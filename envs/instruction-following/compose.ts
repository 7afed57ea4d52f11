// A text that follows drawn instructions: plain sentences, with what each instruction wants put where it belongs.
import type { JsonObject } from '../../src/core/json.ts'
import type { Instruction } from '../../verifiers/index.ts'

export function compose(instructions: readonly Instruction[]): string {
  const given = new Map(instructions.map((each) => [each.id, each.arguments]))
  const keywords = listOf(given.get('keywords:existence'), 'keywords')
  const sentences = [`The ${keywords.join(' and the ')} are with us.`, ...extraSentences(given)]
  let text = laidOut(given, sentences)
  if (given.has('detectable_format:title')) text += ' <<it is so>>'
  const mark = given.get('detectable_content:postscript')?.['postscript_marker']
  if (typeof mark === 'string') text += ` ${mark} It is.`
  const phrase = given.get('startend:end_checker')?.['end_phrase']
  if (typeof phrase === 'string') text += ` ${phrase}`
  // A bullet point begins its line.
  if (given.has('startend:quotation')) text = text.startsWith('- ') ? `"\n${text}"` : `"${text}"`
  if (given.has('change_case:english_capital')) return text.toUpperCase()
  return given.has('change_case:english_lowercase') ? text.toLowerCase() : text
}

function extraSentences(given: ReadonlyMap<string, JsonObject>): string[] {
  const count = (id: string, name: string): number => Number(given.get(id)?.[name] ?? 0)
  const times = (many: number, text: string): string[] => Array.from({ length: many }, () => text)
  const capitals = count('change_case:capital_word_frequency', 'capital_frequency')
  const highlights = count('detectable_format:number_highlighted_sections', 'num_highlights')
  const placeholders = count('detectable_content:number_placeholders', 'num_placeholders')
  const letters = given.get('keywords:letter_frequency')
  const frequency = given.get('keywords:frequency')
  const atLeast = given.get('length_constraints:number_words')?.['relation'] === 'at least'
  return [
    ...(capitals > 0 ? [`It is ${times(capitals, 'OK').join(' ')}.`] : []),
    ...(highlights > 0 ? [`It is ${times(highlights, '*so*').join(' ')}.`] : []),
    ...(placeholders > 0 ? [`It is ${times(placeholders, '[it]').join(' ')}.`] : []),
    ...(letters === undefined
      ? []
      : [`We have ${(letters['letter'] as string).repeat(Number(letters['let_frequency']))}.`]),
    ...(frequency === undefined
      ? []
      : [`It is ${times(Number(frequency['frequency']), frequency['keyword'] as string).join(' ')}.`]),
    ...times(count('length_constraints:number_sentences', 'num_sentences'), 'It is so.'),
    ...(atLeast ? [`It is ${times(count('length_constraints:number_words', 'num_words'), 'so').join(' ')}.`] : []),
  ]
}

function laidOut(given: ReadonlyMap<string, JsonObject>, sentences: readonly string[]): string {
  const text = sentences.join(' ')
  const part = (id: string, name: string): number | null => {
    const value = given.get(id)?.[name]
    return typeof value === 'number' ? value : null
  }
  const rest = (many: number): string[] => Array.from({ length: many - 1 }, () => 'It is so.')
  const bullets = part('detectable_format:number_bullet_lists', 'num_bullets')
  if (bullets !== null) return [text, ...rest(bullets)].map((each) => `- ${each}`).join('\n')
  const paragraphs = part('length_constraints:number_paragraphs', 'num_paragraphs')
  if (paragraphs !== null) return [text, ...rest(paragraphs)].join('\n***\n')
  const sections = part('detectable_format:multiple_sections', 'num_sections')
  if (sections !== null)
    return [text, ...rest(sections)].map((each, index) => `SECTION ${index + 1}\n${each}`).join('\n')
  if (given.has('combination:two_responses')) return `${text}\n******\nIt is so.`
  const first = given.get('length_constraints:nth_paragraph_first_word')
  if (first === undefined) return text
  const parts = [text, ...rest(Number(first['num_paragraphs']))]
  const nth = Number(first['nth_paragraph']) - 1
  return parts
    .map((each, index) => (index === nth ? `${first['first_word'] as string} it is. ${each}` : each))
    .join('\n\n')
}

function listOf(given: JsonObject | undefined, name: string): readonly string[] {
  const value = given?.[name]
  return Array.isArray(value) ? (value as string[]) : []
}
