// A policy over the tokenizer and template of a Hugging Face folder: what it is shown, what it says, and that what it
// learns from is what it sampled.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Message, ToolDescription } from '../../../../src/core/message.ts'
import type { TokenSequence } from '../../../../src/core/policy.ts'
import { writeCheckpointFolder } from '../../../../src/policy/checkpoints/write-checkpoint-folder.ts'
import { Rng } from '../../../../src/core/random.ts'
import { initialParameters } from '../../../../src/policy/transformer/model/architecture.ts'
import { openPretrained } from '../../../../src/policy/transformer/open-pretrained.ts'
import { openTextFolder } from '../../../../src/policy/transformer/text/hugging-face/open-text-folder.ts'
import type { TextCodec } from '../../../../src/policy/transformer/text/text-codec.ts'
import type { TransformerPolicy } from '../../../../src/policy/transformer/transformer-policy.ts'
import { tinyChatArchitecture } from '../../checkpoints/tiny-chat-model.ts'
import { fixture } from './hugging-face/fixtures.ts'

/** More rows than the tokenizer has tokens, as models have that pad their tables. */
const architecture = { ...tinyChatArchitecture, vocabularySize: 512 }
const tools: ToolDescription[] = [{ name: 'add', description: 'Adds.', parameters: { type: 'object', properties: {} } }]
const sampling = { temperature: 1, topK: 0, topP: 1, maxTokens: 8 }
const first: Message[] = [{ role: 'user', content: 'What is 1 + 2?' }]

let policy: TransformerPolicy
let codec: TextCodec
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chat-'))
  const numbers = initialParameters(architecture, Rng.fromSeed(3))
  const read = (name: string): Float32Array => numbers.get(name) as Float32Array
  await writeCheckpointFolder(folder, { architecture, read, filesOf: fixture('qwen') })
  policy = await openPretrained(folder, { backend: 'onnx-cpu', threads: 1 })
  codec = await openTextFolder(folder)
})
afterAll(async () => await policy.close())

test('a conversation goes on from the tokens that were sampled, and all of them are learned from', async () => {
  const [reply] = await policy.generate([{ messages: first, tools, seed: 1 }], sampling)
  const sequence = reply?.sequence as TokenSequence
  const prompt = codec.encodePrompt({ messages: first, tools })
  expect([...sequence.tokens.subarray(0, prompt.length)]).toEqual(prompt)
  const messages: Message[] = [
    ...first,
    { role: 'assistant', content: reply?.text ?? '', toolCalls: [{ id: 'call-0', name: 'add', arguments: {} }] },
    { role: 'tool', content: '3', toolCallId: 'call-0' },
  ]
  const [second] = await policy.generate([{ messages, tools, seed: 2, previous: { sequence, messages: 2 } }], sampling)
  const whole = second?.sequence as TokenSequence
  const since = codec.encodeContinuation(sequence.tokens, { messages, tools }, 2)
  expect([...whole.tokens.subarray(0, sequence.tokens.length + since.length)]).toEqual([...sequence.tokens, ...since])
  expect(codec.decode(since)).toBe('\nuser\n<tool_response>\n3\n</tool_response>\nassistant\n')
  const sampled = (reply?.lengthTokens ?? 0) + (second?.lengthTokens ?? 0)
  expect(whole.sampled.reduce((sum, mark) => sum + mark, 0)).toBe(sampled)
  expect(whole.logProbs).toHaveLength(sampled)
  expect(whole.sampledBy).toEqual({ version: 0, temperature: 1 })
  const [scores] = await policy.score([whole], { temperature: 1 })
  expect([...(scores?.logProbs ?? [])]).toEqual([...whole.logProbs].map((each) => expect.closeTo(each, 3)))
})

test('tokens beyond the tokenizer are nothing, and a reply ends at each of the tokens that end one', async () => {
  const replies = await policy.generate([{ messages: first, seed: 1, n: 40 }], { ...sampling, maxTokens: 40 })
  const tokens = replies.flatMap(({ sequence, lengthTokens }) => [
    ...(sequence?.tokens.slice(-(lengthTokens ?? 0)) ?? []),
  ])
  expect(tokens.some((token) => token >= codec.vocabularySize)).toBe(true)
  expect(codec.endTokens).toHaveLength(2)
  for (const { text, finish, sequence, lengthTokens } of replies) {
    const own = sequence?.tokens.slice(-(lengthTokens ?? 0)) ?? new Int32Array()
    expect(text).toBe(codec.decode(own))
    expect(own.findIndex((token) => codec.endTokens.includes(token))).toBe(finish === 'stop' ? own.length - 1 : -1)
  }
})

test('a text ends a reply within a token, and is no part of its text', async () => {
  const request = { messages: first, seed: 5 }
  const [free] = await policy.generate([request], { ...sampling, maxTokens: 30 })
  const text = free?.text ?? ''
  const stop = Array.from(text).find((character) => /[a-z]/.test(character) && text.indexOf(character) > 2) ?? 'e'
  const [ended] = await policy.generate([request], { ...sampling, maxTokens: 30, stop: [stop] })
  expect(ended?.text).toBe(text.slice(0, text.indexOf(stop)))
  expect(ended?.finish).toBe('stop')
  expect(ended?.lengthTokens).toBeLessThan(free?.lengthTokens ?? 0)
})

test('tools are shown to a policy that learns from a demonstration', () => {
  const [shown, bare] = [policy.encode(first, 'Yes.', { tools }), policy.encode(first, 'Yes.')]
  expect(codec.decode(shown.tokens)).toContain('"name": "add"')
  expect(codec.decode(bare.tokens)).not.toContain('add')
  expect(policy.suggestedSampling).toEqual({ temperature: 0.7, topK: 20, topP: 0.8 })
  expect(policy.notices).toEqual([])
})
