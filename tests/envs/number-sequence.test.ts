import { expect, test } from 'vitest'
import numberSequence from '../../envs/number-sequence/index.ts'
import { drawnTasks } from './drawn.ts'

type Terms = readonly number[]
const steps = (terms: Terms): number[] => terms.slice(1).map((term, index) => term - (terms[index] as number))
const isConstant = (terms: Terms): boolean => terms.every((term) => term === terms[0])
const half = (terms: Terms, odd: 0 | 1): number[] => terms.filter((_, index) => index % 2 === odd)

const rules: { readonly [rule: string]: (terms: Terms) => boolean } = {
  arithmetic: (terms) => isConstant(steps(terms)),
  geometric: (terms) =>
    terms.slice(2).every((term, index) => term * (terms[index] ?? 0) === (terms[index + 1] ?? 0) ** 2),
  quadratic: (terms) => isConstant(steps(steps(terms))),
  cubic: (terms) => isConstant(steps(steps(steps(terms)))),
  'two-before': (terms) =>
    terms.slice(2).every((term, index) => term === (terms[index] ?? 0) + (terms[index + 1] ?? 0)),
  // Differences of a·t + b have the ratio a.
  affine: (terms) => rules['geometric']?.(steps(terms)) ?? false,
  interleaved: (terms) => isConstant(steps(half(terms, 0))) && isConstant(steps(half(terms, 1))),
}

test.each([
  [1, ['arithmetic']],
  [2, ['arithmetic', 'geometric', 'quadratic']],
  [3, ['quadratic', 'two-before', 'affine']],
  [4, ['two-before', 'affine', 'interleaved']],
  [5, ['affine', 'interleaved', 'cubic']],
])('at level %i the answer goes on by one of the rules %j, and each occurs', async (level, names) => {
  const seen = new Set<string>()
  for (const { prompt, answer } of await drawnTasks(numberSequence, { levels: [level], count: 150 })) {
    const terms = [...(prompt as string).slice(0, -1).split(','), answer].map(Number)
    expect(terms.length).toBe(8)
    const rule = names.find((name) => rules[name]?.(terms))
    expect(rule, terms.join()).toBeDefined()
    seen.add(rule as string)
  }
  expect([...seen].sort()).toEqual(names.toSorted())
})
