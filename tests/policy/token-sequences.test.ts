import { expect, it } from 'vitest'
import { appended, given, replied, textBefore } from '../../src/policy/token-sequences.ts'

const first = { version: 1, temperature: 1 }

it('a reply is marked, and what comes between replies is not', () => {
  const reply = { tokens: [5, 6], logProbs: [-1, -2], sampledBy: first }
  const turn = replied(given([1, 2]), reply)
  const whole = replied(appended(turn, [7]), { ...reply, tokens: [8], logProbs: [-3] })
  expect([...whole.tokens]).toEqual([1, 2, 5, 6, 7, 8])
  expect([...whole.sampled]).toEqual([0, 0, 1, 1, 0, 1])
  expect([...whole.logProbs]).toEqual([-1, -2, -3])
  expect(whole.sampledBy).toEqual(first)
})

it('replies of two versions are of none', () => {
  const turn = replied(given([1]), { tokens: [5], logProbs: [-1], sampledBy: first })
  const later = { tokens: [6], logProbs: [-1], sampledBy: { ...first, version: 2 } }
  expect(replied(turn, later).sampledBy).toBeNull()
})

it('a text ends before the first of those that stop it', () => {
  expect(textBefore('one two three', ['three', 'two'])).toBe('one ')
  expect(textBefore('one', ['x'])).toBe('one')
})
