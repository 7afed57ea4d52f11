// What holds of every environment with a generator and several turns, at its lowest, middle and highest level and in
// every prompt style.
import { describe, expect, test } from 'vitest'
import { builtIn } from '../../envs/table.ts'
import type { EnvironmentSpec } from '../../src/core/environment.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { Rng } from '../../src/core/random.ts'
import { goldPolicy } from '../../src/policy/scripts/gold-policy.ts'
import { runGroups } from '../../src/rollout/run-groups.ts'
import { checkEnvironment } from '../../src/testing/check-environment.ts'
import { terminals } from '../sandbox/terminal/terminals-here.ts'
import { inTerminals } from './in-terminals.ts'
import { play, tasksOf } from './play.ts'

interface OptionProperties {
  readonly level?: { readonly minimum: number; readonly maximum: number }
  readonly prompt?: object
}

const cases: { id: string; options: JsonObject; spec: EnvironmentSpec }[] = []
for (const { id, load } of builtIn) {
  const factory = await load()
  if (terminals === null && inTerminals.has(id)) continue
  const { level, prompt } = (factory.optionsSchema['properties'] ?? {}) as OptionProperties
  if (level === undefined || factory.configure({}).maxTurns === 1) continue
  const middle = inTerminals.has(id) ? level.maximum : Math.ceil((level.minimum + level.maximum) / 2)
  for (const each of new Set([level.minimum, middle, level.maximum]))
    for (const style of prompt === undefined ? [undefined] : ['words', 'compact']) {
      const options = { level: each, ...(style !== undefined && { prompt: style }) }
      cases.push({ id, options, spec: factory.configure(options, terminals === null ? {} : { terminals }) })
    }
}

test('there are such environments', () => {
  expect(cases.length).toBeGreaterThan(10)
})

describe.each(cases)('$id $options', ({ id, spec }) => {
  test('it keeps the contract', async () => {
    // An episode in a terminal takes as long as some hundred others.
    await checkEnvironment(spec, { tasks: inTerminals.has(id) ? 1 : 4 })
  })

  test('all attempts at a task meet the same luck, whatever seed they have', async () => {
    for (const task of await tasksOf(spec, 2)) {
      const actions = spec.demonstrate(task, Rng.fromSeed(0)) ?? []
      expect(actions.length).toBeGreaterThan(0)
      expect(await play(spec, task, actions, { seed: 1 })).toEqual(await play(spec, task, actions, { seed: 2 }))
    }
  })

  test('the gold policy solves its tasks, also those of one prompt', async () => {
    const tasks = await tasksOf(spec, 6)
    const policy = await goldPolicy(spec, tasks)
    const groups = await runGroups(tasks, { environment: spec, policy, samplesPerPrompt: 1, seed: 0 })
    expect(groups.map(({ episodes }) => episodes[0]?.record.outcome)).toEqual(tasks.map(() => true))
  })

  test('the echo of what was said solves nothing, and each reply is answered', async () => {
    for (const task of await tasksOf(spec, 2)) {
      const { outcome, messages } = await play(spec, task, (said) => said.at(-1)?.content ?? '')
      expect(outcome).toBe(false)
      expect(messages.filter(({ content }) => content === '')).toEqual([])
    }
  })
})
