// A completion is judged as a rollout of the same policy is, also where it never comes to an end.
import { expect, it } from 'vitest'
import { defineEnv } from '../../../src/core/define-env.ts'
import type { EnvironmentSpec } from '../../../src/core/environment.ts'
import { silentLogger } from '../../../src/core/logger.ts'
import { scriptedPolicy } from '../../../src/policy/scripts/scripted-policy.ts'
import { runEpisodes } from '../../../src/rollout/run-episodes.ts'
import { gradeCompletion } from '../../../src/serve/environments/grade-completion.ts'
import { ServedEnvironment } from '../../../src/serve/environments/served-environment.ts'
import { doors, unjudged } from './sample-environments.ts'

const call = '<tool_call>{"name": "open", "arguments": {"door": 1}}</tool_call>'

const signal = new AbortController().signal

function guess(): EnvironmentSpec {
  return defineEnv({
    id: 'guess',
    draw: ({ rng }) => ({ prompt: `Guess ${rng.int(1, 1_000_000)}.`, answer: 'seven' }),
    observe: ({ task, reply }) => (reply === task.answer ? null : 'Again.'),
    maxTurns: 3,
    rewards: { correct: ({ task, reply }) => reply === task.answer, short: { weight: 0.1, verify: () => 1 } },
    outcome: 'correct',
  }).configure()
}

async function both(spec: EnvironmentSpec, said: string, turns: number): Promise<[object, object]> {
  const environment = new ServedEnvironment(spec)
  const { task } = await environment.choose({ index: 0 })
  const [episode] = await runEpisodes([{ task, groupId: 'g', index: 0, seed: 's' }], {
    environment: spec,
    policy: scriptedPolicy(said),
  })
  const { reward, outcome, status } = (episode as { record: { reward: unknown; outcome: unknown; status: string } })
    .record
  expect(status).toBe('truncated-turns')
  const options = { signal, logger: silentLogger }
  const served = await gradeCompletion(
    environment,
    task,
    Array.from({ length: turns }, () => said),
    options,
  )
  return [
    { reward: served.reward, outcome: served.outcome },
    { reward, outcome },
  ]
}

it('judges a policy that only calls tools as a rollout that ran out of turns', async () => {
  const [served, native] = await both(doors(), call, 5)
  expect(served).toEqual(native)
  expect(served).toEqual({ reward: 0, outcome: false })
})

it('judges a policy that is wrong to the end as a rollout that ran out of turns', async () => {
  const [served, native] = await both(guess(), 'six', 3)
  expect(served).toEqual(native)
  expect(served).toEqual({ reward: 0.1, outcome: false })
})

it('takes a shorter completion for all that the policy says', async () => {
  const environment = new ServedEnvironment(guess())
  const { task } = await environment.choose({ index: 0 })
  const options = { signal, logger: silentLogger }
  expect(await gradeCompletion(environment, task, ['six'], options)).toMatchObject({ reward: 0.1, outcome: false })
  expect(await gradeCompletion(environment, task, ['six', 'seven', 'eight'], options)).toMatchObject({ reward: 1.1 })
  expect(await gradeCompletion(environment, task, [], options)).toMatchObject({ reward: null, invalid: 'unfinished' })
})

it('tells the cause of what could not be judged once, not for each of a batch', async () => {
  const environment = new ServedEnvironment(unjudged())
  const { task } = await environment.choose({ index: 0 })
  const told: string[] = []
  const logger = { ...silentLogger, warn: (line: string) => void told.push(line) }
  for (let index = 0; index < 250; index++) await gradeCompletion(environment, task, ['hm'], { signal, logger })
  expect(told).toHaveLength(3)
  expect(told[0]).toContain('nothing judges kept-from-everybody')
  expect(told[2]).toContain('the 100th of its kind')
})
