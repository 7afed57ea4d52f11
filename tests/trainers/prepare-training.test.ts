import { expect, test } from 'vitest'
import { RlvrError } from '../../src/core/errors.ts'
import type { TrainablePolicy } from '../../src/core/policy.ts'
import { prepare } from '../../trainers/prepare-training.ts'
import { tinyEnvironment } from './tiny-training.ts'

const policy = { name: 'none', maxLengthTokens: 12, version: 0, encode: () => ({}) } as unknown as TrainablePolicy

test('settings are filled in, and held-out tasks are different ones', async () => {
  const spec = tinyEnvironment()
  const prepared = await prepare({ environment: spec, policy, settings: { evaluation: { tasks: 7 } } }, spec)
  expect(prepared.options.settings).toMatchObject({ sampling: { maxTokens: 6 }, minibatches: 2 })
  expect(new Set(prepared.heldOutTasks.map(({ hash }) => hash)).size).toBe(7)
})

test('an entropy bonus for a policy without entropies is refused', async () => {
  const spec = tinyEnvironment()
  await expect(prepare({ environment: spec, policy, settings: { entropyCoefficient: 0.1 } }, spec)).rejects.toThrow(
    'gives no entropies',
  )
})

test('prompts that the policy cannot hold are refused before anything begins', async () => {
  const spec = tinyEnvironment()
  const encode = (): never => {
    throw new RlvrError('RLVR_POLICY', 'Prompt and reply have 20 tokens together; the policy holds 12.')
  }
  await expect(prepare({ environment: spec, policy: { ...policy, encode } }, spec)).rejects.toMatchObject({
    code: 'RLVR_USAGE',
    message: expect.stringMatching(/has prompts that are too long: .+ 20 tokens/) as string,
  })
})
