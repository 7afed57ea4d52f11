import { expect, test } from 'vitest'
import type { JsonObject } from '../../src/core/json.ts'
import { completeSettings } from '../../trainers/complete-settings.ts'
import type { PlainSettings } from '../../trainers/plain-settings.ts'
import { pretrainedDefaults } from '../../trainers/pretrained-defaults.ts'

async function complete(given: JsonObject, pretrained: 'full' | 'adapter'): Promise<PlainSettings> {
  const policy = { maxLengthTokens: 2048, version: 0, pretrained }
  return await completeSettings(given, { environment: 'countdown', policy })
}

test('a policy that was trained before learns gently and without demonstrations, an adapter at ten times the rate', async () => {
  const [full, adapter] = [await complete({}, 'full'), await complete({}, 'adapter')]
  expect(full).toMatchObject({ learningRate: 1e-6, coldStart: { steps: 0 }, sampling: { maxTokens: 256 } })
  expect(adapter.learningRate / full.learningRate).toBeCloseTo(10, 9)
  expect(adapter.coldStart.steps).toBe(0)
})

test('what is given stands over them, demonstrations too', async () => {
  const settings = await complete({ learningRate: 3e-5, coldStart: { steps: 4 } }, 'adapter')
  expect(settings).toMatchObject({ learningRate: 3e-5, coldStart: { steps: 4, learningRate: 1e-4 } })
})

test('a policy that starts from nothing keeps the general defaults', () => {
  expect(pretrainedDefaults(undefined)).toEqual({})
})
