import { expect, test } from 'vitest'
import { closingPolicy, orClosed } from '../../../src/cli/flags/closing-policy.ts'

function counted(): { closed: number; close: () => Promise<void> } {
  const policy = { closed: 0, close: async () => void policy.closed++ }
  return policy
}

test('a policy is closed where what comes next fails, and only there', async () => {
  const policy = counted()
  expect(await orClosed(policy, () => 5)).toBe(5)
  expect(policy.closed).toBe(0)
  const failing = orClosed(policy, async () => await Promise.reject(new Error('no room')))
  await expect(failing).rejects.toThrow('no room')
  expect(policy.closed).toBe(1)
})

test('a policy is closed at the end of its scope, and none is needed', async () => {
  const policy = counted()
  const failing = (async () => {
    await using closing = closingPolicy(policy)
    await using none = closingPolicy(null)
    void [closing, none]
    throw new Error('within')
  })()
  await expect(failing).rejects.toThrow('within')
  expect(policy.closed).toBe(1)
})
