import { expect, test } from 'vitest'
import zebraPuzzles from '../../envs/zebra-puzzles/index.ts'
import { drawStreet, possibleStreets } from '../../envs/zebra-puzzles/street.ts'
import { Rng } from '../../src/core/random.ts'
import { verdictsOf } from './verdicts.ts'

const orders = (items: readonly string[]): string[][] =>
  items.length < 2
    ? [[...items]]
    : items.flatMap((item) => orders(items.filter((other) => other !== item)).map((rest) => [item, ...rest]))

/** Whether a street, written as its things by house, bears out a sign of the compact prompt. */
function isTrue(sign: string, street: readonly (readonly string[])[]): boolean {
  const houseOf = (thing: string): number => Math.max(...street.map((kind) => kind.indexOf(thing)))
  const left = houseOf(sign.charAt(0))
  if (/\d/.test(sign)) return left + 1 === Number(sign.charAt(1))
  const apart = houseOf(sign.charAt(2)) - left
  const relation = sign.charAt(1)
  return relation === '='
    ? apart === 0
    : relation === '~'
      ? apart === 1
      : relation === '<'
        ? apart > 0
        : Math.abs(apart) === 1
}

test('of all streets one alone bears out the clues, read from the signs', async () => {
  const taskset = await zebraPuzzles.configure({ level: 2, prompt: 'compact' }).tasks({ split: 'train', seed: 0 })
  const all = orders(['A', 'B', 'C']).flatMap((people) =>
    orders(['a', 'b', 'c']).flatMap((colors) => orders(['p', 'q', 'r']).map((pets) => [people, colors, pets])),
  )
  for (let index = 0; index < 30; index++) {
    const { prompt, answer } = taskset.at(index)
    const signs = (prompt as string).slice(0, -1).split(',')
    const fits = all.filter((street) => signs.every((sign) => isTrue(sign, street)))
    expect(fits.map(([people]) => people?.join(' '))).toEqual([answer])
  }
})

test('no clue is needless, at the highest level too', () => {
  for (let seed = 0; seed < 4; seed++) {
    const settings = { houses: 5, kinds: 4 }
    const { clues, places } = drawStreet(Rng.fromSeed(seed), settings)
    expect(possibleStreets(clues, settings, 2)).toEqual([places])
    for (const index of clues.keys()) expect(possibleStreets(clues.toSpliced(index, 1), settings, 2)).toHaveLength(2)
  }
})

test('clues are sentences', async () => {
  const taskset = await zebraPuzzles.configure({ level: 4 }).tasks({ split: 'train', seed: 0 })
  const text = Array.from({ length: 30 }, (_, index) => taskset.at(index).prompt as string).join('\n')
  expect(text).toContain('4 houses stand in a row')
  for (const form of [
    /^\w+ keeps a \w+\.$/m,
    /^Whoever drinks \w+ lives somewhere to the left of /m,
    /^\w+ lives in house \d\.$/m,
    /next-door neighbours\.$/m,
  ])
    expect(text).toMatch(form)
})

test('people count in their order only', async () => {
  const task = { prompt: 'given', answer: 'Ben Anna Clara' }
  const replies = [
    '<answer>Ben, Anna, Clara</answer>',
    'ben anna clara',
    'Anna, Ben, Clara',
    'Ben, Anna',
    'Ben, Anna, Clara, David',
  ]
  expect(await verdictsOf(zebraPuzzles, {}, task, replies)).toEqual([true, true, false, false, false])
})
