import { expect, test } from 'vitest'
import { defineEnv, evaluate, scriptedPolicy } from '../../../src/index.ts'
import { judge } from '../../../verifiers/index.ts'
import { scriptedJudge, verdictOn, vote } from './judged-by.ts'

const question = 'Is the reply right?'

test('verdicts of one moment are one batch of a judge that takes batches', async () => {
  const { judge: policy, calls } = scriptedJudge(() => vote('yes'))
  const verifier = judge({ question, judge: policy })
  await Promise.all(['A', 'B', 'C', 'D'].map(async (reply) => await verdictOn(verifier, reply)))
  expect(calls).toEqual([4])
})

test('work that the judge cannot take costs the others of its batch nothing', async () => {
  const { judge: policy, calls } = scriptedJudge(({ messages }) => {
    if (messages[1]?.content.includes('too long') === true) throw new Error('The prompt has 4097 tokens.')
    return vote('yes')
  })
  const verifier = judge({ question, judge: policy })
  const verdicts = await Promise.all(['A', 'too long', 'C'].map(async (reply) => await verdictOn(verifier, reply)))
  expect(verdicts.map(({ status }) => status)).toEqual(['scored', 'invalid', 'scored'])
  expect(verdicts[1]?.reason).toContain('The prompt has 4097 tokens.')
  expect(calls).toEqual([3, 1, 1, 1])
})

test('a judge that takes conversations by themselves is asked so many at once as it says', async () => {
  let [underWay, most] = [0, 0]
  const { judge: policy, calls } = scriptedJudge(
    async () => {
      most = Math.max(most, ++underWay)
      await new Promise((resolve) => setImmediate(resolve))
      underWay--
      return vote('yes')
    },
    { batching: 'independent', maxConcurrent: 2 },
  )
  const verifier = judge({ question, judge: policy })
  await Promise.all(['A', 'B', 'C', 'D', 'E'].map(async (reply) => await verdictOn(verifier, reply)))
  expect(calls).toEqual([1, 1, 1, 1, 1])
  expect(most).toBe(2)
})

test('an abort ends the wait, and the judge is told once nobody waits any more', async () => {
  const signals: (AbortSignal | undefined)[] = []
  const { judge: policy } = scriptedJudge(() => '', {
    generate: async (_requests, _sampling, options) => {
      signals.push(options?.signal)
      return await new Promise(() => {})
    },
  })
  const verifier = judge({ question, judge: policy })
  const [one, other] = [new AbortController(), new AbortController()]
  const waiting = [one, other].map(async ({ signal }, index) => await verdictOn(verifier, `reply ${index}`, { signal }))
  await expect.poll(() => signals).toHaveLength(1)
  one.abort()
  expect(signals[0]?.aborted).toBe(false)
  other.abort()
  expect(signals[0]?.aborted).toBe(true)
  for (const verdict of await Promise.all(waiting)) expect(verdict.status).toBe('invalid')
  expect(signals).toHaveLength(1)
})

test('verdicts of episodes that are stepped together are one batch, and no episode waits for ever', async () => {
  const { judge: policy, calls } = scriptedJudge(() => vote('yes'))
  const environment = defineEnv({
    id: 'judged-together',
    draw: ({ rng }) => ({ prompt: `Say ${rng.int(1, 1e6)}.`, answer: null }),
    rewards: { good: judge({ question }) },
    outcome: 'good',
    needs: ['judge'],
  }).configure({}, { judge: policy })
  const { outcome } = await evaluate({ environment, policy: scriptedPolicy('yes'), tasks: 6, repliesPerTask: 1 })
  expect(outcome?.value).toBe(1)
  expect(calls).toEqual([6])
})
