import { expect, test } from 'vitest'
import { defineEnv } from '../../src/core/define-env.ts'
import { taskList, type TaskFields } from '../../src/core/task.ts'
import { checkEnvironment } from '../../src/testing/check-environment.ts'
import { math } from '../../verifiers/math/math.ts'
import { guessing } from '../rollout/example-environments.ts'

type Lists = Parameters<typeof taskList<string | number | null>>[0]

/** What the check says of an environment with these lists. */
async function faultsOf(lists: Lists, { gold = false } = {}): Promise<string> {
  const environment = defineEnv({
    id: 'listed',
    tasks: taskList(lists),
    rewards: { correct: math() },
    outcome: 'correct',
    ...(gold && { demonstrate: ({ answer }) => `\\boxed{${String(answer)}}` }),
  })
  return await checkEnvironment(environment).then(
    () => '',
    (thrown: Error) => thrown.message,
  )
}

const one: TaskFields<number> = { prompt: '1 + 1 =', answer: 2 }
const two: TaskFields<number> = { prompt: '2 + 2 =', answer: 4 }

test('tasks that differ, in one list or two, are sound', async () => {
  expect(await faultsOf({ train: [one, two] }, { gold: true })).toBe('')
  expect(await faultsOf({ train: [one], test: [two] }, { gold: true })).toBe('')
})

test.each<[string, Lists, RegExp]>([
  [
    'a task that comes twice',
    { train: [one, two, one] },
    /a list holds no task twice: tasks `train-0` and `train-2` of the train/,
  ],
  [
    'one prompt with two answers',
    { train: [one, { ...one, answer: 3 }] },
    /a prompt has one answer: tasks `train-0` and `train-1` have the same prompt and different answers/,
  ],
  [
    'the same prompt in both splits, under another answer',
    { train: [one, two], test: [{ ...two, answer: 5 }] },
    /the splits share no prompt: the prompt of `test-0` is that of `train-1`/,
  ],
  [
    'an answer that is missing',
    { train: [one, { ...two, answer: null }] },
    /every task has a reference answer, or none has one: task `train-1` has the answer null, and others have one/,
  ],
  [
    'answers that are all missing',
    { train: [{ ...one, answer: null }] },
    /all answers are null\. Give answers, or `demonstrate`/,
  ],
  [
    'an answer that nobody can read',
    { train: [one, { ...two, answer: '\\frac{1}{' }] },
    /the verifiers can read every reference answer: task `train-1`: `correct` says: /,
  ],
])('finds %s', async (_, lists, fault) => {
  expect(await faultsOf(lists)).toMatch(fault)
})

test('an environment whose rewards need no answers says so by its demonstrations', async () => {
  const environment = defineEnv({
    id: 'polite',
    tasks: taskList({ train: [{ prompt: 'Greet me.', answer: null }] }),
    rewards: { correct: ({ reply }) => reply === 'Hello.' },
    outcome: 'correct',
    demonstrate: () => 'Hello.',
  })
  expect((await checkEnvironment(environment)).every(({ ok }) => ok)).toBe(true)
})

test('one prompt may ask for several things where an episode has several turns', async () => {
  const findings = await checkEnvironment(guessing)
  expect(findings.find(({ name }) => name === 'a prompt has one answer')?.detail).toMatch(
    /^not tried: an episode of several/,
  )
})
