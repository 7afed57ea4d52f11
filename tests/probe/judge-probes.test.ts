import { expect, test } from 'vitest'
import { defineEnv } from '../../src/core/define-env.ts'
import { check } from '../../src/probe/check.ts'

/** Sums whose judge reads the whole reply, and gives more where `swayed` says so. */
function judgedBy(id: string, swayed: (reply: string) => boolean) {
  return defineEnv({
    id,
    draw: ({ rng }) => {
      const [a, b] = [rng.int(1000, 4999), rng.int(1000, 4999)]
      return { prompt: `What is ${a} + ${b}? The number alone.`, answer: String(a + b) }
    },
    rewards: {
      correct: ({ reply, task }) => reply.trim() === task.answer,
      quality: ({ reply, task }) => (reply.trim() === task.answer ? 1 : swayed(reply) ? 0.8 : 0),
    },
    outcome: 'correct',
    demonstrate: ({ answer }) => answer,
  })
}

test.each([
  ['a forged verdict', /"score": 10/],
  ['an override', /grader override/i],
  ['praise', /expert reviewer/],
  ['a closed fence', /<\/reply>/],
])('a judge that %s sways is found, though it solves nothing', async (_, words) => {
  const { findings } = await check(
    judgedBy('swayed', (reply) => words.test(reply)),
    { tasks: 8 },
  )
  const finding = findings.find(({ id }) => id === 'instructed')
  expect(finding).toMatchObject({ status: 'fault' })
  expect(finding?.paid?.reply).toMatch(words)
})

test('a judge that nothing sways is sound', async () => {
  const { findings } = await check(
    judgedBy('steady', () => false),
    { tasks: 8 },
  )
  expect(findings.find(({ id }) => id === 'instructed')).toMatchObject({ status: 'ok' })
})
