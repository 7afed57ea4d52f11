import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import regexSynthesis from '../../envs/regex-synthesis/index.ts'
import { matches, parsePattern, type Pattern } from '../../envs/regex-synthesis/pattern.ts'
import { verdictsOf } from './verdicts.ts'

const texts = (most: number): string[] => {
  const found = ['']
  for (const text of found) if (text.length < most) found.push(`${text}a`, `${text}b`, `${text}c`)
  return found
}

test('patterns match what JavaScript’s own expressions match', () => {
  const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
    pattern: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom('a', 'b', 'c', '.', ''),
      fc.tuple(tie('pattern'), tie('pattern')).map((parts) => parts.join('')),
      fc.tuple(tie('pattern'), tie('pattern')).map((parts) => `(${parts.join('|')})`),
      fc.tuple(tie('pattern'), fc.constantFrom('*', '+', '?')).map(([inner, sign]) => `(${inner})${sign}`),
    ),
  }))
  const all = texts(4)
  fc.assert(
    fc.property(pattern, (text) => {
      const parsed = parsePattern(text)
      if (typeof parsed === 'string') {
        expect(parsed).toContain('more than 30 letters')
        return
      }
      const native = new RegExp(`^(?:${text})$`)
      expect(all.filter((each) => matches(parsed, each))).toEqual(all.filter((each) => native.test(each)))
    }),
    { numRuns: 200 },
  )
})

test('what is no pattern is told, and a hostile one takes no longer', () => {
  expect(parsePattern('a(b')).toBe('A parenthesis is not closed.')
  expect(parsePattern('a)b')).toBe('`)` cannot stand at character 2.')
  expect(parsePattern('*a')).toBe('`*` cannot stand at character 1.')
  expect(parsePattern('[ab]')).toContain('`[` cannot stand')
  expect(parsePattern('a'.repeat(31))).toContain('more than 30')
  expect(matches(parsePattern('((a*)*b?)*c') as Pattern, 'a'.repeat(1000))).toBe(false)
})

test('examples are told apart by the hidden pattern, and a list of them is too long', async () => {
  for (const level of [1, 3, 5]) {
    const taskset = await regexSynthesis.configure({ level }).tasks({ split: 'train', seed: 0 })
    for (let index = 0; index < 20; index++) {
      const { matched, refused, longest, pattern } = taskset.at(index).answer
      const native = new RegExp(`^(?:${pattern})$`)
      expect(matched.split(' ').every((text) => native.test(text))).toBe(true)
      expect(refused.split(' ').some((text) => native.test(text))).toBe(false)
      expect(matched.replaceAll(' ', '|').length).toBeGreaterThan(longest)
      expect(pattern.length).toBeLessThanOrEqual(longest)
    }
  }
})

test('any short pattern that does it is right', async () => {
  const task = {
    prompt: 'given',
    answer: { matched: 'ab abab ababab', refused: 'a ba abb', longest: 8, pattern: '(ab)*' },
  }
  const right = ['(ab)+', '<answer>(ab)*</answer>', '`^(ab)+$`', '/(ab)*/', '\\boxed{(ab)+}', 'ab(ab)*']
  const wrong = ['(ab)', 'a.*', '.*', 'ab|abab|ababab', '(ab', '', 'ab(ab)*(ab)*']
  expect(await verdictsOf(regexSynthesis, {}, task, right)).toEqual(right.map(() => true))
  expect(await verdictsOf(regexSynthesis, {}, task, wrong)).toEqual(wrong.map(() => false))
})
