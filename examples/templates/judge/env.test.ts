// The promises of an environment, and what becomes of a judge that keeps none.
import { configure, runVerifier } from 'rlvr'
import { checkEnvironment, scriptedJudge } from 'rlvr/testing'
import { expect, test } from 'vitest'
import env from './env.ts'
import judge from './judge.ts'

test('the environment keeps its promises', { timeout: 120_000 }, async () => {
  await using environment = await configure(env, {}, { judge })
  const promises = await checkEnvironment(environment)
  expect(promises.map(({ name }) => name)).toContain('a demonstration solves its task')
})

test('what a judge says that cannot be read is no verdict, and no wrong answer', async () => {
  const prose = scriptedJudge(() => ({ said: 'Quite right, I think.' }))
  await using environment = await configure(env, {}, { judge: prose })
  const task = (await environment.tasks({ split: 'test', seed: 0 })).at(0)
  const verifier = environment.rubric.terms['right']?.verifier
  if (verifier === undefined) throw new Error('There is no reward `right`.')
  const verdict = await runVerifier(verifier, { task, reply: String(task.answer), messages: [] })
  expect(verdict).toMatchObject({ status: 'invalid', cause: 'judge' })
})
