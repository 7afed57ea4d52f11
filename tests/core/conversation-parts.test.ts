// What a conversation hands on: signals, frozen messages, rewards of steps; and how it is closed.
import { Type } from 'typebox'
import { expect, test } from 'vitest'
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
    maxTurns: 9,
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
