import { expect, test } from 'vitest'
import { withSampling } from '../../../src/cli/flags/with-sampling.ts'
import { defaultSampling, type Policy, type Reply, type Sampling } from '../../../src/core/policy.ts'

/** Answers when it is let. */
function held(maxConcurrent: number): { policy: Policy; asked: Sampling[]; answer: () => void } {
  const asked: Sampling[] = []
  const waiting: (() => void)[] = []
  const policy: Policy = {
    name: 'held',
    batching: 'independent',
    maxConcurrent,
    generate: async (_, sampling) => {
      asked.push(sampling)
      return await new Promise<Reply[]>((resolve) => waiting.push(() => resolve([{ text: 'said' }])))
    },
  }
  return { policy, asked, answer: () => waiting.shift()?.() }
}

const request = [{ messages: [{ role: 'user' as const, content: 'Hello' }], seed: 0 }]

test('what is set takes the place of what is asked, and nothing else', async () => {
  const { policy, asked, answer } = held(1)
  const saying = withSampling(policy, { temperature: 0 }).generate(request, { ...defaultSampling, topK: 5 })
  await expect.poll(() => asked).toEqual([{ ...defaultSampling, topK: 5, temperature: 0 }])
  answer()
  expect(await saying).toEqual([{ text: 'said' }])
})

test('no more requests are under way than it bears; an abort ends the waiting and frees no place twice', async () => {
  const { policy, asked, answer } = held(2)
  const limited = withSampling(policy, {})
  const leaving = new AbortController()
  const first = [1, 2].map(async () => await limited.generate(request, defaultSampling))
  const left = limited.generate(request, defaultSampling, { signal: leaving.signal })
  const last = [1, 2].map(async () => await limited.generate(request, defaultSampling))
  leaving.abort(new Error('no longer wanted'))
  await expect(left).rejects.toThrow('no longer wanted')
  expect(asked).toHaveLength(2)
  answer()
  await expect.poll(() => asked).toHaveLength(3)
  answer()
  await expect.poll(() => asked).toHaveLength(4)
  answer()
  answer()
  expect(await Promise.all([...first, ...last])).toHaveLength(4)
})
