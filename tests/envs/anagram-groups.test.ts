import { expect, test } from 'vitest'
import anagramGroups, { signatureOf } from '../../envs/anagram-groups/index.ts'
import { verdictsOf } from './verdicts.ts'

test('words keep to their level: different, sorted, in the number of groups', async () => {
  for (const [level, words, groups, letters] of [
    [1, 4, 2, 3],
    [3, 9, 4, 5],
    [5, 24, 9, 7],
  ] as const) {
    const taskset = await anagramGroups.configure({ level }).tasks({ split: 'train', seed: 0 })
    for (let index = 0; index < 40; index++) {
      const list = taskset.at(index).answer.split(' ')
      expect(list).toHaveLength(words)
      expect(list).toEqual([...new Set(list)].sort())
      expect(list.every((word) => word.length === letters)).toBe(true)
      expect(new Set(list.map(signatureOf)).size).toBe(groups)
    }
  }
})

test('groups count in any order and form; a split, joined, missing or repeated one does not', async () => {
  const task = { prompt: 'given', answer: 'abc abd cab dab xyz' }
  const right = [
    '<answer>abc, cab; abd, dab; xyz</answer>',
    '<answer>xyz\ndab abd\nCAB abc</answer>',
    '[["abc", "cab"], ["xyz"], ["abd", "dab"]]',
  ]
  const wrong = [
    '<answer>abc; cab; abd, dab; xyz</answer>',
    '<answer>abc, cab, abd, dab; xyz</answer>',
    '<answer>abc, cab; abd, dab</answer>',
    '<answer>abc, cab; abd, dab; xyz; xyz</answer>',
    '<answer>abc, cab; abd, dab; xyz, zyx</answer>',
    'abc abd cab dab xyz',
  ]
  expect(await verdictsOf(anagramGroups, {}, task, right)).toEqual(right.map(() => true))
  expect(await verdictsOf(anagramGroups, {}, task, wrong)).toEqual(wrong.map(() => false))
})
