import { Tokenizer } from '@huggingface/tokenizers'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { ownTextFiles } from '../../../src/policy/checkpoints/own-text-files.ts'
import { tokenizerOf, type TokenizerDescription } from '../../../src/policy/transformer/text/tokenizer.ts'

const byte: TokenizerDescription = { kind: 'byte' }
const character: TokenizerDescription = { kind: 'character', alphabet: ' \n+-=0123456789abcä😀' }

function foreign(description: TokenizerDescription): Tokenizer {
  const { files } = ownTextFiles(description, 64)
  const file = (name: string): object => JSON.parse(files[name] ?? '') as object
  return new Tokenizer(file('tokenizer.json'), file('tokenizer_config.json'))
}

function agree(description: TokenizerDescription, text: string): void {
  const own = tokenizerOf(description)
  const other = foreign(description)
  const { ids } = other.encode(text, { add_special_tokens: false })
  expect(ids).toEqual(own.encode(text))
  expect(other.decode(ids, { skip_special_tokens: true, clean_up_tokenization_spaces: false })).toBe(text)
}

test('any text is the same bytes to both', () => {
  for (const text of ['12 + 34 =\n46', ' ', '  two', 'größe 😀\t\u0000 \u007f']) agree(byte, text)
  fc.assert(
    // Half of a surrogate pair is no text that bytes can hold.
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => text.includes('<') || agree(byte, text)),
    { numRuns: 50 },
  )
})

test('any text of an alphabet is the same characters to both', () => {
  const alphabet = Array.from(character.kind === 'character' ? character.alphabet : '')
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...alphabet), { minLength: 1 }), (characters) =>
      agree(character, characters.join('')),
    ),
    { numRuns: 50 },
  )
})

test('marks of roles and ends are the special tokens', () => {
  const text = '<user>1 + 2<assistant>3<end>'
  expect(foreign(byte).encode(text, { add_special_tokens: false }).ids).toEqual([
    2,
    ...tokenizerOf(byte).encode('1 + 2'),
    1,
    ...tokenizerOf(byte).encode('3'),
    0,
  ])
  const { config } = ownTextFiles(byte, 64)
  expect(config).toEqual({ bos_token_id: null, eos_token_id: 0, pad_token_id: 0 })
})
