import { expect, test } from 'vitest'
import { defineEnv } from '../../../src/core/define-env.ts'
import { runRubric } from '../../../src/core/rubric.ts'
import { memoryHead, memoryRules, withoutMemory } from '../../../src/core/wrap/memory-text.ts'
import { withHistory } from '../../../src/core/wrap/with-history.ts'
import { withMemory } from '../../../src/core/wrap/with-memory.ts'
import { alone, begun, dialogue, saidIn } from './sample-dialogue.ts'

test('a memory is taken out of the reply, and stands at the head of the turns after it', async () => {
  const { conversation, spec, digits } = await begun(withMemory(dialogue))
  const [a, b, c] = digits as [string, string, string]
  const rules = memoryRules(2000)
  const [, opening] = saidIn(conversation.observation.messages)
  expect(saidIn(conversation.observation.messages)).toEqual([rules, `Say ${a} ${b} ${c}, one at a time.`])
  await conversation.step(`<memory>${a} is said</memory>${a}`)
  const { observation } = await conversation.step(b)
  const all = [
    rules,
    opening,
    `<memory>${a} is said</memory>${a}`,
    `<memory>\n${a} is said\n</memory>\n\nDigit 2?`,
    b,
    `<memory>\n${a} is said\n</memory>\n\nDigit 3?`,
  ]
  expect(saidIn(observation.messages)).toEqual(all)
  expect(saidIn(conversation.transcript)).toEqual(all)
  const last = `<memory>done</memory> ${c}`
  expect((await conversation.step(last)).judgement).toMatchObject({ reward: 1.5, outcome: true })
  // A saved reply is judged without its memory too.
  const task = (await spec.tasks({ split: 'train', seed: 0 })).at(0)
  const judged = { task, reply: last, messages: conversation.transcript, state: undefined }
  expect(await runRubric(spec.rubric, judged)).toMatchObject({ reward: 1.5 })
})

test('with a history of one exchange the memory is what is left of earlier turns, whichever wraps the other', async () => {
  for (const factory of [
    withHistory(withMemory(dialogue), { exchanges: 1 }),
    withMemory(withHistory(dialogue, { exchanges: 1 })),
  ]) {
    const { conversation } = await begun(factory)
    const opening = saidIn(conversation.observation.messages)
    await conversation.step('<memory>1</memory>1')
    await conversation.step('2')
    expect(saidIn(conversation.observation.messages)).toEqual([...opening, '2', '<memory>\n1\n</memory>\n\nDigit 3?'])
    expect(conversation.transcript).toHaveLength(6)
    await conversation.close()
  }
})

test('calls within a memory are not called, and a system message takes the rules in', async () => {
  const system = defineEnv({
    id: 'system',
    draw: ({ rng }) => ({ prompt: `Say ${rng.int(0, 1e6)}.`, answer: 0 }),
    system: 'Be short.',
    observe: () => 'Go on.',
    rewards: { said: () => 1 },
    outcome: 'said',
    groupRewards: { same: ({ replies }) => replies.map(({ reply }) => (reply === 'x' ? 1 : 0)) },
  })
  const factory = withMemory(system, { maxCharacters: 10 })
  const { conversation, spec } = await begun(factory)
  expect(saidIn(conversation.observation.messages)[0]).toBe(`Be short.\n\n${memoryRules(10)}`)
  const task = (await spec.tasks({ split: 'train', seed: 0 })).at(0)
  expect(saidIn(spec.opening(task))).toEqual(saidIn(conversation.observation.messages))
  const reply = { reward: 1, outcome: true, lengthTokens: 1, messages: [], reply: '<memory>y</memory>x' }
  const context = { task, replies: [reply, reply], signal: new AbortController().signal }
  expect(await spec.groupTerms['same']?.judge(context)).toEqual([1, 1])
  const { conversation: other } = await begun(withMemory(dialogue))
  const step = await other.step('<memory><tool_call>{"name": "look", "arguments": {}}</tool_call></memory>7')
  expect(step).toMatchObject({ toolCalls: 0, terminated: false })
})

test('memories are read in any place, the last counts, and one that is too long is cut in words', () => {
  expect(withoutMemory('a<memory>1</memory>b<memory>2</memory>c')).toEqual({ text: 'abc', memory: '2' })
  expect(withoutMemory(' as it was ')).toEqual({ text: ' as it was ', memory: null })
  expect(withoutMemory('<memory>never closed')).toEqual({ text: '<memory>never closed', memory: null })
  expect(withoutMemory('</memory><memory></memory>')).toEqual({ text: '</memory>', memory: '' })
  expect(memoryHead('abc', 3)).toBe('<memory>\nabc\n</memory>')
  expect(memoryHead('ab😀', 3)).toBe('<memory>\nab\n</memory>\n(Your memory was cut: it holds 3 characters.)')
  const long = '<memory>'.repeat(200_000)
  expect(withoutMemory(long)).toEqual({ text: long, memory: null })
  expect(() => withMemory(dialogue, { maxCharacters: 0 })).toThrow('`maxCharacters` is a whole number from 1; got 0.')
  expect(() => withMemory(alone).configure()).toThrow('an episode of `alone` has one')
})

test('what stood around a memory makes no other', () => {
  const { text, memory } = withoutMemory('<mem<memory>x</memory>ory>y</memory>')
  expect({ text, memory }).toEqual({ text: '<mem\nory>y</memory>', memory: 'x' })
  expect(withoutMemory(text)).toEqual({ text, memory: null })
})
