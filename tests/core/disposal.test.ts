// What an episode held is given back in a bounded time, and what is not is named.
import { expect, test } from 'vitest'
import type { AnyDefinition } from '../../src/core/definition.ts'
import { allDisposed, checkDisposable, disposeOf } from '../../src/core/disposal.ts'
import { defineEnv } from '../../src/core/define-env.ts'
import { failureLines, tallyEpisodes } from '../../src/core/failure-tally.ts'
import { check } from '../../src/probe/check.ts'
import { runEpisodes } from '../../src/rollout/run-episodes.ts'

const definition: AnyDefinition = { id: 'held', rewards: {}, outcome: 'a' }
const never = (): Promise<void> => Promise.withResolvers<void>().promise

test('one that fails keeps none of the others', async () => {
  let closed = false
  const disposals = [
    ['the state', Promise.reject(new Error('boom'))],
    ['the rest', Promise.resolve().then(() => void (closed = true))],
  ] as const
  await expect(allDisposed(definition, undefined, disposals)).rejects.toThrow('`held` held: boom')
  expect(closed).toBe(true)
})

test('what did not end is named, and the next of the same environment is waited for a shorter time', async () => {
  const own = { ...definition }
  const hangs = ['the state', never()] as const
  await expect(allDisposed(own, 1, [hangs, ['the rest', Promise.resolve()]])).rejects.toThrow(
    ': the state did not end within 0.001 s',
  )
  await expect(allDisposed(own, undefined, [hangs])).rejects.toThrow('within 0.25 s')
})

test('by `dispose`, or by what the state has; what is no function is refused', async () => {
  const told: string[] = []
  await disposeOf({ ...definition, dispose: () => void told.push('own') }, {})
  await disposeOf(definition, { [Symbol.dispose]: () => void told.push('state') })
  expect(told).toEqual(['own', 'state'])
  expect(() => checkDisposable(definition, { [Symbol.asyncDispose]: 'x' })).toThrow('`[Symbol.asyncDispose]`')
  expect(() => checkDisposable(definition, { [Symbol.dispose]: undefined })).not.toThrow()
})

const failing = defineEnv({
  id: 'undisposable',
  draw: ({ rng }) => ({ prompt: `Say ok to ${rng.int(1, 9999)}.`, answer: 1 }),
  state: () => ({}),
  dispose: () => {
    throw new Error('cannot dispose')
  },
  rewards: { said: ({ reply }) => reply === 'ok' },
  outcome: 'said',
  demonstrate: () => ['ok'],
})

test('a state that cannot be disposed of is counted and told, and the verdict stands', async () => {
  const environment = failing.configure()
  const task = (await environment.tasks({ split: 'train', seed: 0 })).at(0)
  const policy = { name: 'ok', generate: async (asked: readonly unknown[]) => asked.map(() => ({ text: 'ok' })) }
  const plan = { task, groupId: '0', index: 0, seed: 'a' }
  const records = (await runEpisodes([plan, { ...plan, index: 1 }], { environment, policy })).map(
    ({ record }) => record,
  )
  expect(records[0]).toMatchObject({
    status: 'finished',
    reward: 1,
    disposalFault: expect.stringContaining('cannot dispose') as string,
  })
  expect(failureLines(tallyEpisodes(records))).toEqual([
    expect.stringMatching(/^what 2 of 2 episodes held could not be disposed of; the first: Disposal .*cannot dispose/),
  ])
})

test('a check names it and has its other findings', async () => {
  const { findings } = await check(failing.configure(), { tasks: 4 })
  expect(findings.find(({ id }) => id === 'disposal')).toMatchObject({
    status: 'fault',
    detail: expect.stringContaining('cannot dispose') as string,
  })
  expect(findings.filter(({ status }) => status === 'ok').length).toBeGreaterThan(10)
})
