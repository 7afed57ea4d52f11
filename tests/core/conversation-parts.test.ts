// What a conversation hands on: signals, frozen messages, rewards of steps; and how it is closed.
import { Type } from 'typebox'
import { expect, onTestFinished, test, vi } from 'vitest'
import { beginConversation, type ConversationParts } from '../../src/core/conversation.ts'
import { resourcesFrom, type GivenResources } from '../../src/core/resources.ts'
import { makeTask } from '../../src/core/task.ts'
import { verifierOf } from '../../src/core/verifier.ts'

const task = makeTask({ prompt: 'Begin.', answer: 1 }, 'one')
const signals: AbortSignal[] = []

const wait = {
  description: 'Waits.',
  parameters: Type.Object({ pay: Type.Number({ default: 0 }) }),
  run: ({ pay }: { pay: number }, { signal }: { signal: AbortSignal }) => (
    signals.push(signal),
    { content: 'ok', reward: pay }
  ),
}

function partsOf(given: GivenResources = {}, changes: object = {}): ConversationParts {
  return {
    definition: { id: 'talk', tools: { wait }, rewards: {}, outcome: 'correct', ...changes },
    options: {},
    resources: resourcesFrom(given, 'talk'),
    rubric: { terms: { correct: { weight: 1, verifier: verifierOf('correct', () => true) } }, outcome: 'correct' },
    processTerms: null,
    maxTurns: 9,
    limits: {},
    tools: [{ name: 'wait', description: 'Waits.', parameters: {} }],
  }
}

const call = (pay: number): string => `<tool_call>{"name": "wait", "arguments": {"pay": ${pay}}}</tool_call>`

test('what steps earned is kept with their turn, counted from 0; turns that earned nothing are left out', async () => {
  const conversation = await beginConversation(partsOf(), { task, seed: 0 })
  expect((await conversation.step(call(0))).stepReward).toBe(0)
  expect((await conversation.step(call(0.5) + call(0.25))).stepReward).toBe(0.75)
  expect((await conversation.step(call(-1))).stepReward).toBe(-1)
  expect(conversation.stepRewards).toEqual([
    { turn: 1, reward: 0.75 },
    { turn: 2, reward: -1 },
  ])
  const last = await conversation.step('Done.')
  expect(last.judgement).toMatchObject({ reward: 1, outcome: true })
  expect(last.terminated).toBe(true)
})

test('the caller’s signal and that of the resources reach the tools', async () => {
  const [own, callers] = [new AbortController(), new AbortController()]
  const reasons = async (given: GivenResources, signal?: AbortSignal): Promise<AbortSignal> => {
    signals.length = 0
    const conversation = await beginConversation(partsOf(given), { task, seed: 0 })
    await conversation.step(call(0), signal === undefined ? {} : { signal })
    return signals[0] as AbortSignal
  }
  expect((await reasons({})).aborted).toBe(false)
  const [ofResources, ofCaller, ofBoth] = [
    await reasons({ signal: own.signal }),
    await reasons({}, callers.signal),
    await reasons({ signal: own.signal }, callers.signal),
  ]
  own.abort()
  expect([ofResources.aborted, ofCaller.aborted, ofBoth.aborted]).toEqual([true, false, true])
  callers.abort()
  expect(ofCaller.aborted).toBe(true)
})

test('messages are frozen, and those that were shown do not grow', async () => {
  const conversation = await beginConversation(partsOf(), { task, seed: 0 })
  const { messages } = conversation.observation
  expect(() => (messages as unknown[]).push(1)).toThrow(TypeError)
  await conversation.step(call(0))
  expect(messages).toHaveLength(1)
  expect(conversation.observation.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool'])
})

test('without tools a text is a reply, whatever it calls', async () => {
  const conversation = await beginConversation({ ...partsOf({}, { tools: undefined }), tools: [] }, { task, seed: 0 })
  expect(await conversation.step(call(1))).toMatchObject({ terminated: true, toolCalls: 0 })
})

test('closing waits for the step under way, and ends the episode', async () => {
  const gate = Promise.withResolvers<null>()
  const disposed: string[] = []
  const changes = {
    tools: undefined,
    observe: async () => await gate.promise,
    state: () => 'made',
    dispose: () => void disposed.push('state'),
  }
  const conversation = await beginConversation({ ...partsOf({}, changes), tools: [] }, { task, seed: 0 })
  const step = conversation.step('x')
  const closing = conversation.close()
  await Promise.resolve()
  expect(disposed).toEqual([])
  gate.resolve(null)
  expect((await step).terminated).toBe(true)
  await closing
  expect(disposed).toEqual(['state'])
  await expect(conversation.step('x')).rejects.toThrow('the episode is over')
})

test('a disposal that never ends is waited for a few seconds, and told with the environment', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const changes = { tools: undefined, state: () => 'made', dispose: () => Promise.withResolvers<void>().promise }
  const conversation = await beginConversation({ ...partsOf({}, changes), tools: [] }, { task, seed: 0 })
  let isOver = false
  const told = conversation.close().then(
    () => null,
    (thrown: unknown) => thrown,
  )
  void told.then(() => (isOver = true))
  await vi.advanceTimersByTimeAsync(4999)
  expect(isOver).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  expect(await told).toMatchObject({
    code: 'RLVR_ENVIRONMENT',
    message: expect.stringMatching(
      /^Disposal of what an episode of `.+` held: the state did not end within 5 s/,
    ) as string,
  })
  expect(vi.getTimerCount()).toBe(0)
})

test('a reply that calls in odd shapes is answered and counted, and nothing of ours fails', async () => {
  const deep: unknown = JSON.parse('['.repeat(20_000) + ']'.repeat(20_000))
  for (const toolCalls of [
    'abc',
    7,
    {},
    [null],
    ['x'],
    [{}],
    [{ name: 5, arguments: {} }],
    [{ name: 'wait', arguments: { pay: Number.NaN } }],
    [{ name: 'wait', arguments: { pay: new Date(0) } }],
    [{ name: 'wait', arguments: { pay: deep } }],
    [{ name: 'wait', arguments: '{"pay":1e999}' }],
  ]) {
    const conversation = await beginConversation(partsOf(), { task, seed: 0 })
    const step = await conversation.step({ text: '', toolCalls: toolCalls as never })
    expect(step).toMatchObject({ terminated: false, toolCalls: 1, toolFailures: 1 })
    const [said, answer] = step.observation.messages.slice(-2)
    expect(said?.toolCalls).toMatchObject([{ id: 'call-0', fault: answer?.content }])
    expect(answer).toMatchObject({ role: 'tool', toolCallId: 'call-0' })
  }
  const conversation = await beginConversation(partsOf(), { task, seed: 0 })
  const written = `<tool_call>{"name":"wait","arguments":{"pay":${'['.repeat(9000)}${']'.repeat(9000)}}}</tool_call>`
  expect(await conversation.step(written + call(1e308 * 10))).toMatchObject({ toolCalls: 2, toolFailures: 2 })
})

test('calls beside the text that have no id get one, and null stands for none', async () => {
  const conversation = await beginConversation(partsOf(), { task, seed: 0 })
  const step = await conversation.step({ text: '', toolCalls: [{ name: 'wait', arguments: {} }] as never })
  expect(step.observation.messages.at(-1)).toEqual({ role: 'tool', toolCallId: 'call-0', content: 'ok' })
  expect((await conversation.step({ text: 'Done.', toolCalls: null as never })).terminated).toBe(true)
})

test('a reply of more calls than are taken is answered for the rest at once', async () => {
  for (const many of [
    call(0).repeat(5000),
    { text: '', toolCalls: Array.from({ length: 5000 }, () => ({ id: 'x', name: 'wait', arguments: {} })) },
  ]) {
    const conversation = await beginConversation(partsOf(), { task, seed: 0 })
    const step = await conversation.step(many)
    expect(step).toMatchObject({ toolCalls: 129, toolFailures: 1 })
    expect(step.observation.messages.at(-1)?.content).toBe(
      'A reply may hold 128 calls; 4872 more were not run. Call them in the next.',
    )
  }
})

test('after an abort no further call of a reply runs, and the state is disposed of', async () => {
  const [abort, disposed] = [new AbortController(), [] as unknown[]]
  let runs = 0
  const changes = {
    state: () => 'made',
    dispose: (state: unknown) => void disposed.push(state),
    tools: { wait: { ...wait, run: () => (++runs === 2 ? (abort.abort(), 'x') : 'x') } },
  }
  const conversation = await beginConversation(partsOf({}, changes), { task, seed: 0 })
  await expect(conversation.step(call(0).repeat(9), { signal: abort.signal })).rejects.toMatchObject({
    code: 'RLVR_INTERRUPTED',
  })
  expect([runs, disposed]).toEqual([2, ['made']])
})

test.each<[string, string, object]>([
  ['a tool', call(0), { tools: { wait: { ...wait, run: async () => await new Promise(() => {}) } } }],
  ['observe', 'x', { observe: async () => await new Promise(() => {}) }],
])('an abort ends the wait for %s that never answers', async (_, action, changes) => {
  for (const given of ['caller', 'resources']) {
    const [abort, disposed] = [new AbortController(), [] as unknown[]]
    const owned = { state: () => 'made', dispose: (state: unknown) => void disposed.push(state), ...changes }
    const parts = partsOf(given === 'resources' ? { signal: abort.signal } : {}, owned)
    const conversation = await beginConversation(parts, { task, seed: 0 })
    const step = conversation.step(action, given === 'caller' ? { signal: abort.signal } : {})
    abort.abort()
    await expect(step).rejects.toMatchObject({ code: 'RLVR_INTERRUPTED' })
    expect(disposed).toEqual(['made'])
  }
})

test('a state that comes after an abort is disposed of', async () => {
  const [abort, made, disposed] = [
    new AbortController(),
    Promise.withResolvers<string>(),
    Promise.withResolvers<string>(),
  ]
  const parts = partsOf({}, { state: async () => await made.promise, dispose: disposed.resolve })
  const beginning = beginConversation(parts, { task, seed: 0, signal: abort.signal })
  abort.abort()
  await expect(beginning).rejects.toMatchObject({ code: 'RLVR_INTERRUPTED' })
  made.resolve('late')
  expect(await disposed.promise).toBe('late')
})

test('what a tool throws is kept in full for the record, and told to the policy without its words', async () => {
  const changes = { tools: { wait: { ...wait, run: () => JSON.parse('SECRET') as string } } }
  const conversation = await beginConversation(partsOf({}, changes), { task, seed: 0 })
  const step = await conversation.step(call(0))
  expect(step.observation.messages.at(-1)?.content).toBe('`wait` failed.')
  expect(conversation.toolFaults).toEqual([
    { turn: 0, tool: 'wait', message: expect.stringContaining('SECRET') as string },
  ])
})

test('what `observe` gives may have no other fields, and an error about it shows none of its content', async () => {
  const stepOf = async (answer: unknown): Promise<unknown> => {
    const parts = { ...partsOf({}, { tools: undefined, observe: () => answer }), tools: [] }
    return await (await beginConversation(parts, { task, seed: 0 })).step('x')
  }
  await expect(stepOf({ content: 'x', rewrad: 1 })).rejects.toThrow('no field `rewrad`. Did you mean `reward`?')
  await expect(stepOf({ content: 5, task: 'SECRET' })).rejects.toThrow(
    'got an object with the fields `content`, `task`.',
  )
})

test('a disposal is waited for no longer than the limit of time', async () => {
  const changes = { tools: undefined, state: () => 'made', dispose: () => Promise.withResolvers<void>().promise }
  const parts = { ...partsOf({}, changes), tools: [], limits: { timeMs: 20 } }
  const conversation = await beginConversation(parts, { task, seed: 0 })
  await expect(conversation.close()).rejects.toThrow('the state did not end within 0.02 s')
})

test('a state whose Symbol.dispose is no function is refused as it is made', async () => {
  const changes = { tools: undefined, state: () => ({ [Symbol.dispose]: 5 }) }
  const begun = beginConversation({ ...partsOf({}, changes), tools: [] }, { task, seed: 0 })
  await expect(begun).rejects.toThrow('its `[Symbol.dispose]` is a function that disposes of it; got 5.')
})
