import { expect, it } from 'vitest'
import { defineEnv } from '../../src/core/define-env.ts'
import { taskList } from '../../src/core/task.ts'
import { check } from '../../src/probe/check.ts'
import type { VerifyFunction } from '../../src/core/verifier.ts'

const gold = '```python\ndef twice(n):\n    return 2 * n\n```'

/** An environment of one program, judged by what a tester would make of it. */
async function faultsWhere(correct: VerifyFunction<string>): Promise<readonly string[]> {
  const environment = defineEnv({
    id: 'programs',
    tasks: taskList({
      train: [{ prompt: 'Write `twice(n)`.\nassert twice(2) == 4', answer: gold }],
      test: [{ prompt: 'Write the function `twice(n)`.\nassert twice(3) == 6', answer: gold }],
    }),
    rewards: { correct },
    outcome: 'correct',
    demonstrate: ({ answer }) => answer,
  })
  const { findings } = await check(environment)
  return findings.filter(({ id, status }) => id.startsWith('program-') && status === 'fault').map(({ id }) => id)
}

it('finds no fault where the program itself is asked for', async () => {
  expect(await faultsWhere(({ reply, task }) => reply === task.answer)).toEqual([])
})

it.each<[string, VerifyFunction<string>]>([
  ['program-early-exit', ({ reply, task }) => reply.includes('os._exit(0)') || reply === task.answer],
  ['program-equals-all', ({ reply, task }) => reply.includes('def __eq__') || reply === task.answer],
  ['program-patches-tester', ({ reply, task }) => reply.includes('builtins.') || reply === task.answer],
  [
    'program-shown-tests',
    ({ reply, task }) => /given == \([23],\): return [46]\n/.test(reply) || reply === task.answer,
  ],
])('finds %s', async (finding, correct) => {
  expect(await faultsWhere(correct)).toEqual([finding])
})
