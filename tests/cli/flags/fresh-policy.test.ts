import { expect, test } from 'vitest'
import { bytes } from '../../../envs/recipe.ts'
import { bareRecipe, policyWithRoom } from '../../../src/cli/flags/fresh-policy.ts'
import { defineEnv } from '../../../src/core/define-env.ts'
import connectFour from '../../../envs/connect-four/index.ts'

function ofLength(characters: number, maxTurns = 1): Promise<typeof bytes.policy> {
  const environment = defineEnv({
    id: 'long',
    draw: ({ rng }) => ({ prompt: `${rng.int(10_000, 99_999)} `.padEnd(characters, 'x'), answer: 0 }),
    maxTurns,
    ...(maxTurns > 1 && { observe: () => 'go on' }),
    rewards: { none: () => 0 },
    outcome: 'none',
  })
  return policyWithRoom(environment.configure({}), 0)
}

test('a policy without a recipe has room for the openings of its environment and the turns after them', async () => {
  expect(await ofLength(20)).toEqual(bytes.policy)
  expect((await ofLength(700)).architecture.maxLengthTokens).toBe(2048)
  expect((await ofLength(100, 10)).architecture.maxLengthTokens).toBe(2048)
  expect((await ofLength(50_000)).architecture.maxLengthTokens).toBe(4096)
})

test('an environment with prompts for small policies is trained on those', () => {
  expect(bareRecipe(connectFour)).toEqual({ ...bytes, options: { prompt: 'compact' } })
  expect(bareRecipe({ optionsSchema: { type: 'object', properties: {} } })).toBe(bytes)
})
