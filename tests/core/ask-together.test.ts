import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { askedTogether, stepTogether } from '../../src/core/ask-together.ts'
import { defineEnv } from '../../src/core/define-env.ts'
import type { EnvironmentSpec } from '../../src/core/environment.ts'
import { defaultSampling, type GenerateRequest, type Policy, type Reply } from '../../src/core/policy.ts'
import { makeTask } from '../../src/core/task.ts'
import { runEpisodes } from '../../src/rollout/run-episodes.ts'
import { scriptedPolicy } from '../../src/index.ts'

/** A policy that notes the seeds of each call, and says them. */
function noting(name = 'noting', reply: (request: GenerateRequest) => string = ({ seed }) => `${seed}`): Noting {
  const calls: (number | string)[][] = []
  return {
    name,
    calls,
    generate: async (requests) => {
      calls.push(requests.map(({ seed }) => seed))
      return requests.flatMap((request) =>
        Array.from({ length: request.n ?? 1 }, (): Reply => ({ text: reply(request) })),
      )
    },
  }
}

type Noting = Policy & { readonly calls: (number | string)[][] }

const asking = (seed: number | string): readonly GenerateRequest[] => [
  { messages: [{ role: 'user', content: 'Your move.' }], seed },
]

const counted = (count: number): number[] => Array.from({ length: count }, (_, index) => index)

/** An environment of two replies that asks its opponent after each, some after a while. */
function withOpponent(opponent: Policy, { waits }: { waits: boolean }): EnvironmentSpec {
  return defineEnv({
    id: 'asks',
    needs: ['opponent'],
    draw: ({ index }) => ({ prompt: `Task ${index}.`, answer: index }),
    state: () => ({ said: [] as string[] }),
    observe: async ({ task, state, resources }) => {
      if (waits) for (let turn = 0; turn < task.answer % 3; turn++) await nextTurn()
      const seed = `${task.answer}/${state.said.length}`
      const [reply] = (await resources.opponent?.generate(asking(seed), defaultSampling)) ?? []
      state.said.push(reply?.text ?? '')
      return state.said.length === 2 ? null : 'Go on.'
    },
    rewards: { answered: ({ state, task }) => state.said.join() === `${task.answer}/0,${task.answer}/1` },
    outcome: 'answered',
  }).configure({}, { opponent })
}

const plansOf = (count: number): Parameters<typeof runEpisodes>[0] =>
  counted(count).map((index) => ({
    task: makeTask({ prompt: `Task ${index}.`, answer: index }, `task-${index}`),
    groupId: `${index}`,
    index: 0,
    seed: `${index}`,
  }))

test.each([false, true])(
  'what 64 episodes ask in a step is one call of 64 requests in the order of the episodes, waiting: %s',
  async (waits) => {
    const opponent = noting()
    const episodes = await runEpisodes(plansOf(64), {
      environment: withOpponent(opponent, { waits }),
      policy: scriptedPolicy('yes'),
    })
    expect(episodes.map(({ record }) => record.outcome)).toEqual(counted(64).map(() => true))
    expect(opponent.calls).toEqual([0, 1].map((turn) => counted(64).map((index) => `${index}/${turn}`)))
  },
)

test('no more are asked at once than are stepped at once', async () => {
  const opponent = noting()
  await runEpisodes(plansOf(10), {
    environment: withOpponent(opponent, { waits: false }),
    policy: scriptedPolicy('yes'),
    maxConcurrent: 4,
  })
  expect(opponent.calls.map(({ length }) => length)).toEqual([4, 4, 2, 4, 4, 2])
})

test('an error of the policy reaches everyone who asked, and no episode hangs', async () => {
  const broken: Policy = { name: 'broken', generate: async () => await Promise.reject(new Error('out of order')) }
  const episodes = await runEpisodes(plansOf(5), {
    environment: withOpponent(broken, { waits: true }),
    policy: scriptedPolicy('yes'),
  })
  for (const { record } of episodes) {
    expect(record).toMatchObject({ status: 'error', reward: null })
    expect(record.error?.message).toContain('out of order')
  }
  const short: Policy = { name: 'short', generate: async () => [{ text: 'one' }] }
  const [episode] = await runEpisodes(plansOf(2), {
    environment: withOpponent(short, { waits: false }),
    policy: scriptedPolicy('yes'),
  })
  expect(episode?.record.error?.message).toContain('`short` was asked for 2 replies and gave 1')
})

test('an abort ends the wait for a policy that never answers, and tells it', async () => {
  const controller = new AbortController()
  const told = Promise.withResolvers<string>()
  const silent: Policy = {
    name: 'silent',
    generate: async (_, __, { signal } = {}) => {
      signal?.addEventListener('abort', () => told.resolve('aborted'))
      controller.abort()
      return await new Promise<never>(() => {})
    },
  }
  const rolled = runEpisodes(plansOf(3), {
    environment: withOpponent(silent, { waits: false }),
    policy: scriptedPolicy('yes'),
    signal: controller.signal,
  })
  await expect(rolled).rejects.toMatchObject({ code: 'RLVR_INTERRUPTED' })
  expect(await told.promise).toBe('aborted')
})

test('one that ends its step without asking, or that asks elsewhere, holds nobody up', async () => {
  const [policy, other] = [noting('one'), noting('other')]
  const replies: string[] = []
  await stepTogether(counted(6), { limit: 6 }, async (index) => {
    if (index === 0) return
    for (let turn = 0; turn < index; turn++) await nextTurn()
    const front = askedTogether(index === 1 ? other : policy)
    const [reply] = await front.generate(asking(index), defaultSampling)
    replies.push(reply?.text ?? '')
  })
  expect(policy.calls).toEqual([[2, 3, 4, 5]])
  expect(other.calls).toEqual([[1]])
  expect(replies.toSorted()).toEqual(['1', '2', '3', '4', '5'])
})

test('work that throws ends the wait of the others', async () => {
  const policy = noting()
  const waited: unknown[] = []
  const stepped = stepTogether(counted(5), { limit: 3 }, async (index) => {
    if (index === 2) throw new Error('a fault')
    await askedTogether(policy)
      .generate(asking(index), defaultSampling)
      .catch((thrown: unknown) => waited.push(thrown))
  })
  await expect(stepped).rejects.toThrow('a fault')
  await nextTurn()
  expect(waited).toHaveLength(2)
  expect(policy.calls).toEqual([])
})

test('several calls of one episode are one batch where they are made in one breath, by sampling and with many replies each', async () => {
  const policy = noting()
  await stepTogether(counted(2), { limit: 2 }, async (index) => {
    const front = askedTogether(policy)
    const twice = [{ ...asking(`${index}/a`)[0], n: 2 } as GenerateRequest]
    const [many, one, greedy] = await Promise.all([
      front.generate(twice, defaultSampling),
      front.generate(asking(`${index}/b`), defaultSampling),
      front.generate(asking(`${index}/c`), { ...defaultSampling, temperature: 0 }),
    ])
    expect([many, one, greedy].map((replies) => replies.map(({ text }) => text))).toEqual([
      [`${index}/a`, `${index}/a`],
      [`${index}/b`],
      [`${index}/c`],
    ])
    expect(await front.generate([], defaultSampling)).toEqual([])
  })
  expect(policy.calls).toEqual([
    ['0/a', '0/b', '1/a', '1/b'],
    ['0/c', '1/c'],
  ])
})

test('outside of steps a batch is one turn of the event loop, in the order of the seeds; who has given up is left out', async () => {
  const policy = noting()
  const front = askedTogether(policy)
  const controller = new AbortController()
  const given = front.generate(asking(7), defaultSampling, { signal: controller.signal })
  const others = [3, 1, 2].map(async (seed) => await front.generate(asking(seed), defaultSampling))
  controller.abort(new Error('given up'))
  await expect(given).rejects.toThrow('given up')
  expect((await Promise.all(others)).map(([reply]) => reply?.text)).toEqual(['3', '1', '2'])
  expect(policy.calls).toEqual([[1, 2, 3]])
})

test('a policy has one front, and one that is best asked one by one has none', () => {
  const policy = noting()
  expect(askedTogether(policy)).toBe(askedTogether(policy))
  expect(askedTogether(askedTogether(policy))).toBe(askedTogether(policy))
  expect(askedTogether(policy)).toMatchObject({ name: 'noting', version: 0, multipleReplies: false })
  const server: Policy = { ...noting(), batching: 'independent' }
  expect(askedTogether(server)).toBe(server)
})

test('a policy is told to stop once nobody waits, and not before', async () => {
  const controllers = [new AbortController(), new AbortController()] as const
  const seen: boolean[] = []
  const policy: Policy = {
    name: 'watched',
    generate: async (requests, _, { signal } = {}) => {
      for (const controller of controllers) {
        controller.abort(new Error('given up'))
        seen.push(signal?.aborted === true)
      }
      return requests.map(() => ({ text: '' }))
    },
  }
  const front = askedTogether(policy)
  const asked = controllers.map(
    async ({ signal }, seed) => await front.generate(asking(seed), defaultSampling, { signal }),
  )
  for (const each of asked) await expect(each).rejects.toThrow('given up')
  expect(seen).toEqual([false, true])
})
