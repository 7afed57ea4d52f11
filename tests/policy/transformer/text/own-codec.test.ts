import { expect, test } from 'vitest'
import type { Message } from '../../../../src/core/message.ts'
import { ownCodec, ownDescription } from '../../../../src/policy/transformer/text/own-codec.ts'
import { pieceOf } from '../../../../src/policy/transformer/text/token-pieces.ts'

const messages: Message[] = [{ role: 'user', content: 'ab' }]

test('a reply is what the policy is to write, its end included', () => {
  const codec = ownCodec({ kind: 'character', alphabet: 'ab' })
  const prompt = codec.encodePrompt({ messages })
  const { tokens, sampled } = codec.encodeReply({ messages }, 'ba')
  expect([...tokens]).toEqual([...prompt, 6, 5, codec.endTokens[0]])
  expect([...sampled]).toEqual([...prompt.map(() => 0), 1, 1, 1])
  expect(codec.decode(tokens.subarray(prompt.length))).toBe('ba')
})

test('the pieces of tokens are the bytes of their text', () => {
  for (const codec of [ownCodec({ kind: 'byte' }), ownCodec({ kind: 'character', alphabet: 'a€🙂' })]) {
    const tokens = [...codec.encodePrompt({ messages: [{ role: 'user', content: 'a€🙂' }] })]
    const bytes = tokens.flatMap((token) => [...pieceOf(codec.pieces, token)])
    expect(new TextDecoder().decode(Uint8Array.from(bytes))).toBe('a€🙂')
  }
})

test('what comes after a reply is what a whole conversation has there', () => {
  const codec = ownCodec({ kind: 'byte' })
  const whole: Message[] = [...messages, { role: 'assistant', content: 'c' }, { role: 'user', content: 'd' }]
  const { tokens } = codec.encodeReply({ messages }, 'c')
  const since = codec.encodeContinuation(tokens, { messages: whole }, 2)
  expect([...tokens, ...since]).toEqual(codec.encodePrompt({ messages: whole }))
})

test('the description of a foreign tokenizer is refused where an own one is needed', () => {
  expect(ownDescription({ kind: 'byte' })).toEqual({ kind: 'byte' })
  expect(() => ownDescription({ kind: 'hugging-face', source: 'hf:a/b@main', hash: '00' })).toThrow(
    /hf:a\/b@main.*Open that checkpoint/,
  )
})
