import { Template } from '@huggingface/jinja'
import { Tokenizer } from '@huggingface/tokenizers'
import { expect, test } from 'vitest'
import type { Message } from '../../../../src/core/message.ts'
import { ownCodec } from '../../../../src/policy/transformer/text/own-codec.ts'
import { ownTokenizerFiles } from '../../../../src/policy/transformer/text/own-tokenizer-files.ts'
import type { TokenizerDescription } from '../../../../src/policy/transformer/text/tokenizer.ts'

const conversation: readonly Message[] = [
  { role: 'user', content: '12 + (3)\n  abcé' },
  { role: 'assistant', content: 'ab' },
  { role: 'user', content: '1' },
]

const kinds: readonly TokenizerDescription[] = [
  { kind: 'byte' },
  { kind: 'character', alphabet: '0123456789+-*/=,:() abcé\n' },
]

/** A file of the tokenizer as an object. */
function fileOf(description: TokenizerDescription, name: string): Record<string, string> {
  return JSON.parse(ownTokenizerFiles(description, { maxLengthTokens: 64 })[name] as string) as Record<string, string>
}

test.each(kinds)('the files of a tokenizer of $kind give its own tokens of a conversation', (description) => {
  const [tokenizer, config] = ['tokenizer.json', 'tokenizer_config.json'].map((name) => fileOf(description, name))
  const prompt = new Template(config?.['chat_template'] ?? '').render({
    messages: conversation,
    add_generation_prompt: true,
  })
  const reader = new Tokenizer(tokenizer ?? {}, config ?? {})
  const codec = ownCodec(description)
  expect(reader.encode(prompt).ids).toEqual([...codec.encodePrompt({ messages: conversation })])
  const reply = [...codec.encodeReply({ messages: [] }, 'abé 1').tokens]
  expect(reader.decode(reply, { skip_special_tokens: true })).toBe('abé 1')
})

test('the end of a reply is the token that ends ours', () => {
  expect(fileOf({ kind: 'byte' }, 'tokenizer_config.json')).toMatchObject({ eos_token: '<end>', model_max_length: 64 })
  expect(fileOf({ kind: 'byte' }, 'generation_config.json')).toMatchObject({
    eos_token_id: ownCodec({ kind: 'byte' }).endTokens[0],
  })
})
