import { expect, test } from 'vitest'
import { configuredMix } from '../../../src/core/mix/configured-mix.ts'
import { configuredLevels } from '../../../src/core/curriculum/configured-levels.ts'
import { defineEnv, type EnvironmentFactory } from '../../../src/core/define-env.ts'
import { joinedSpec, type Part } from '../../../src/core/mix/mixed-environment.ts'
import { sharedRewards } from '../../../src/core/mix/mixed-rewards.ts'
import { mixedTaskset } from '../../../src/core/mix/mixed-tasks.ts'

const weighing = (id: string, weight: number): EnvironmentFactory =>
  defineEnv({
    id,
    draw: ({ rng }) => ({ prompt: `Say ${rng.int(0, 1e6)}.`, answer: 0 }),
    rewards: { said: { weight, verify: ({ reply }) => reply === 'yes' } },
    outcome: 'said',
  })

const face = { id: 'all', description: '', card: null, optionsSchema: {}, options: {} }
const partsOf = (...weights: readonly number[]): Part[] =>
  weights.map((weight, place) => ({
    name: `part-${place}`,
    turns: 1,
    spec: weighing(`e-${place}`, weight).configure(),
  }))

test('parts of one rubric share its terms, and parts of several are refused', async () => {
  const joined = (parts: readonly Part[]): ReturnType<typeof joinedSpec> =>
    joinedSpec({
      ...face,
      handed: () => joined(parts),
      kind: 'Curriculum',
      parts,
      rewards: (required) => sharedRewards('all', parts, required),
      dealt: mixedTaskset,
    })
  const spec = joined(partsOf(2, 2))
  const task = (await spec.tasks({ split: 'train', seed: 0 })).at(0)
  const conversation = await spec.begin({ task })
  expect((await conversation.step('yes')).judgement).toMatchObject({ reward: 2, verdicts: { said: { score: 1 } } })
  expect(() => joined(partsOf(1, 2))).toThrow('`all`: `part-1` has other rewards than `part-0`, or other weights.')
  await expect(spec.begin({ task: { ...task, metadata: {} } })).rejects.toThrow(
    'which level of curriculum `all` it is of',
  )
})

test('a mix names the terms of its parts; a curriculum takes no option that its levels set', () => {
  const member = { name: 'one', turns: 1, factory: weighing('one', 1), options: {} }
  const spec = configuredMix(face, [member], { options: {}, resources: {} })
  expect(Object.keys(spec.rubric.terms)).toEqual(['one.said'])
  const rule = { levels: 1, start: 0, window: 1, raise: 1, lower: 0, rehearsal: 0 }
  const levels = { face, inner: weighing('one', 1), levels: [{}, { a: 1 }], rule }
  expect(() => configuredLevels(levels, { a: 2 })).toThrow('Curriculum `all` sets `a` by its levels')
})
