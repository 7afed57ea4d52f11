import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { labelRow } from '../../../verifiers/choice/labels.ts'
import { statedChoice } from '../../../verifiers/choice/stated-choice.ts'
import { foreign, foreignHedged, localised } from './foreign-wordings.ts'
import { announcedAsWrong, furtherWordings } from './further-wordings.ts'
import { english, hedged, notStated, type Row } from './wordings.ts'

const letters = Array.from('ABCDE')

function statedBy(reply: string, labels: readonly string[] = letters): string | null {
  const stated = statedChoice(reply, labelRow(labels))
  if (typeof stated === 'string') return null
  return stated.isHedge ? 'hedge' : stated.labels.join('')
}

describe('statedChoice', () => {
  it.each(english)('reads in %j the choice %j', (reply, stated) => {
    expect(statedBy(reply)).toBe(stated)
  })

  it.each(notStated)('finds no choice in %j', (reply) => {
    expect(statedBy(reply)).toBeNull()
  })

  it.each([...hedged, ...foreignHedged])('pays nobody for %j', (reply) => {
    expect(statedBy(reply) ?? '').not.toMatch(/^[A-E]$/)
  })

  it.each(foreign)('reads in %j the choice %j', (reply, stated) => {
    expect(statedBy(reply)).toBe(stated)
  })

  it.each([...furtherWordings, ...announcedAsWrong])('reads in %j, out of A to J, %j', (reply, stated) => {
    const said = statedBy(reply, Array.from('ABCDEFGHIJ'))
    if (stated === 'hedge') expect(said ?? '').not.toMatch(/^[A-J]$/)
    else expect(said).toBe(stated)
  })

  it.each(localised)('with the labels %j reads in %j the choice %j', (labels, reply, stated) => {
    expect(statedBy(reply, Array.from(labels))).toBe(stated)
  })

  it('says the same of every letter, whatever the wording', () => {
    const named = [...english, ...foreign].filter((row): row is [string, string] => row[1] !== null)
    // Words that hold a letter of their own ("I", "A" as an article) stay: only lone letters are moved on by as much.
    const lone =
      /(?<![\p{L}\p{N}'\\])[A-E](?![\p{Script=Latin}\p{N}'])|(?<=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Hangul}])[A-E]/gu
    const moved = (text: string, by: number): string =>
      text.replace(lone, (letter) => letters[(letters.indexOf(letter) + by) % 5] as string)
    // Nor is the Portuguese article a label.
    const other = /(?<![\p{L}])[b-e](?![\p{L}])|[Ａ-Ｚ]|Ⓑ|'[A-E]'|[A-E]'|^A (?:resposta|alternativa)/u
    const plain = named.filter(([reply, stated]) => stated.length === 1 && !other.test(reply))
    expect(plain.length).toBeGreaterThan(300)
    const wrong: Row[] = []
    for (const [reply, stated] of plain) {
      for (const by of [1, 2, 3, 4])
        if (statedBy(moved(reply, by)) !== moved(stated, by)) wrong.push([moved(reply, by), statedBy(moved(reply, by))])
    }
    expect(wrong).toEqual([])
  })

  it('finds no choice in prose that states none', () => {
    const word = fc.constantFrom(
      'the',
      'A',
      'a',
      'I',
      'set',
      'B',
      'of',
      'Point',
      'C',
      'lies',
      'on',
      'Vitamin',
      'D',
      'E',
      'grows',
      'towards',
      'line',
      'AB',
      'equals',
      'plan',
      'and',
      'vector',
      'x',
      '(C)',
      'near',
      'while',
      'team',
      'won',
      '12',
      'group',
      'und',
      'liegt',
      'la',
      'con',
      'точка',
    )
    fc.assert(
      fc.property(fc.array(word, { minLength: 4, maxLength: 30 }), (words) => {
        expect(statedBy(`Note that ${words.join(' ')} there.`)).toBeNull()
      }),
      { seed: 1, numRuns: 2000 },
    )
  })

  it('never pays a letter for a negated, doubted or supposed wording of any other', () => {
    for (const letter of letters) {
      for (const reply of notStated.filter((each) => !each.includes('B)')))
        expect(statedBy(reply.replace(/(?<![\p{L}\p{N}'])A(?![\p{L}\p{N}'])/gu, letter)) ?? '').not.toBe(letter)
    }
  })

  it('takes bounded time for what was made to be slow', () => {
    for (const reply of [
      'A '.repeat(1e5),
      '答案是选项'.repeat(1e4),
      'so the answer is most likely the option A '.repeat(1e4),
      '\\boxed{A} '.repeat(1e4),
      '{"answer": "A"} '.repeat(1e4),
    ]) {
      const from = performance.now()
      statedChoice(reply, labelRow(letters))
      expect(performance.now() - from).toBeLessThan(10_000)
    }
  })
})
