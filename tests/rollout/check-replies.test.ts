import { expect, test } from 'vitest'
import type { Policy } from '../../src/core/policy.ts'
import { runGroups } from '../../src/rollout/run-groups.ts'
import { sums, tasksOf } from './example-environments.ts'

const odd: [unknown, string][] = [
  [null, 'expected { text }, got null'],
  [undefined, 'expected { text }, got undefined'],
  ['text', 'expected { text }, got "text"'],
  [{}, '`text` is undefined'],
  [{ text: 5 }, '`text` is 5'],
  [{ text: 'a', finish: 'bogus' }, '`finish` is "bogus"'],
  [{ text: 'a', finish: null }, '`finish` is null'],
  [{ text: 'a', reasoning: 7 }, '`reasoning` is 7, expected a text or nothing'],
  [{ text: 'a', refusal: {} }, '`refusal` is {}'],
  [{ text: 'a', lengthTokens: Number.NaN }, '`lengthTokens` is NaN'],
  [{ text: 'a', lengthTokens: Number.POSITIVE_INFINITY }, '`lengthTokens` is Infinity'],
  [{ text: 'a', lengthTokens: '5' }, '`lengthTokens` is "5"'],
  [{ text: 'a', lengthTokens: -1 }, '`lengthTokens` is -1'],
]

const giving = (reply: unknown, batching: 'lockstep' | 'independent'): Policy => ({
  name: 'mine',
  batching,
  generate: async (requests) => requests.map(() => reply as never),
})

const options = { environment: sums, samplesPerPrompt: 1, seed: 1, step: null }

test.each(odd)(
  'the reply %o costs an independent policy its episode, and ends a lockstep one',
  async (reply, words) => {
    const tasks = tasksOf('1')
    const [group] = await runGroups(tasks, { ...options, policy: giving(reply, 'independent') })
    expect(group?.episodes[0]?.record).toMatchObject({ status: 'error', reward: null, error: { code: 'RLVR_POLICY' } })
    expect(group?.episodes[0]?.record.error?.message).toContain(words)
    await expect(runGroups(tasks, { ...options, policy: giving(reply, 'lockstep') })).rejects.toMatchObject({
      code: 'RLVR_POLICY',
      message: expect.stringContaining(words) as string,
    })
  },
)

test('replies that are no list are refused in a sentence', async () => {
  const tasks = tasksOf('1')
  for (const replies of [null, 'ab', { length: 1 }]) {
    const policy: Policy = { name: 'mine', generate: async () => replies as never }
    await expect(runGroups(tasks, { ...options, policy })).rejects.toThrow('Policy `mine` must give a list of replies')
  }
})
