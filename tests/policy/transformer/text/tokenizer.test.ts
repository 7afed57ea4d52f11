import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Message } from '../../../../src/core/message.ts'
import {
  byteTokenizer,
  characterTokenizer,
  encodeContinuation,
  encodePrompt,
  specialTokens,
  tokenizerOf,
} from '../../../../src/policy/transformer/text/tokenizer.ts'

test('any text survives the byte tokenizer', () => {
  const tokenizer = byteTokenizer()
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const tokens = tokenizer.encode(text)
      expect(tokens.every((token) => token >= specialTokens.length && token < tokenizer.vocabularySize)).toBe(true)
      expect(tokenizer.decode(tokens)).toBe(text)
    }),
  )
  // A byte order mark is text like any other.
  expect(tokenizer.decode(tokenizer.encode('\uFEFFa'))).toBe('\uFEFFa')
})

test('any text of its alphabet survives the character tokenizer, one token a character', () => {
  const tokenizer = characterTokenizer('ab🙂é ')
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'b', '🙂', 'é', ' ')), (characters) => {
      const tokens = tokenizer.encode(characters.join(''))
      expect(tokens).toHaveLength(characters.length)
      expect(tokenizer.decode(tokens)).toBe(characters.join(''))
    }),
  )
})

test('a character that the alphabet lacks is named, and so is an alphabet that repeats one', () => {
  expect(() => characterTokenizer('01').encode('012')).toThrow(/no "2" \(in "012"\).*byte tokenizer/)
  expect(() => characterTokenizer('aba')).toThrow(/must differ; got "aba"/)
})

test('special tokens become nothing, and bytes that are no UTF-8 become a replacement character', () => {
  expect(characterTokenizer('xy').decode([0, 5, 1, 6, 0])).toBe('xy')
  expect(byteTokenizer().decode([0, 5 + 0x78, 2, 5 + 0xff])).toBe('x\uFFFD')
})

test('a description makes the same tokenizer again', () => {
  for (const made of [byteTokenizer(), characterTokenizer('zyx')]) {
    const again = tokenizerOf(JSON.parse(JSON.stringify(made.description)) as typeof made.description)
    expect(again.vocabularySize).toBe(made.vocabularySize)
    expect(again.encode('xz')).toEqual(made.encode('xz'))
  }
})

test('a prompt is each role with its words, and ends where the policy is to speak', () => {
  const tokenizer = characterTokenizer('abc')
  const [end, assistant, user, system] = [0, 1, 2, 3]
  expect(encodePrompt(tokenizer, [{ role: 'user', content: 'a' }])).toEqual([user, 5, assistant])
  const conversation: Message[] = [
    { role: 'system', content: 'c' },
    { role: 'user', content: 'a' },
    { role: 'assistant', content: 'b' },
    { role: 'user', content: 'ab' },
  ]
  expect(encodePrompt(tokenizer, conversation)).toEqual([system, 7, user, 5, assistant, 6, end, user, 5, 6, assistant])
})

test('a conversation that goes on has the tokens of the whole conversation', () => {
  const tokenizer = byteTokenizer()
  const first: Message[] = [{ role: 'user', content: 'hi' }]
  const since: Message[] = [
    { role: 'tool', content: '42' },
    { role: 'user', content: 'and?' },
  ]
  const ended = Int32Array.from([...encodePrompt(tokenizer, first), ...tokenizer.encode('yes'), tokenizer.endToken])
  const whole = encodePrompt(tokenizer, [...first, { role: 'assistant', content: 'yes' }, ...since])
  expect([...ended, ...encodeContinuation(tokenizer, ended, since)]).toEqual(whole)
  // A reply that a limit cut off gets its end now.
  const cut = ended.subarray(0, -1)
  expect([...cut, ...encodeContinuation(tokenizer, cut, since)]).toEqual(whole)
})
