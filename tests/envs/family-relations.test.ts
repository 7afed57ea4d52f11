import { expect, test } from 'vitest'
import { drawFamily } from '../../envs/family-relations/family.ts'
import familyRelations from '../../envs/family-relations/index.ts'
import { pairsOf } from '../../envs/family-relations/relation.ts'
import { Rng } from '../../src/core/random.ts'
import { verdictsOf } from './verdicts.ts'

// Ada and Ben have Cora, Dan, Eva; Cora married Fred and has Gus; Dan married Hilda and has Ida; Gus married Jane and
// has Karl.
const names = ['Ada', 'Ben', 'Cora', 'Dan', 'Eva', 'Fred', 'Gus', 'Hilda', 'Ida', 'Jane', 'Karl']
const family = {
  people: names.map((name) => ({ name, isWoman: ['Ada', 'Cora', 'Eva', 'Hilda', 'Ida', 'Jane'].includes(name) })),
  couples: [
    { woman: 0, man: 1, children: [2, 3, 4] },
    { woman: 2, man: 5, children: [6] },
    { woman: 7, man: 3, children: [8] },
    { woman: 9, man: 6, children: [10] },
  ],
}

test.each([
  ['mother', 'Ada>Cora Ada>Dan Ada>Eva Cora>Gus Hilda>Ida Jane>Karl'],
  ['brother', 'Dan>Cora Dan>Eva'],
  ['husband', 'Ben>Ada Fred>Cora Dan>Hilda Gus>Jane'],
  ['grandfather', 'Ben>Gus Ben>Ida Fred>Karl'],
  ['aunt', 'Eva>Gus Eva>Ida Hilda>Gus Cora>Ida'],
  ['nephew', 'Gus>Dan Gus>Eva Gus>Hilda'],
  ['cousin', 'Gus>Ida Ida>Gus'],
  ['father-in-law', 'Ben>Fred Ben>Hilda Fred>Jane'],
  ['sister-in-law', 'Eva>Fred Eva>Hilda Cora>Hilda Hilda>Cora Hilda>Eva'],
  ['great-grandmother', 'Ada>Karl'],
  ['great-uncle', 'Dan>Karl'],
  ['grandnephew', 'Karl>Dan Karl>Eva Karl>Hilda'],
])('%s: %s', (relation, expected) => {
  const pairs = pairsOf(family, relation).map(([one, other]) => `${names[one]}>${names[other]}`)
  expect(pairs.toSorted()).toEqual(expected.split(' ').sort())
})

test('no two people are two things to each other', () => {
  const relations = [
    'mother',
    'father',
    'son',
    'daughter',
    'sister',
    'brother',
    'wife',
    'husband',
    'grandmother',
    'grandfather',
    'grandson',
    'granddaughter',
    'aunt',
    'uncle',
    'niece',
    'nephew',
    'cousin',
    'mother-in-law',
    'father-in-law',
    'son-in-law',
    'daughter-in-law',
    'sister-in-law',
    'brother-in-law',
    'great-aunt',
    'great-uncle',
    'great-grandmother',
    'great-grandfather',
    'grandniece',
    'grandnephew',
  ]
  for (let seed = 0; seed < 20; seed++) {
    const drawn = drawFamily(Rng.fromSeed(seed), { generations: 4, children: 3 })
    expect(new Set(drawn.people.map(({ name }) => name)).size).toBe(drawn.people.length)
    const pairs = relations.flatMap((relation) => pairsOf(drawn, relation).map((pair) => pair.join()))
    expect(new Set(pairs).size).toBe(pairs.length)
  }
})

test('prompts tell all couples and children; the relation is one word', async () => {
  const words = (await familyRelations.configure({ level: 3 }).tasks({ split: 'train', seed: 0 })).at(0)
  expect(words.prompt).toMatch(/^\w+ is the wife of \w+\. Their children are \w+ \(a (?:son|daughter)\)/)
  const task = { prompt: 'given', answer: 'mother-in-law' }
  const replies = [
    '<answer>Mother-in-law</answer>',
    'mother-in-law.',
    'mother',
    'mother-in-law or aunt',
    'mother in law',
  ]
  expect(await verdictsOf(familyRelations, {}, task, replies)).toEqual([true, true, false, false, false])
})
