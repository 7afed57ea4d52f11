import { once } from 'node:events'
import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { defineEnv } from '../../src/core/define-env.ts'
import { limitsFault, tighter } from '../../src/core/limits.ts'
import { taskList } from '../../src/core/task.ts'

test('the tighter of two limits counts, and what is no limit is named', () => {
  expect(tighter({ turns: 4, cost: 1 }, { turns: 8, tokens: 100 })).toEqual({ turns: 4, tokens: 100, cost: 1 })
  expect(limitsFault({ turns: 1, tokens: 5, timeMs: 0.5, cost: 0.01 })).toBeNull()
  for (const [given, words] of [
    [{ turns: 1.5 }, '`limits.turns` is a whole number from 1; got 1.5.'],
    [{ tokens: 0 }, '`limits.tokens` is a whole number from 1'],
    [{ timeMs: Infinity }, '`limits.timeMs` is a number above 0, at most'],
    [{ cost: 'x' }, '`limits.cost` is a number above 0'],
    [{ token: 5 }, 'Did you mean `tokens`?'],
    [7, 'is an object like'],
  ] as const)
    expect(limitsFault(given)).toContain(words)
  const base = {
    id: 'limited',
    tasks: taskList({ train: [{ prompt: 'x', answer: 1 }] }),
    rewards: { correct: () => 1 },
  }
  expect(() => defineEnv({ ...base, outcome: 'correct', limits: { turns: 0 } })).toThrow(
    'Environment `limited`: `limits.turns`',
  )
})

const waiting = defineEnv({
  id: 'waiting',
  tasks: taskList({ train: [{ prompt: 'Wait.', answer: 'first' }] }),
  tools: {
    wait: {
      description: 'Waits for ever.',
      parameters: Type.Object({}),
      run: async (_, { signal }) => {
        await once(signal, 'abort')
        return 'never told'
      },
    },
  },
  observe: () => 'Go on.',
  maxTurns: 5,
  rewards: { correct: ({ reply, task }) => reply === task.answer },
  outcome: 'correct',
}).configure()

const task = (await waiting.tasks({ split: 'train', seed: 0 })).at(0)

test('at the limit of time a call is ended, and the episode is judged as it stands', async () => {
  const conversation = await waiting.begin({ task, limits: { timeMs: 20 } })
  const step = await conversation.step('<tool_call>{"name": "wait", "arguments": {}}</tool_call>')
  expect(step).toMatchObject({
    terminated: false,
    truncated: true,
    limit: 'time',
    judgement: { reward: 0, outcome: false },
  })
  await expect(conversation.step('first')).rejects.toThrow('the episode is over')
})

test('a reply that comes after the limit of time does not count', async () => {
  const conversation = await waiting.begin({ task, limits: { timeMs: 20 } })
  const { deadline } = conversation
  if (deadline?.aborted === false) await once(deadline, 'abort')
  const step = await conversation.step('first')
  expect(step).toMatchObject({ truncated: true, limit: 'time', turn: 0, judgement: { outcome: false } })
  expect(step.observation.messages).toHaveLength(1)
})

test('a reply that reaches a limit counts, and so do those before one that is asked for', async () => {
  const one = await waiting.begin({ task })
  expect(one).toMatchObject({ limits: {}, deadline: null })
  expect(await one.step('first', { last: 'tokens' })).toMatchObject({ limit: 'tokens', judgement: { outcome: true } })
  const other = await waiting.begin({ task })
  expect(await other.step('first')).toMatchObject({ limit: null, judgement: null })
  expect(await other.truncate('cost')).toMatchObject({ limit: 'cost', turn: 1, judgement: { outcome: true } })
  const third = await waiting.begin({ task, limits: { turns: 2 } })
  await third.step('x')
  expect(await third.step('first')).toMatchObject({ limit: 'turns', judgement: { outcome: true } })
})
