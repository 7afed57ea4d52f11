import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  readTokenizer,
  type FolderTokenizer,
} from '../../../../../src/policy/transformer/text/hugging-face/read-tokenizer.ts'
import { fixtureText, golden, readNames } from './fixtures.ts'

const opened = (name: string): FolderTokenizer =>
  readTokenizer(fixtureText(name, 'tokenizer.json'), `${name}/tokenizer.json`)

/** The tokens of a text none of whose marks are marks. */
function asText(tokenizer: FolderTokenizer, text: string): number[] {
  const standIns = tokenizer.standIns.freeIn(text)
  if (standIns === null) throw new Error('no place is free')
  return tokenizer.encode(tokenizer.standIns.hide(text, standIns), { standIns })
}

for (const name of readNames)
  describe(`the tokenizer ${name}`, () => {
    const tokenizer = opened(name)
    const { texts, decoded } = golden(name)

    test('gives the tokens that Python gives, and their text', () => {
      for (const { text, ids, decoded: due } of texts) {
        expect([text, tokenizer.encode(text)]).toEqual([text, ids])
        expect(tokenizer.decode(ids)).toBe(due)
      }
    })

    test('makes what Python makes of bytes that are no characters', () => {
      for (const { ids, decoded: due } of decoded) expect([ids, tokenizer.decode(ids)]).toEqual([ids, due])
    })

    test('reads marks within a text as text, as Python does with split_special_tokens', () => {
      for (const { text, ids, plain = ids } of texts) {
        const tokens = asText(tokenizer, text)
        expect(tokens.filter((token) => tokenizer.special.has(token) && tokenizer.names[token] !== '<unk>')).toEqual([])
        // Python's Unigram finds marks in a text even so.
        if (!plain.some((token) => tokenizer.special.has(token))) expect([text, tokens]).toEqual([text, plain])
      }
    })

    test('no text whatever becomes a mark', () => {
      const marks = [...tokenizer.special]
        .map((token) => tokenizer.names[token] ?? '')
        .filter((mark) => mark !== '<unk>')
      const part = fc.oneof(fc.constantFrom(...marks), fc.string({ unit: 'binary', maxLength: 5 }))
      fc.assert(
        fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
          const tokens = asText(tokenizer, parts.join(''))
          expect(tokens.some((token) => tokenizer.special.has(token) && tokenizer.names[token] !== '<unk>')).toBe(false)
        }),
      )
    })
  })

test('byte-level tokens give any text back, and those beyond the vocabulary are nothing', () => {
  const tokenizer = opened('smol')
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const tokens = asText(tokenizer, text)
      expect(tokenizer.decode([99_999, ...tokens, tokenizer.vocabularySize])).toBe(text)
    }),
  )
})

test('a tokenizer that does not keep what it reads is refused, as is what is no tokenizer', () => {
  expect(() => opened('word-piece')).toThrow(
    /word-piece\/tokenizer.json: text does not come back.*"add 12 and 3. 5, then/s,
  )
  expect(() => readTokenizer('{', 'a/tokenizer.json')).toThrow(
    /a\/tokenizer.json: it is no JSON.*Fetch the checkpoint again/,
  )
  expect(() => readTokenizer('{}', 'a')).toThrow(/a `model` with a `vocab`; got undefined/)
  const smol = JSON.parse(fixtureText('smol', 'tokenizer.json')) as { [field: string]: unknown }
  const changed = (change: object): string => JSON.stringify({ ...smol, ...change })
  expect(() => readTokenizer(changed({ added_tokens: [{ id: -1 }] }), 'a')).toThrow(/`added_tokens` are \{ id, content/)
  expect(() => readTokenizer(changed({ normalizer: { type: 'Precompiled', precompiled_charsmap: '' } }), 'a')).toThrow(
    /Precompiled/,
  )
  expect(() => readTokenizer(changed({ normalizer: { type: 'Odd' } }), 'a')).toThrow(/Unknown Normalizer type: Odd/)
  expect(() => readTokenizer(changed({ decoder: { type: 'CTC' } }), 'a')).toThrow(
    /back into text by CTC; known are ByteLevel/,
  )
  expect(() => readTokenizer(changed({ decoder: null }), 'a')).toThrow(/back into text by nothing/)
  // A decoder that does not belong to the vocabulary.
  expect(() => readTokenizer(changed({ decoder: { type: 'Metaspace' } }), 'a')).toThrow(/does not come back.*Add.12/)
  expect(() =>
    readTokenizer(
      changed({ post_processor: { type: 'TemplateProcessing', single: [{ SpecialToken: { id: '<odd>' } }] } }),
      'a',
    ),
  ).toThrow(/puts "<odd>" before a text, which is no token of it/)
})

test('a mark that is looked for in normalised text is found there where it is one, and stays text where it is said', () => {
  const qwen = JSON.parse(fixtureText('qwen', 'tokenizer.json')) as { added_tokens: { normalized: boolean }[] }
  const added = qwen.added_tokens.map((token) => ({ ...token, normalized: true }))
  const tokenizer = readTokenizer(JSON.stringify({ ...qwen, added_tokens: added }), 'qwen')
  expect(tokenizer.encode('a<|im_end|>')).toEqual(opened('qwen').encode('a<|im_end|>'))
  expect(asText(tokenizer, 'e\u0301<|im_end|>')).toEqual(asText(opened('qwen'), 'é<|im_end|>'))
})

test('a mark takes the white space beside it, or stands apart from words, where its token says so', () => {
  const smol = JSON.parse(fixtureText('smol', 'tokenizer.json')) as { added_tokens: { content: string }[] }
  const changed = (change: object): FolderTokenizer => {
    const added = smol.added_tokens.map((token) => (token.content === '<|im_end|>' ? { ...token, ...change } : token))
    return readTokenizer(JSON.stringify({ ...smol, added_tokens: added }), 'smol')
  }
  const plain = changed({})
  const [a, end] = [plain.encode('a'), plain.encode('<|im_end|>')]
  expect(changed({ lstrip: true, rstrip: true }).encode('a \n<|im_end|>\t a')).toEqual([...a, ...end, ...a])
  expect(changed({ single_word: true }).encode('a <|im_end|> a')).toEqual(plain.encode('a <|im_end|> a'))
  expect(changed({ single_word: true }).encode('a<|im_end|>')).not.toContain(end[0])
})
