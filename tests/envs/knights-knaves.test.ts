import { expect, test } from 'vitest'
import knightsKnaves from '../../envs/knights-knaves/index.ts'
import { drawIsland, isKnight, possibilities } from '../../envs/knights-knaves/statements.ts'
import { Rng } from '../../src/core/random.ts'
import { verdictsOf } from './verdicts.ts'

/** Whether a statement is true, read from its compact sign alone. */
function isTrue(sign: string, kinds: string): boolean {
  const kindOf = (letter: string): boolean => kinds['ABCDEFG'.indexOf(letter)] === 'K'
  if (/^\d$/.test(sign)) return kinds.split('K').length - 1 === Number(sign)
  const [first = '', sort, second = ''] = sign
  if (sort === 'k' || sort === 'n') return kindOf(first) === (sort === 'k')
  const [one, two] = [kindOf(first), kindOf(second)]
  return sort === '=' ? one === two : sort === '#' ? one !== two : sort === '|' ? one || two : one && two
}

test('one possibility alone fits what all say, read from the signs', async () => {
  for (const [level, people] of [
    [1, 3],
    [3, 5],
    [5, 7],
  ] as const) {
    const taskset = await knightsKnaves.configure({ level, prompt: 'compact' }).tasks({ split: 'train', seed: 0 })
    for (let index = 0; index < 25; index++) {
      const { prompt, answer } = taskset.at(index)
      const signs = (prompt as string).slice(0, -1).split(' ')
      const all = Array.from({ length: 2 ** people }, (_, bits) =>
        Array.from({ length: people }, (_, person) => ((bits >> person) & 1 ? 'K' : 'N')).join(''),
      )
      const fits = all.filter((kinds) => signs.every((sign, person) => isTrue(sign, kinds) === (kinds[person] === 'K')))
      expect(fits).toEqual([answer])
    }
  }
})

test('sentences say what the signs say', () => {
  const sentences = new Map<string, string>()
  for (let seed = 0; seed < 60; seed++)
    for (const { sign, sentence } of drawIsland(Rng.fromSeed(seed), 3).statements) sentences.set(sign, sentence)
  expect(sentences.get('Bk')).toBe('B is a knight.')
  expect(sentences.get('An')).toBe('A is a knave.')
  expect(sentences.get('A#B')).toBe('A and B are not the same.')
  expect(sentences.get('B|C')).toBe('At least one of B and C is a knight.')
  expect(sentences.get('1')).toBe('Exactly 1 of the 3 of us is a knight.')
})

test('possibilities are those that every speaker bears out', () => {
  const says = (holds: (each: number) => boolean): { sign: string; sentence: string; holds: typeof holds } => ({
    sign: '',
    sentence: '',
    holds,
  })
  // A: "B is a knave"; B: "we are alike": A is a knight, B a knave.
  const statements = [says((each) => !isKnight(each, 1)), says((each) => isKnight(each, 0) === isKnight(each, 1))]
  expect(possibilities(statements)).toEqual([1])
})

test('kinds are read as letters, as words and by name; one wrong is wrong', async () => {
  const task = { prompt: 'given', answer: 'KNK' }
  const right = [
    'KNK',
    '<answer>K, N, K</answer>',
    'A: knight, B: knave, C: knight',
    'B is a knave, A is a knight, C is a knight',
  ]
  const wrong = ['KNN', 'KN', 'KNKK', 'KN?', 'knight', 'KNK or NKN', 'A: knight, A: knave, C: knight']
  expect(await verdictsOf(knightsKnaves, {}, task, right)).toEqual(right.map(() => true))
  expect(await verdictsOf(knightsKnaves, {}, task, wrong)).toEqual(wrong.map(() => false))
})
