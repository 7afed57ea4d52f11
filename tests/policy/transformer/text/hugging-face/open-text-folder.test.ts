import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Message } from '../../../../../src/core/message.ts'
import { openTextFolder } from '../../../../../src/policy/transformer/text/hugging-face/open-text-folder.ts'
import { ownCodec } from '../../../../../src/policy/transformer/text/own-codec.ts'
import { ownTokenizerFiles } from '../../../../../src/policy/transformer/text/own-tokenizer-files.ts'
import { fixture, fixtureText, golden } from './fixtures.ts'

const question: Message[] = [{ role: 'user', content: 'a' }]

/** A copy of a fixture with some files changed: a text is the file, an object is merged into what it holds. */
function folderOf(name: string, changes: { readonly [file: string]: string | object }): string {
  const folder = mkdtempSync(join(tmpdir(), 'text-'))
  cpSync(fixture(name), folder, { recursive: true })
  for (const [file, change] of Object.entries(changes)) {
    const path = join(folder, file)
    if (typeof change === 'string') writeFileSync(path, change)
    else writeFileSync(path, JSON.stringify({ ...(JSON.parse(readFileSync(path, 'utf8')) as object), ...change }))
  }
  return folder
}

test('a folder says what ends a reply and how its makers draw one', async () => {
  const qwen = await openTextFolder(fixture('qwen'), { source: 'hf:own/qwen@main' })
  expect(qwen.endTokens).toEqual([422, 420])
  expect(qwen.suggestedSampling).toEqual({ temperature: 0.7, topK: 20, topP: 0.8 })
  expect(qwen.notices).toEqual([])
  expect(qwen.description).toEqual({
    kind: 'hugging-face',
    source: 'hf:own/qwen@main',
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
  })
  const llama = await openTextFolder(fixture('llama'))
  expect(llama.endTokens).toEqual([425, 421, 424])
  const greedy = await openTextFolder(folderOf('qwen', { 'generation_config.json': { do_sample: false } }))
  expect(greedy.suggestedSampling).toEqual({ temperature: 0 })
})

test('the description tells other files and other settings apart, and not other defaults of sampling', async () => {
  const hash = async (changes: Parameters<typeof folderOf>[1]): Promise<unknown> => {
    const { description } = await openTextFolder(folderOf('qwen', changes))
    return 'hash' in description ? description.hash : null
  }
  const same = await hash({})
  expect(await hash({ 'generation_config.json': { temperature: 0.1 } })).toBe(same)
  expect(await hash({ 'tokenizer_config.json': { model_max_length: 7 } })).not.toBe(same)
  expect(await hash({ 'chat_template.jinja': fixtureText('qwen', 'thinking.jinja') })).not.toBe(same)
  const switched = await openTextFolder(fixture('qwen'), { templateSwitches: { enable_thinking: false } })
  expect(switched.description).toMatchObject({ settings: { templateSwitches: { enable_thinking: false } } })
})

test('a model without a template goes on from plain text, beginning as its tokenizer begins', async () => {
  const base = await openTextFolder(fixture('unigram'))
  expect(base.notices).toEqual([expect.stringMatching(/no chat template.*without roles/)])
  expect(base.encodePrompt({ messages: question })).toEqual(golden('unigram').bos)
  const two: Message[] = [{ role: 'system', content: 'to this' }, ...question]
  expect(base.decode(base.encodePrompt({ messages: two }))).toBe('to this\n\na')
  const { tokens, sampled } = base.encodeReply({ messages: question }, ' this')
  expect(tokens.at(-1)).toBe(base.endTokens[0])
  expect(base.decode(tokens.filter((_, at) => sampled[at] === 1))).toBe('this')
  const further: Message[] = [...question, { role: 'assistant', content: ' this' }, ...question]
  expect(base.decode([...tokens, ...base.encodeContinuation(tokens, { messages: further }, 2)])).toBe('a this\n\na\n\n')
})

test('templates are found where folders have them, and chosen by name', async () => {
  const bare = '{% for m in messages %}{{ m.content }}<|im_end|>{% endfor %}'
  const named = [
    { name: 'default', template: bare },
    { name: 'tool_use', template: `{% for tool in tools %}{{ tool.function.name }}{% endfor %}${bare}` },
  ]
  const folder = folderOf('unigram', {
    'tokenizer_config.json': {
      chat_template: named.map((each) => ({ ...each, template: each.template.replaceAll('<|im_end|>', '</s>') })),
    },
  })
  const codec = await openTextFolder(folder)
  const tools = [{ name: 'tool', description: '', parameters: {} }]
  expect(codec.decode(codec.encodePrompt({ messages: question }))).toBe('a')
  expect(codec.decode(codec.encodePrompt({ messages: question, tools }))).toBe('toola')
  expect((await openTextFolder(folder, { chatTemplate: 'default' })).notices).toEqual([
    expect.stringMatching(/no place for tools/),
  ])
  await expect(openTextFolder(folder, { chatTemplate: 'tool-use' })).rejects.toThrow(
    /no chat template "tool-use"; it has default, tool_use. Did you mean tool_use\?/,
  )
  writeFileSync(join(folder, 'chat_template.json'), JSON.stringify({ chat_template: '{{ messages[0].content }}!</s>' }))
  const json = await openTextFolder(folder)
  expect(json.decode(json.encodePrompt({ messages: question }))).toBe('a!')
})

test('a template without system messages or tools is told what they would say', async () => {
  const codec = await openTextFolder(fixture('legacy'))
  expect(codec.notices).toEqual([
    expect.stringMatching(/no place for tools/),
    expect.stringMatching(/no system message/),
  ])
  const tools = [{ name: 'add', description: 'Adds.', parameters: { type: 'object' } }]
  const messages: Message[] = [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'What is 1 + 2?' },
    { role: 'assistant', content: '', toolCalls: [{ id: 'call-0', name: 'add', arguments: { a: 1 } }] },
    { role: 'tool', content: '3', toolCallId: 'call-0' },
  ]
  const text = codec.decode(codec.encodePrompt({ messages, tools }))
  expect(text).toContain(
    '[INST] Be brief.\n\nYou may call these tools:\n<tools>\n{"type":"function","function":{"name":"add"',
  )
  expect(text).toContain('</tool_call>\n\nWhat is 1 + 2? [/INST]')
  expect(text).toContain('<tool_call>{"name":"add","arguments":{"a":1}}</tool_call>')
  expect(text).toMatch(/\[INST\] <tool_response>\n3\n<\/tool_response> \[\/INST\]$/)
})

test('what cannot be is told in a sentence', async () => {
  await expect(openTextFolder(mkdtempSync(join(tmpdir(), 'text-')))).rejects.toThrow(
    /holds no tokenizer.json.*save_pretrained/,
  )
  await expect(openTextFolder(folderOf('qwen', { 'tokenizer_config.json': '[]' }))).rejects.toThrow(
    /tokenizer_config.json should hold a JSON object; got/,
  )
  await expect(openTextFolder(folderOf('qwen', { 'generation_config.json': '{' }))).rejects.toThrow(
    /generation_config.json is no JSON/,
  )
  await expect(openTextFolder(folderOf('qwen', { 'generation_config.json': { eos_token_id: 'x' } }))).rejects.toThrow(
    /`eos_token_id` of generation_config.json is a token or a list of them; got "x"/,
  )
  await expect(
    openTextFolder(folderOf('qwen', { 'tokenizer_config.json': { eos_token: '<|im_ends|>' } })),
  ).rejects.toThrow(
    /says that "<\|im_ends\|>" ends a reply, which is no token of tokenizer.json. Did it mean "<\|im_end\|>"\?/,
  )
  await expect(openTextFolder(fixture('qwen'), { embeddingRows: 400 })).rejects.toThrow(
    /the tokenizer has 429 tokens, the model's embedding 400 rows/,
  )
  await openTextFolder(fixture('qwen'), { embeddingRows: 512 })
  await expect(
    openTextFolder(folderOf('qwen', { 'chat_template.jinja': '{{ raise_exception("Never.") }}' })),
  ).rejects.toThrow(/refuses a conversation of user: Never./)
  await expect(openTextFolder(folderOf('qwen', { 'chat_template.jinja': 'Hello' }))).rejects.toThrow(
    /leaves out what the user says/,
  )
  await expect(openTextFolder(fixture('qwen'), { date: 'today' })).rejects.toThrow(/like 2024-07-26; got "today"/)
  const endless = folderOf('qwen', {
    'tokenizer_config.json': { eos_token: null },
    'generation_config.json': '{}',
    'chat_template.jinja': '{% for m in messages %}{{ m.content }}\n{% endfor %}',
  })
  await expect(openTextFolder(endless)).rejects.toThrow(/names no token that ends a reply/)
  // What was said cannot be found again: nothing can follow it.
  const silent = await openTextFolder(
    folderOf('qwen', {
      'chat_template.jinja': "{% for m in messages if m.role == 'user' %}{{ m.content }}<|im_end|>{% endfor %}",
    }),
  )
  const messages: Message[] = [...question, { role: 'assistant', content: 'b' }, ...question]
  expect(() => silent.encodeContinuation(Int32Array.of(5), { messages }, 2)).toThrow(
    /does not show what an assistant has said/,
  )
  expect(() => silent.encodeContinuation(Int32Array.of(5), { messages }, 1)).toThrow(/message 0 is of user/)
})

test('the files of an own tokenizer are read as the own tokenizer reads', async () => {
  for (const described of [{ kind: 'byte' }, { kind: 'character', alphabet: '0123456789+-= ' }] as const) {
    const folder = mkdtempSync(join(tmpdir(), 'text-'))
    for (const [name, text] of Object.entries(ownTokenizerFiles(described, { maxLengthTokens: 64 })))
      writeFileSync(join(folder, name), text)
    const [read, own] = [await openTextFolder(folder), ownCodec(described)]
    expect(read.notices).toEqual([])
    const tools = [{ name: 'add', description: 'Adds.', parameters: {} }]
    const messages: Message[] = [
      { role: 'system', content: '1 2' },
      { role: 'user', content: '1+2=' },
      { role: 'assistant', content: '3' },
      { role: 'tool', content: '4+4=' },
    ]
    const conversation = { messages, tools }
    expect(read.encodePrompt(conversation)).toEqual(own.encodePrompt(conversation))
    expect(read.encodeReply(conversation, '12')).toEqual(own.encodeReply(conversation, '12'))
    const cut = Int32Array.of(9)
    expect(read.encodeContinuation(cut, conversation, 3)).toEqual(own.encodeContinuation(cut, conversation, 3))
    expect(read.endTokens).toEqual(own.endTokens)
    if (described.kind === 'character')
      expect(() => read.encodePrompt({ messages: [{ role: 'user', content: '12a' }] })).toThrow(
        /tokenizer.json: the tokenizer has no token for "a" \(in "12a"\)/,
      )
  }
})

test('what would silently give other tokens is refused or told: end tokens, merges, models, marks and bytes', async () => {
  for (const file of ['config.json', 'generation_config.json'])
    await expect(
      openTextFolder(folderOf('qwen', { [file]: JSON.stringify({ eos_token_id: [420, 4200] }) })),
    ).rejects.toThrow(
      `${file} says that token 4200 ends a reply (\`eos_token_id\`), which is no token of tokenizer.json`,
    )
  const written = JSON.parse(fixtureText('qwen', 'tokenizer.json')) as {
    model: { merges: unknown[] }
    added_tokens: { content: string }[]
  }
  for (const [change, words] of [
    [{ type: 'Foo' }, /models of the type "Foo" cannot be read; BPE, Unigram, WordPiece can/],
    [{ merges: [...written.model.merges, ['abc']] }, /a merge is a pair of tokens; got/],
    [{ merges: ['a b c'] }, /a merge is a pair of tokens; got "a b c"/],
    [{ merges: [['a', 'nowhere']] }, /the merge .* needs the token "nowhere", which its vocabulary lacks/],
    [{ merges: 'a b' }, /`merges` should be a list/],
  ] as const)
    await expect(
      openTextFolder(folderOf('qwen', { 'tokenizer.json': { model: { ...written.model, ...change } } })),
    ).rejects.toThrow(words)
  const strange = folderOf('qwen', { 'chat_template.jinja': '{{ messages[0].content }}<|turn|><|im_end|>' })
  expect((await openTextFolder(strange)).notices).toContainEqual(
    expect.stringMatching(/writes <\|turn\|>, no tokens of its tokenizer/),
  )
  const added_tokens = written.added_tokens.filter(({ content }) => content !== '<|im_start|>')
  const unmarked = folderOf('qwen', {
    'tokenizer.json': { added_tokens },
    'tokenizer_config.json': { added_tokens_decoder: {} },
  })
  expect((await openTextFolder(unmarked)).notices).toContainEqual(
    expect.stringMatching(/writes <\|im_start\|>, no tokens/),
  )
  for (const name of ['chat_template.jinja', 'tokenizer.json', 'tokenizer_config.json']) {
    const folder = folderOf('qwen', {})
    writeFileSync(join(folder, name), Buffer.from('caf\u00e9 {{ messages[0].content }}', 'latin1'))
    await expect(openTextFolder(folder)).rejects.toThrow(`${name} is not UTF-8`)
  }
})

test('a tokenizer that Python builds anew otherwise is told, with a template and without', async () => {
  const qwen2 = JSON.stringify({ model_type: 'qwen2' })
  const same = await openTextFolder(folderOf('qwen', { 'config.json': qwen2 }))
  expect(same.notices).toEqual([])
  const other = await openTextFolder(folderOf('smol', { 'config.json': qwen2 }))
  expect(other.notices).toContainEqual(expect.stringContaining('another pre_tokenizer and normalizer than the class'))
  const base = await openTextFolder(folderOf('unigram', { 'config.json': qwen2 }))
  expect(base.notices).toContainEqual(expect.stringContaining('than the class Qwen2Tokenizer'))
})
