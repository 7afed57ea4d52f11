import { expect, test } from 'vitest'
import wordProblems from '../../envs/word-problems/index.ts'
import { stories } from '../../envs/word-problems/stories.ts'
import { Rng } from '../../src/core/random.ts'

/** What a reader reckons from the numbers of each story, in the order of its compact form. */
const reckoned: { readonly [letter: string]: (numbers: readonly number[]) => number } = {
  A: ([had = 0, got = 0]) => had + got,
  B: ([had = 0, gave = 0]) => had - gave,
  C: ([boxes = 0, each = 0]) => boxes * each,
  D: ([boxes = 0, each = 0, over = 0]) => boxes * each + over,
  E: ([had = 0, kept = 0, friends = 1]) => (had - kept) / friends,
  F: ([price = 0, tickets = 0, paid = 0]) => paid - price * tickets,
  G: ([rows = 0, each = 0, planted = 0]) => rows * each * 0.5 + planted,
  H: ([first = 0, more = 0, times = 0]) => first + (first + more) + times * (first + more),
  I: ([price = 0, less = 0, adults = 0, children = 0]) => adults * price + children * price - children * less,
  J: ([price = 0, chairs = 0, percent = 0, delivery = 0]) =>
    price * chairs - (price * chairs * percent) / 100 + delivery,
  K: ([speed = 0, hours = 0, faster = 0, more = 0, rest = 0]) => speed * (hours + more) + faster * more + rest,
  L: ([start = 0, fills = 0, leaks = 0, minutes = 0, buckets = 0]) =>
    start + fills * minutes - leaks * minutes - buckets * 9,
  M: ([friend = 0, bags = 0, took = 0, left = 0]) => ((left + took) * bags + friend) * 2,
  N: ([gap = 0, years = 0, times = 1, sum = 0]) => (sum / times - 2 * years - gap) / 2,
  O: ([painters = 1, walls = 0, days = 1, joined = 0, others = 0]) =>
    days + others / ((walls / painters / days) * (painters + joined)),
}

test('each story is what its words and numbers say, and its answer is whole and positive', () => {
  const seen = new Set<string>()
  for (const told of stories)
    for (const story of told)
      for (let seed = 0; seed < 60; seed++) {
        const { words, compact, answer } = story(Rng.fromSeed(seed))
        const numbers = compact.match(/\d+/g)?.map(Number) ?? []
        const letter = compact.slice(0, 1)
        seen.add(letter)
        expect(reckoned[letter]?.(numbers), compact).toBeCloseTo(answer, 9)
        expect(Number.isSafeInteger(answer) && answer > 0, compact).toBe(true)
        for (const number of numbers) expect(words).toMatch(new RegExp(String.raw`\b${number}\b`))
      }
  expect([...seen].sort().join('')).toBe(Object.keys(reckoned).join(''))
})

test('the same numbers come with the same names, so that no problem is in both splits', async () => {
  const byNumbers = new Map<string, string>()
  for (const split of ['train', 'test'] as const) {
    const tasks = await wordProblems.configure({ level: 3 }).tasks({ split, seed: 0 })
    for (let index = 0; index < 400; index++) {
      const prompt = tasks.at(index).prompt as string
      const key = prompt.replaceAll(/\b[A-Z]\w+/g, '')
      expect(byNumbers.get(key) ?? prompt).toBe(prompt)
      byNumbers.set(key, prompt)
    }
  }
})
