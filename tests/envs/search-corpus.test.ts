import { expect, test } from 'vitest'
import { answerRules } from '../../envs/search-corpus/answer-rules.ts'
import { attributes, grouped } from '../../envs/search-corpus/attributes.ts'
import { Bm25Index } from '../../envs/search-corpus/bm25.ts'
import { corpus } from '../../envs/search-corpus/corpus.ts'
import { longDate, readDate } from '../../envs/search-corpus/dates.ts'
import searchCorpus from '../../envs/search-corpus/index.ts'
import { dealer, personNames } from '../../envs/search-corpus/names.ts'
import { drawQuestion, levels, type CorpusAnswer } from '../../envs/search-corpus/questions.ts'
import { makeWorld } from '../../envs/search-corpus/world.ts'
import { Rng } from '../../src/core/random.ts'
import { play, tasksOf } from './play.ts'

const call = (name: string, given: object): string =>
  `<tool_call>${JSON.stringify({ name, arguments: given })}</tool_call>`

test('ranks are those of the formula, worked out by hand', () => {
  const index = new Bm25Index(['red red hen', 'blue hen', 'green duck on a pond'])
  const weight = (rarity: number, count: number, length: number): number =>
    (Math.log(1 + rarity) * count) / (count + 1.2 * (0.25 + (0.75 * length) / (10 / 3)))
  const found = index.search('Red hen!', 5)
  expect(found.map(({ at }) => at)).toEqual([0, 1])
  expect(found[0]?.score).toBeCloseTo(weight(2.5 / 1.5, 2, 3) + weight(1.5 / 2.5, 1, 3), 12)
  expect(found[1]?.score).toBeCloseTo(weight(1.5 / 2.5, 1, 2), 12)
  expect(index.search('hen', 1).map(({ at }) => at)).toEqual([1])
  expect(index.search('swan', 5)).toEqual([])
})

test('the world is the same each time, no title is another, and nothing leads out of a split', () => {
  const world = makeWorld()
  const flat = world.map(({ links, ...rest }) => [rest, [...links].map(([name, { title }]) => [name, title])])
  expect(
    corpus().subjects.map(({ links, ...rest }) => [rest, [...links].map(([name, to]) => [name, to.title])]),
  ).toEqual(flat)
  expect(world).toHaveLength(288)
  expect(new Set(world.map(({ title }) => title)).size).toBe(288)
  for (const { split, links } of world) for (const to of links.values()) expect(to.split).toBe(split)
  const deal = dealer(personNames, Rng.fromSeed(0))
  expect(new Set(personNames.map(deal)).size).toBe(personNames.length)
})

test('each article is the first that its title finds, and says all that is asked of it', () => {
  const { articles, subjects, search, find } = corpus()
  for (const [at, { title, text }] of articles.entries()) {
    expect(search(title, 1)).toEqual([articles[at]])
    expect(find(`"the  ${title.toUpperCase()}"`)).toBe(articles[at])
    const { kind, values, links } = subjects[at] as (typeof subjects)[number]
    for (const { of, name, sentence } of attributes) {
      const value = values.get(name) ?? links.get(name)?.title
      if (of === kind && value !== undefined) expect(text).toContain(sentence(value))
    }
  }
  expect(find('Atlantis')).toBeNull()
})

// Reads the articles as a person would: what a question says, word by word, without the world behind them.
function followed(question: string): string | null {
  const { find } = corpus()
  for (const { of, question: ask, sentence, name, gives } of attributes) {
    const [before = '', after = ''] = ask('@').split('@')
    if (!question.startsWith(before) || !question.endsWith(after)) continue
    const title = question.slice(before.length, question.length - after.length)
    const article = find(title)
    const isOf = article !== null && corpus().subjects.some((each) => each.title === article.title && each.kind === of)
    if (!isOf) continue
    const [from = '', to = ''] = sentence(gives === 'date' ? '1111-11-11' : '@').split(/@|11 November 1111/)
    const sentences = article.text
      .slice(0, -1)
      .split('. ')
      .map((each) => `${each}.`)
    const told = sentences.find((each) => each.startsWith(from) && each.endsWith(to))
    if (told === undefined) throw new Error(`${name} is not told of ${title}`)
    return told.slice(from.length, told.length - to.length)
  }
  return null
}

test('a question of one hop is answered by the sentence of its article', () => {
  const rng = Rng.fromSeed('read')
  for (let count = 0; count < 200; count++) {
    const { question, answer } = drawQuestion(rng, 'train', { hops: 1, compares: false })
    expect(answerRules.faultOf(followed(question) ?? '', answer), question).toBeNull()
  }
})

test('no question is in both splits, none names its answer, and no answer is much more frequent than others', () => {
  for (const level of levels) {
    const asked = (split: 'train' | 'test') =>
      Array.from({ length: 2000 }, (_, at) => drawQuestion(Rng.fromSeed(`${split}/${at}`), split, level))
    const [train, held] = [asked('train'), asked('test')]
    const trained = new Set(train.flatMap(({ question, answer }) => [question, ...answer.path]))
    for (const { question, answer } of held)
      for (const each of [question, ...answer.path]) expect(trained.has(each)).toBe(false)
    for (const { question, answer } of [...train, ...held]) {
      expect(question).not.toContain(answer.value)
      expect(answer.path.length).toBeGreaterThanOrEqual(level.hops)
    }
    const counts = new Map<string, number>()
    for (const { answer } of train) counts.set(answer.value, (counts.get(answer.value) ?? 0) + 1)
    expect(Math.max(...counts.values()) / train.length).toBeLessThan(0.015)
  }
})

test('dates are read in the forms people write, and not where they say two days', () => {
  expect(longDate('1932-05-07')).toBe('7 May 1932')
  for (const text of ['1932-05-07', '7 May 1932', 'on the 7th of May, 1932', 'May 7, 1932', 'MAY 7th 1932'])
    expect(readDate(text), text).toBe('1932-05-07')
  for (const text of ['07/05/1932', 'May 1932', '7 Mai 1932', '7 Ma 1932', '', '1932'])
    expect(readDate(text)).toBeNull()
  expect(grouped('12480')).toBe('12,480')
})

test('answers are judged by letters, value and day', () => {
  const fault = (text: string, answer: Omit<CorpusAnswer, 'path'>) => answerRules.faultOf(text, { ...answer, path: [] })
  const river = { kind: 'name', value: 'Rilnira' } as const
  for (const text of ['Rilnira', 'the RILNIRA.', 'River Rilnira', '**Rilnira river**'])
    expect(fault(text, river)).toBeNull()
  for (const text of ['Rilmel', 'Rilnira or Rilmel', 'Rilnira Rilnira', '', 'river'])
    expect(fault(text, river)).not.toBeNull()
  const number = { kind: 'number', value: '12480' } as const
  for (const text of ['12480', '12,480', '12,480 inhabitants']) expect(fault(text, number)).toBeNull()
  for (const text of ['12481', '12 thousand', '12480 or 12481', '124,80', '-12480'])
    expect(fault(text, number)).not.toBeNull()
  const date = { kind: 'date', value: '1932-05-07' } as const
  expect(fault('May 7, 1932', date)).toBeNull()
  for (const text of ['8 May 1932', '1932', '7 May 1932 or 8 May 1932']) expect(fault(text, date)).not.toBeNull()
  expect(answerRules.isSound({ kind: 'number', value: 'many', path: [] })).toBe(false)
})

test('the tools find and read, say where there is nothing, and what they say is no answer', async () => {
  const spec = searchCorpus.configure({ level: 2 })
  for (const task of await tasksOf(spec, 5)) {
    const [first = ''] = task.answer.path
    const { messages } = await play(spec, task, [
      call('search', { query: first }),
      call('read', { title: first }),
      call('search', { query: 'xyzzy' }),
      call('read', { title: 'Atlantis' }),
      '<answer>?</answer>',
    ])
    const [found = '', read, nothing, none] = messages
      .filter(({ role }) => role === 'tool')
      .map(({ content }) => content)
    expect(found.split('\n')[0]).toContain(first)
    expect(read).toBe(`${first}\n${corpus().find(first)?.text}`)
    expect(nothing).toBe('No article has any of these words.')
    expect(none).toContain('No article has that title')
    const outcomeOf = async (text: string) => (await play(spec, task, [`<answer>${text}</answer>`])).outcome
    const { articles } = corpus()
    for (const cheat of [found, read ?? '', articles.map(({ title }) => title).join(', '), first])
      expect(await outcomeOf(cheat)).toBe(false)
    expect(await outcomeOf(task.answer.value)).toBe(true)
  }
})
