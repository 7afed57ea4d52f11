import { expect, test } from 'vitest'
import { defineEnv } from '../../src/core/define-env.ts'
import { taskList } from '../../src/core/task.ts'
import { makeVector } from '../../src/core/vector-environment.ts'

const letters = defineEnv({
  id: 'letters',
  tasks: taskList({ train: ['a', 'b', 'c'].map((prompt) => ({ prompt, answer: prompt })) }),
  state: () => ({ said: 0 }),
  observe: ({ state, reply }) => {
    if (reply === 'break') throw new Error('the answer is x')
    return ++state.said < 2 ? 'again' : null
  },
  rewards: { correct: ({ reply, task }) => reply === task.answer },
  outcome: 'correct',
})

const promptsOf = (shown: readonly { readonly task: { readonly prompt: unknown } }[]): unknown[] =>
  shown.map(({ task }) => task.prompt)

test('a place whose episode ends goes on with its next task within the step', async () => {
  const environments = await makeVector(letters, { count: 2 })
  expect(promptsOf(await environments.reset())).toEqual(['a', 'b'])
  const first = await environments.step(['a', 'x'])
  expect(first.map(({ terminated, reward }) => [terminated, reward])).toEqual([
    [false, 0],
    [false, 0],
  ])
  expect(first[0]?.next.observation.messages.at(-1)?.content).toBe('again')
  const second = await environments.step(['a', 'x'])
  expect(second.map(({ terminated, reward, error }) => [terminated, reward, error])).toEqual([
    [true, 1, null],
    [true, 0, null],
  ])
  expect(second[0]?.observation.messages).toHaveLength(4)
  expect(promptsOf(second.map(({ next }) => next))).toEqual(['c', 'a'])
  expect(second[0]?.next.observation.messages).toEqual([{ role: 'user', content: 'c' }])
  expect(promptsOf(await environments.reset())).toEqual(['a', 'b'])
  await environments.close()
})

test('a place that fails loses its own episode alone, and its words hold no answer', async () => {
  const environments = await makeVector(letters, { count: 2 })
  await environments.reset()
  const [failed, other] = await environments.step(['break', 'b'])
  expect(failed).toMatchObject({
    reward: null,
    truncated: true,
    info: { outcome: null },
    next: { task: { prompt: 'c' } },
  })
  expect(failed?.error).toContain('failed')
  expect(failed?.error).not.toContain('the answer is x')
  expect(other).toMatchObject({ error: null, terminated: false, next: { task: { prompt: 'b' } } })
  await environments.close()
})

test('it is refused before reset, with another number of actions, and for no count', async () => {
  const environments = await makeVector(letters, { count: 2 })
  await expect(environments.step(['a', 'b'])).rejects.toThrow('call reset() before step()')
  await environments.reset()
  await expect(environments.step(['a'])).rejects.toThrow('takes a list of 2 actions')
  await expect(makeVector(letters, { count: 0 })).rejects.toThrow('`count` is a whole number from 1')
  await environments.close()
})
