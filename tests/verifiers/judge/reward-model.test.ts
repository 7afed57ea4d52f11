import { expect, test } from 'vitest'
import { rewardModel } from '../../../verifiers/index.ts'
import { verdictOn } from './judged-by.ts'

test('a score is mapped as is stated, and shown as it came', async () => {
  const given = await verdictOn(rewardModel({ score: () => Math.log(3) }), 'A')
  expect(given).toMatchObject({ status: 'scored', evidence: { raw: Math.log(3), map: 'logistic' } })
  // e^ln 3 / (1 + e^ln 3)
  expect(given.status === 'scored' && given.score).toBeCloseTo(0.75, 12)
  expect(await verdictOn(rewardModel({ score: () => -1000 }), 'A')).toMatchObject({ score: 0 })
  expect(await verdictOn(rewardModel({ score: () => -5, map: { least: -10, most: 10 } }), 'A')).toMatchObject({
    score: 0.25,
  })
  expect(await verdictOn(rewardModel({ score: () => 3, map: (raw) => raw / 4, name: 'mine' }), 'A')).toMatchObject({
    score: 0.75,
    reason: 'mine gave 3: 0.75.',
  })
  const passing = rewardModel({ score: ({ reply }) => reply.length, map: { least: 0, most: 10 }, passFrom: 0.5 })
  expect(await verdictOn(passing, 'abcde')).toMatchObject({ score: 1 })
  expect(await verdictOn(passing, 'abcd')).toMatchObject({ score: 0 })
})

test('the model sees the conversation, and nothing secret', async () => {
  let seen: object = {}
  const score = (input: object): number => {
    seen = input
    return 0
  }
  await verdictOn(rewardModel({ score }), 'Canberra.')
  expect(seen).toMatchObject({
    prompt: [{ role: 'user', content: 'What is the capital of Australia?' }],
    reply: 'Canberra.',
    task: { id: 'capital', public: {} },
  })
  expect(JSON.stringify(seen)).not.toContain('answer')
})

test('silence scores 0 unasked', async () => {
  expect(await verdictOn(rewardModel({ score: () => 9 }), ' ')).toMatchObject({ status: 'scored', score: 0 })
})

test.each([
  ['NaN', () => NaN, {}, 'gave NaN; a score is a finite number'],
  ['Infinity', () => Infinity, {}, 'gave Infinity'],
  ['a text', () => '0.9' as never, {}, 'a score is a finite number'],
  ['nothing', () => undefined as never, {}, 'gave undefined'],
  ['a score out of range', () => 11, { map: { least: 0, most: 10 } }, 'gave 11, outside of its range from 0 to 10'],
  ['a map out of range', () => 1, { map: () => 2 }, 'for 1 it gave 2'],
  ['a map of NaN', () => 1, { map: () => NaN }, 'for 1 it gave NaN'],
])('%s is invalid', async (_, score, options, words) => {
  const given = await verdictOn(rewardModel({ score, ...options }), 'A')
  expect(given).toMatchObject({ status: 'invalid', cause: 'judge' })
  expect(given.reason).toContain(words)
})

test('a throw, a map that throws and a model that hangs are invalid', async () => {
  const broken = (): never => {
    throw new Error('out of memory')
  }
  expect(await verdictOn(rewardModel({ score: broken }), 'A')).toMatchObject({
    cause: 'judge',
    reason: 'reward-model gave no score: out of memory',
  })
  expect(await verdictOn(rewardModel({ score: () => 1, map: broken }), 'A')).toMatchObject({ cause: 'judge' })
  let signal: AbortSignal | undefined
  const hanging = rewardModel({
    timeoutMs: 5,
    score: async (input) => {
      signal = input.signal
      return await new Promise(() => {})
    },
  })
  expect(await verdictOn(hanging, 'A')).toMatchObject({ cause: 'timeout' })
  expect(signal?.aborted).toBe(true)
})

const one = (): number => 1

test.each([
  [{}, '`score` is a function'],
  [{ score: one, map: 'sigmoid' }, '`map` is `logistic`, a range { least, most }, or a function'],
  [{ score: one, map: { least: 1, most: 1 } }, '`map` is'],
  [{ score: one, passFrom: 7 }, '`passFrom` is a mapped score'],
  [{ score: one, timeoutMs: -1 }, '`timeoutMs`'],
  [{ score: one, timeout: 1 }, 'Did you mean `timeoutMs`?'],
])('%j is refused', (options, words) => {
  expect(() => rewardModel(options as never)).toThrow(words)
})
