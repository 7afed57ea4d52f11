import { describe, expect, it } from 'vitest'
import { statedLetters } from '../../../verifiers/text/stated-letters.ts'

describe('statedLetters', () => {
  it.each<[reply: string, letters: string[]]>([
    ['A looks right, but the answer is (B).\nThank you.', ['B']],
    ['Answer B\nThank you.', ['B']],
    ['**Answer** (C)\nThank you.', ['C']],
    ['The right option is D\nThank you.', ['D']],
    ['Choice: C\nThank you.', ['C']],
    ['The answer is B. Option A is wrong.\nThank you.', ['B']],
  ])('finds in %j the letters %j', (reply, letters) => {
    expect(statedLetters(reply, 'ABCD')?.letters).toEqual(letters)
  })

  it.each([
    'Option A is wrong.\nThank you.',
    'Choice (B) is tempting.\nThank you.',
    'The answer is clear.\nThank you.',
  ])('finds none in %j, which only speaks of one', (reply) => {
    expect(statedLetters(reply, 'ABCD')).toBeNull()
  })
})
