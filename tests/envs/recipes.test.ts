// What holds of every recipe without training by it: its policy reads what is asked and can write what is shown.
import { afterAll, describe, expect, test } from 'vitest'
import type { Recipe } from '../../envs/recipe.ts'
import { builtIn, families } from '../../envs/table.ts'
import type { EnvironmentFactory } from '../../src/core/define-env.ts'
import { Rng } from '../../src/core/random.ts'
import { tokenizerOf } from '../../src/policy/transformer/text/tokenizer.ts'
import { openSandbox } from '../../src/sandbox/open-sandbox.ts'
import { play } from './play.ts'

const cases: { id: string; family: string; factory: EnvironmentFactory; recipe: Recipe }[] = []
for (const { id, family, module } of builtIn) {
  const { default: factory, recipe } = await module()
  if (recipe !== undefined) cases.push({ id, family, factory, recipe })
}

const sandbox = await openSandbox()
afterAll(() => sandbox.close())

test('there is one of each family', () => {
  expect(new Set(cases.map(({ family }) => family))).toEqual(new Set(families))
})

describe.each(cases)('$id', ({ factory, recipe }) => {
  test('demonstrations of both splits are text of its alphabet, and fit', async () => {
    const spec = factory.configure(recipe.options, { sandbox })
    const { architecture, tokenizer: description } = recipe.policy
    const tokenizer = tokenizerOf(description)
    const { sampling } = recipe.settings
    for (const split of ['train', 'test'] as const) {
      const taskset = await spec.tasks({ split, seed: 0 })
      for (let index = 0; index < Math.min(12, taskset.size ?? 12); index++) {
        const task = taskset.at(index)
        const actions = spec.demonstrate(task, Rng.fromSeed(0)) ?? []
        const { outcome, messages } = await play(spec, task, actions)
        expect(outcome).toBe(true)
        let tokens = 1
        for (const { role, content } of messages) {
          const own = tokenizer.encode(content).length
          // With the end of the reply, which a longer one is cut before.
          if (role === 'assistant') expect(own + 1).toBeLessThanOrEqual(sampling?.maxTokens ?? 0)
          tokens += own + 2
        }
        expect(tokens).toBeLessThanOrEqual(architecture.maxLengthTokens)
      }
    }
  })
})
