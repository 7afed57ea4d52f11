import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { defineEnv } from '../../../src/core/define-env.ts'
import type { EnvironmentSpec } from '../../../src/core/environment.ts'
import { mix } from '../../../src/core/mix/mix.ts'
import { ownerOf } from '../../../src/core/mix/mixed-tasks.ts'
import { Rng } from '../../../src/core/random.ts'
import { runRubric } from '../../../src/core/rubric.ts'
import { makeTask, type Task } from '../../../src/core/task.ts'
import { evaluate } from '../../../src/eval/evaluate.ts'
import { scriptedPolicy } from '../../../src/policy/scripts/scripted-policy.ts'
import { checkEnvironment } from '../../../src/testing/check-environment.ts'

const sums = defineEnv({
  id: 'sums',
  options: Type.Object({ most: Type.Integer({ default: 999 }) }),
  draw: ({ rng, options }) => {
    const [a, b] = [rng.int(1, options.most), rng.int(1, options.most)]
    return { prompt: `${a} + ${b} =`, answer: a + b }
  },
  system: 'Add.',
  rewards: {
    correct: ({ reply, task }) => reply.trim() !== '' && Number(reply) === task.answer,
    short: { weight: 0.5, verify: ({ reply }) => reply !== '' && reply.length < 5 },
  },
  outcome: 'correct',
  demonstrate: ({ answer }) => String(answer),
})

const guess = defineEnv({
  id: 'guess',
  draw: ({ rng }) => {
    const number = String(rng.int(0, 1e6))
    return { prompt: `Say yes, then ${number}.`, answer: number }
  },
  state: () => ({ said: 0 }),
  tools: { hint: { description: 'A hint.', parameters: Type.Object({}), run: () => 'yes' } },
  observe: ({ state, reply }) => (++state.said === 1 && reply === 'yes' ? 'And now the number.' : null),
  rewards: {
    solved: {
      weight: 2,
      verify: ({ reply, task, state }) => state !== undefined && state.said === 2 && reply === task.answer,
    },
  },
  outcome: 'solved',
  demonstrate: ({ answer }) => ['yes', answer],
})

const both = (): ReturnType<typeof mix> =>
  mix({ id: 'both', environments: [{ environment: sums, options: { most: 99 }, weight: 2 }, { environment: guess }] })

const firstOf = async (spec: EnvironmentSpec, name: string): Promise<Task> => {
  const taskset = await spec.tasks({ split: 'train', seed: 0 })
  return [0, 1, 2].map((index) => taskset.at(index)).find((task) => ownerOf(task) === name) as Task
}

test('a mix keeps the contract of an environment', async () => {
  const findings = await checkEnvironment(await both(), { tasks: 6 })
  expect(findings.filter(({ ok }) => ok).length).toBeGreaterThan(8)
})

test('each task is played by the rules of its own environment and judged by its own rubric', async () => {
  const spec = (await both()).configure()
  expect(spec).toMatchObject({ maxTurns: 8, options: { sums: { most: 99 }, guess: {} } })
  expect(spec.tools.map(({ name }) => name)).toEqual(['hint'])
  const sum = await firstOf(spec, 'sums')
  expect(spec.opening(sum)[0]).toEqual({ role: 'system', content: 'Add.' })
  const conversation = await spec.begin({ task: sum })
  expect(conversation.observation.tools).toEqual([])
  const step = await conversation.step(String(sum.answer))
  expect(step).toMatchObject({ terminated: true, judgement: { reward: 1.5, outcome: true } })
  expect(Object.keys(step.judgement?.verdicts ?? {})).toEqual(['sums.correct', 'sums.short'])
  await conversation.close()

  const game = await firstOf(spec, 'guess')
  expect(spec.opening(game)).toHaveLength(1)
  const other = await spec.begin({ task: game })
  const [first, second] = spec.demonstrate(game, Rng.fromSeed(0)) ?? []
  expect(await other.step(first ?? '')).toMatchObject({ terminated: false, judgement: null })
  expect((await other.step(second ?? '')).judgement).toMatchObject({
    reward: 2,
    outcome: true,
    verdicts: { 'guess.solved': { score: 1 } },
  })
})

test('its rubric judges a saved reply by the terms of its own environment alone', async () => {
  const spec = (await both()).configure()
  const task = await firstOf(spec, 'sums')
  const judged = await runRubric(spec.rubric, { task, reply: String(task.answer), messages: [] })
  expect(judged).toMatchObject({
    reward: 1.5,
    outcome: true,
    verdicts: { 'guess.solved': { status: 'not-applicable' } },
  })
  const game = await firstOf(spec, 'guess')
  expect(await runRubric(spec.rubric, { task: game, reply: '1', messages: [] })).toMatchObject({
    reward: 0,
    outcome: false,
  })
  const foreign = makeTask({ prompt: '1 + 1 =', answer: 2 }, 'own')
  const unknown = await runRubric(spec.rubric, { task: foreign, reply: '2', messages: [] })
  expect(unknown).toMatchObject({ reward: null, outcome: null })
  await expect(spec.begin({ task: foreign })).rejects.toThrow('does not say which environment of mix `both` it is of')
})

test('it is evaluated as any other', async () => {
  const spec = (await both()).configure({ sums: { most: 9 } })
  const summary = await evaluate({ environment: spec, policy: scriptedPolicy('7'), tasks: 12 })
  expect(summary).toMatchObject({ environment: 'both', tasks: 12 })
  expect(summary.failures.unjudged).toBe(0)
})

test('what could not be told apart, and what is not there, is refused', async () => {
  const twice = [{ environment: sums }, { environment: sums, options: { most: 9 } }]
  await expect(mix({ id: 'twice', environments: twice })).rejects.toThrow(
    "Give one of them a name: { environment: 'sums', name: 'sums-hard'",
  )
  const named = await mix({ id: 'twice', environments: [twice[0] as never, { ...twice[1], name: 'small' } as never] })
  expect(named.configure().options).toEqual({ sums: { most: 999 }, small: { most: 9 } })
  expect(() => named.configure({ smal: {} })).toThrow('Did you mean `small`?')
  expect(() => named.configure({ small: { most: 'x' } })).toThrow('/most must be integer')
  await expect(mix({ id: 'none', environments: [] })).rejects.toThrow('`environments` is a list')
  await expect(mix({ id: 'odd', environments: [{ environment: sums, weight: 0 }] })).rejects.toThrow('above 0')
  await expect(mix({ id: 'odd', environments: [{ environment: 'no-such-one' }] })).rejects.toThrow('no-such-one')
  await expect(mix({ id: 'odd', environments: [{ environment: sums.configure() }] })).rejects.toThrow(
    '`sums`, configured',
  )
  const other = defineEnv({
    id: 'other',
    draw: ({ rng }) => ({ prompt: String(rng.int(0, 1e6)), answer: 1 }),
    tools: { hint: { description: 'Another.', parameters: Type.Object({}), run: () => 'x' } },
    rewards: { correct: () => 1 },
    outcome: 'correct',
  })
  const clash = await mix({ id: 'clash', environments: [{ environment: guess }, { environment: other }] })
  expect(() => clash.configure()).toThrow('`guess` and `other` both have a tool `hint`')
})
