import { expect, test } from 'vitest'
import { judge } from '../../../verifiers/index.ts'
import { scriptedJudge, verdictOn, vote } from './judged-by.ts'

const question = 'Is the reply right?'

test('what was said is not asked again, by the same judge of the same work', async () => {
  const { judge: policy, asked } = scriptedJudge(() => vote('yes'))
  const verifier = judge({ question, judge: policy })
  const first = await verdictOn(verifier, 'A')
  expect(await verdictOn(verifier, 'A')).toEqual(first)
  expect(asked).toHaveLength(1)
  await verdictOn(verifier, 'B')
  await verdictOn(verifier, 'A', { answer: 'Sydney' })
  await verdictOn(judge({ question: 'Is it short?', judge: policy }), 'A')
  await verdictOn(judge({ question, judge: policy, temperature: 0.5 }), 'A')
  await verdictOn(judge({ question, judge: policy, seed: 1 }), 'A')
  expect(asked).toHaveLength(6)
  const other = scriptedJudge(() => vote('no'))
  expect(await verdictOn(judge({ question, judge: other.judge }), 'A')).toMatchObject({ score: 0 })
})

test('a failure is not remembered', async () => {
  let isBroken = true
  const { judge: policy, asked } = scriptedJudge(() => (isBroken ? 'prose' : vote('yes')))
  const verifier = judge({ question, judge: policy, retries: 0 })
  expect(await verdictOn(verifier, 'A')).toMatchObject({ status: 'invalid' })
  isBroken = false
  expect(await verdictOn(verifier, 'A')).toMatchObject({ score: 1 })
  expect(asked).toHaveLength(2)
})

test('a cache of one’s own knows judges by name and version, and what it holds is read as an answer is', async () => {
  const cache = new Map<string, string>()
  const first = scriptedJudge(() => vote('yes'))
  await verdictOn(judge({ question, judge: first.judge, cache }), 'A')
  expect(cache.size).toBe(1)
  const again = scriptedJudge(() => vote('no'))
  expect(await verdictOn(judge({ question, judge: again.judge, cache }), 'A')).toMatchObject({ score: 1 })
  expect(again.asked).toEqual([])
  const newer = scriptedJudge(() => vote('no'), { version: 1 })
  expect(await verdictOn(judge({ question, judge: newer.judge, cache }), 'A')).toMatchObject({ score: 0 })
  for (const key of cache.keys()) cache.set(key, 'spoiled')
  expect(await verdictOn(judge({ question, judge: again.judge, cache }), 'A')).toMatchObject({ score: 0 })
})

test('without a cache every verdict is asked for', async () => {
  const { judge: policy, asked } = scriptedJudge(() => vote('yes'))
  const verifier = judge({ question, judge: policy, cache: false })
  await verdictOn(verifier, 'A')
  await verdictOn(verifier, 'A')
  expect(asked).toHaveLength(2)
})
