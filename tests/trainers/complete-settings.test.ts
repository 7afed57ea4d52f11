import { expect, test } from 'vitest'
import { recipe } from '../../envs/countdown/recipe.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { algorithmOf, completeSettings } from '../../trainers/complete-settings.ts'
import { describe as inWords } from '../../trainers/algorithm.ts'
import type { PlainSettings } from '../../trainers/plain-settings.ts'
import { algorithms } from '../../trainers/presets.ts'

async function complete(given: JsonObject): Promise<PlainSettings> {
  const policy = { maxLengthTokens: 40, version: 0 }
  return await completeSettings(given, { environment: 'countdown', policy, recipe: recipe.settings })
}

test('what is given stands over the recipe, and the recipe over the defaults', async () => {
  const settings = await complete({ steps: 9, coldStart: { batchSize: 4 } })
  expect(settings).toMatchObject({
    steps: 9,
    minibatches: 1,
    coldStart: { steps: 520, batchSize: 4, learningRate: 2e-3 },
    evaluation: { everySteps: 40, tasks: 200 },
    promptsPerStep: 32,
  })
  expect(settings.algorithm).toEqual({ name: 'dapo' })
})

test('an algorithm that is asked for runs as its preset says, whatever the recipe says of its own', async () => {
  for (const [name, preset] of Object.entries(algorithms)) {
    const settings = await complete({ algorithm: name })
    expect(inWords(algorithmOf(settings.algorithm)), name).toEqual(inWords(preset()))
    expect(settings.minibatches, name).toBe(preset.defaultMinibatches)
  }
})

test('no two algorithms run the same: each has words of its own', () => {
  const words = Object.values(algorithms).map((preset) => inWords(preset()).slice(1).join('\n'))
  expect(new Set(words).size).toBe(words.length)
})

test('options without a name change the algorithm of the recipe, and its minibatches stay', async () => {
  const settings = await complete({ algorithm: { filter: 'keepAll' } })
  expect(settings.algorithm).toEqual({ name: 'dapo', filter: 'keepAll' })
  expect(settings.minibatches).toBe(1)
})
