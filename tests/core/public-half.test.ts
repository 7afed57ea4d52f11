// What a policy, a client and whoever holds a Gym face may see: never the answer, in any field.
import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { taskList } from '../../src/core/task.ts'
import { scored } from '../../src/core/verdict.ts'

const secret = 'xyzzy'

const guarded: EnvironmentFactory = defineEnv({
  id: 'guarded',
  tasks: taskList({
    train: [
      { id: 'first', prompt: 'Say the word.', answer: secret, metadata: { hint: secret }, public: { letters: 5 } },
    ],
  }),
  tools: { ask: { description: 'Asks.', parameters: Type.Object({}), run: () => ({ content: 'no', reward: 0.25 }) } },
  observe: ({ reply }) => (reply === 'more' ? { content: 'Go on.', reward: 0.5 } : null),
  rewards: {
    correct: ({ task, reply }) => scored(reply === task.answer, `expected ${task.answer}`, { gold: task.answer }),
    broken: { weight: 1, verify: ({ reply }) => (reply === 'null' ? Number.NaN : 0) },
  },
  outcome: 'correct',
})

test('nothing that the Gym face shows holds the answer, nor the hash over it', async () => {
  const spec = guarded.configure()
  const { hash } = (await spec.tasks({ split: 'train', seed: 0 })).at(0)
  const face = spec.create()
  const shown = [
    await face.reset({ seed: 0 }),
    await face.step('more'),
    await face.step('<tool_call>{"name":"ask"}</tool_call>'),
    await face.step('no'),
  ]
  expect(shown[0]).toEqual({
    observation: { messages: [{ role: 'user', content: 'Say the word.' }], tools: [expect.anything()] },
    info: { task: { id: 'first', prompt: 'Say the word.', public: { letters: 5 } } },
  })
  expect(shown.at(-1)).toMatchObject({
    info: { outcome: false, verdicts: { correct: { status: 'scored', score: 0 } } },
  })
  const text = JSON.stringify(shown)
  expect(text).not.toContain(secret)
  expect(text).not.toContain(hash)
  expect(Object.keys(face)).toEqual(['id'])
})

test('the rewards of its steps add up to the episode’s', async () => {
  const face = guarded.configure().create()
  await face.reset({ seed: 0 })
  const rewards = [
    (await face.step('more')).reward,
    (await face.step('<tool_call>{"name":"ask"}</tool_call>')).reward,
    (await face.step(secret)).reward,
  ]
  expect(rewards).toEqual([0.5, 0.25, 1])
})

test('a reward that could not be judged is null, whatever steps earned before', async () => {
  const face = guarded.configure().create()
  await face.reset({ seed: 0 })
  await face.step('more')
  const { reward, info } = await face.step('null')
  expect(reward).toBeNull()
  expect(info.verdicts['broken']).toEqual({ status: 'invalid', cause: 'verifier-error' })
})

test('a task without anything public shows its id and prompt', async () => {
  const spec = defineEnv({
    id: 'plain',
    draw: ({ rng }) => ({ prompt: `${rng.int(0, 1e6)}`, answer: 1 }),
    rewards: { correct: () => true },
    outcome: 'correct',
  }).configure()
  const { info } = await spec.create().reset({ index: 3 })
  expect(info.task).toMatchObject({ id: 'train-3', public: {} })
  expect(Object.keys(info.task)).toEqual(['id', 'prompt', 'public'])
})
