import { Type } from 'typebox'
import { describe, expect, test } from 'vitest'
import { defineEnv } from '../../src/core/define-env.ts'
import { fromTasks, makeTask, taskList } from '../../src/core/task.ts'
import { tool } from '../../src/core/tool.ts'
import { invalid, notApplicable } from '../../src/core/verdict.ts'

const call = (given: object): string => `<tool_call>${JSON.stringify({ name: 'add', arguments: given })}</tool_call>`

/** A counter: `add` moves it, any other reply ends the episode, which is solved where the counter stands at the answer. */
function counting(changes: object = {}): ReturnType<ReturnType<typeof defineEnv>['configure']> {
  return defineEnv({
    id: 'counting',
    tasks: taskList({ train: [{ prompt: 'Count to 3.', answer: 3, metadata: { hint: 'secret' } }] }),
    system: 'Count.',
    state: () => ({ count: 0 }),
    tools: {
      add: tool({
        description: 'Adds n.',
        parameters: Type.Object({ n: Type.Number() }),
        run: ({ n }, { state }) => {
          ;(state as { count: number }).count += n
          return { content: `Now ${(state as { count: number }).count}.`, reward: n / 10 }
        },
      }) as never,
    },
    rewards: {
      correct: ({ state, task }: { state: { count: number }; task: { answer: number } }) => state.count === task.answer,
    },
    outcome: 'correct',
    maxTurns: 3,
    ...changes,
  } as never).configure()
}

describe('an episode', () => {
  test('begins with the prompt and the tools, and shows the public half of its task alone', async () => {
    const environment = counting().create()
    const { observation, info } = await environment.reset()
    expect(observation.messages).toEqual([
      { role: 'system', content: 'Count.' },
      { role: 'user', content: 'Count to 3.' },
    ])
    expect(observation.tools).toMatchObject([{ name: 'add', description: 'Adds n.', parameters: { type: 'object' } }])
    expect(info).toEqual({ task: { id: 'train-0', prompt: 'Count to 3.', public: {} } })
    expect(JSON.stringify(observation)).not.toContain('secret')
  })

  test('answers every call, pays for steps, and ends with the reply that calls nothing', async () => {
    const environment = counting().create()
    await environment.reset()
    const first = await environment.step(`${call({ n: 1 })}${call({ n: 'x' })}${call({ n: 1 })}`)
    expect(first).toMatchObject({ reward: 0.2, terminated: false, truncated: false })
    expect(first.info).toEqual({ turn: 1, outcome: null, verdicts: {}, toolCalls: 3, toolFailures: 1 })
    expect(first.observation.messages.slice(3)).toEqual([
      { role: 'tool', content: 'Now 1.', toolCallId: 'call-0' },
      { role: 'tool', content: 'The arguments of `add` do not fit: /n must be number.', toolCallId: 'call-1' },
      { role: 'tool', content: 'Now 2.', toolCallId: 'call-2' },
    ])
    const second = await environment.step({ text: '', toolCalls: [{ id: 'mine', name: 'add', arguments: { n: 1 } }] })
    expect(second.observation.messages.at(-1)).toEqual({ role: 'tool', content: 'Now 3.', toolCallId: 'mine' })
    expect(second.info).toMatchObject({ turn: 2, toolCalls: 4 })
    const last = await environment.step('Done.')
    expect(last).toMatchObject({ reward: 1, terminated: true, truncated: false })
    expect(last.info).toMatchObject({ turn: 3, outcome: true, verdicts: { correct: { status: 'scored', score: 1 } } })
    await expect(environment.step('More.')).rejects.toThrow('the episode is over; call reset()')
  })

  test('is cut off at its last turn, and judged as it stands', async () => {
    const environment = counting({ maxTurns: 2 }).create()
    await environment.reset()
    expect((await environment.step(call({ n: 1 }))).truncated).toBe(false)
    const last = await environment.step(call({ n: 2 }))
    expect(last).toMatchObject({ terminated: false, truncated: true, info: { outcome: true } })
    expect(last.reward).toBeCloseTo(1.2, 12)
  })

  test('needs a reset, one step at a time, and an action', async () => {
    const environment = counting().create()
    await expect(environment.step('x')).rejects.toThrow('call reset() before step()')
    await environment.reset()
    await expect(environment.step(7 as never)).rejects.toThrow(
      'step() takes a text, or an action { text, toolCalls? }; got 7',
    )
    const both = await Promise.allSettled([environment.step(call({ n: 1 })), environment.step(call({ n: 1 }))])
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    await environment.close()
    await expect(environment.step('x')).rejects.toThrow('call reset() before step()')
  })

  test('shows verdicts without their reasons, which may hold the answer', async () => {
    const environment = counting({
      tools: undefined,
      rewards: {
        correct: () => false,
        other: () => notApplicable('the answer is 3'),
        broken: { weight: 0.5, verify: () => invalid('judge', 'the answer is 3') },
      },
    }).create()
    await environment.reset()
    const { reward, info } = await environment.step('x')
    expect(reward).toBeNull()
    expect(info).toMatchObject({ outcome: false })
    expect(info.verdicts).toEqual({
      correct: { status: 'scored', score: 0 },
      other: { status: 'not-applicable' },
      broken: { status: 'invalid', cause: 'judge' },
    })
  })
})

describe('`observe`', () => {
  const talking = (observe: unknown): ReturnType<typeof counting> =>
    counting({ tools: undefined, state: undefined, rewards: { correct: () => true }, observe })

  test('says the next message, or ends the episode, and may pay', async () => {
    const environment = talking(({ reply }: { reply: string }) =>
      reply === 'end'
        ? { content: null, reward: 0.25 }
        : reply === 'pay'
          ? { content: 'Paid.', reward: -1 }
          : `You said ${reply}.`,
    ).create()
    await environment.reset()
    const first = await environment.step('hi')
    expect(first.observation.messages.at(-1)).toEqual({ role: 'user', content: 'You said hi.' })
    expect(first).toMatchObject({ reward: 0, terminated: false })
    expect(await environment.step('pay')).toMatchObject({ reward: -1, terminated: false })
    expect(await environment.step('end')).toMatchObject({ reward: 1.25, terminated: true, truncated: false })
  })

  test('ends by null, and what is no text is an error that ends it too', async () => {
    const environment = talking(() => null).create()
    await environment.reset()
    expect((await environment.step('x')).terminated).toBe(true)
    for (const [answer, message] of [
      [undefined, /gave undefined. Return null to end the episode/],
      [7, /gives the next user message as a text/],
      [{ content: 7 }, /gives the next user message/],
      [{ content: 'x', reward: Number.NaN }, /The reward of a step is a finite number/],
    ] as const) {
      const environment = talking(() => answer).create()
      await environment.reset()
      await expect(environment.step('x')).rejects.toThrow(message)
      await expect(environment.step('x')).rejects.toThrow('the episode is over')
    }
  })
})

describe('the state of an episode', () => {
  test('is its own, is seeded, and is disposed of once, however the episode ends', async () => {
    const disposed: number[] = []
    const spec = counting({
      state: ({ rng }: { rng: { int: (low: number, high: number) => number } }) => ({ count: 0, n: rng.int(0, 1e6) }),
      dispose: ({ n }: { n: number }) => void disposed.push(n),
    })
    const environment = spec.create()
    await environment.reset({ seed: 4 })
    await environment.step('Done.')
    await environment.close()
    await environment.reset({ seed: 4 })
    await environment.reset({ seed: 5 })
    await environment.close()
    expect(disposed).toHaveLength(3)
    expect(disposed[0]).toBe(disposed[1])
    expect(disposed[2]).not.toBe(disposed[0])
  })

  test('disposes of itself where nobody else does', async () => {
    const disposed: string[] = []
    for (const state of [
      {
        count: 3,
        [Symbol.asyncDispose]: async () => void disposed.push('later'),
        [Symbol.dispose]: () => void disposed.push('no'),
      },
      { count: 3, [Symbol.dispose]: () => void disposed.push('now') },
      null,
      7,
    ]) {
      const environment = counting({ state: () => state, rewards: { correct: () => true } }).create()
      await environment.reset()
      await environment.step('Done.')
    }
    expect(disposed).toEqual(['later', 'now'])
  })

  test('that cannot be made, or disposed of, is an error of the environment', async () => {
    const boom = (): never => {
      throw new Error('boom')
    }
    await expect(counting({ state: boom }).create().reset()).rejects.toMatchObject({
      code: 'RLVR_ENVIRONMENT',
      message: 'State of `counting`: boom',
    })
    const environment = counting({ dispose: boom }).create()
    await environment.reset()
    expect((await environment.step('Done.')).terminated).toBe(true)
    await expect(environment.close()).rejects.toThrow('Disposal of what an episode of `counting` held: boom')
  })
})

describe('the task', () => {
  const tasks = ({ split }: { split: 'train' | 'test' }): object =>
    fromTasks(
      split,
      split === 'test' ? [] : ['a', 'b', 'c', 'd'].map((prompt) => makeTask({ prompt, answer: 1 }, prompt)),
    )

  test('is chosen by its index, by a seed, or given', async () => {
    const environment = counting({ tasks }).create()
    expect((await environment.reset({ index: 2 })).info.task.id).toBe('c')
    const seeded = await Promise.all(
      Array.from({ length: 40 }, async (_, seed) => (await counting({ tasks }).create().reset({ seed })).info.task.id),
    )
    expect(new Set(seeded)).toEqual(new Set(['a', 'b', 'c', 'd']))
    expect((await environment.reset({ seed: 3 })).info.task.id).toBe(seeded[3])
    expect((await environment.reset({})).info.task.id).toBe(seeded[0])
    const own = makeTask({ prompt: 'own', answer: 1 }, 'own')
    expect((await environment.reset({ task: own })).info.task.id).toBe('own')
  })

  test('must be there', async () => {
    const spec = counting({ tasks })
    await expect(spec.create({ split: 'test' }).reset()).rejects.toThrow('`counting` has no tasks in its test split')
    await expect(spec.create().reset({ index: 9 })).rejects.toThrow('There is no task 9')
  })
})

describe('one thing at a time', () => {
  /** A state that takes its time, and how many were made and disposed of. */
  function slow(changes: object = {}): { spec: ReturnType<typeof counting>; counts: { made: number; gone: number } } {
    const counts = { made: 0, gone: 0 }
    const spec = counting({
      tools: undefined,
      state: async () => {
        await new Promise((resolve) => setImmediate(resolve))
        return { count: ++counts.made }
      },
      dispose: () => void counts.gone++,
      rewards: { correct: () => true },
      ...changes,
    })
    return { spec, counts }
  }

  test('resets at once follow each other, and every state is disposed of', async () => {
    const { spec, counts } = slow()
    const environment = spec.create()
    await Promise.all([environment.reset(), environment.reset(), environment.reset()])
    expect(counts).toEqual({ made: 3, gone: 2 })
    await environment.close()
    expect(counts).toEqual({ made: 3, gone: 3 })
  })

  test('a close while a reset is under way disposes of its state, and no step follows', async () => {
    const { spec, counts } = slow()
    const environment = spec.create()
    const resetting = environment.reset()
    await environment.close()
    expect(counts).toEqual({ made: 1, gone: 1 })
    await resetting
    await expect(environment.step('x')).rejects.toThrow('call reset() before step()')
  })

  test('a reset while a step is under way waits for it', async () => {
    const gate = Promise.withResolvers<boolean>()
    const { spec, counts } = slow({ rewards: { correct: async () => await gate.promise } })
    const environment = spec.create()
    await environment.reset()
    const stepping = environment.step('x')
    const resetting = environment.reset()
    gate.resolve(true)
    expect((await stepping).reward).toBe(1)
    await resetting
    await environment.close()
    expect(counts).toEqual({ made: 2, gone: 2 })
  })

  test('a state that cannot be disposed of keeps no next episode from beginning', async () => {
    const boom = (): never => {
      throw new Error('boom')
    }
    const { spec, counts } = slow({ dispose: boom })
    const environment = spec.create()
    await environment.reset()
    await environment.reset()
    await environment.reset()
    expect(counts.made).toBe(3)
    await expect(environment.close()).rejects.toThrow('boom')
  })

  test('what `observe` throws stays in the cause of the error of a step', async () => {
    const { spec } = slow({ observe: () => JSON.parse('SECRET') as string })
    const environment = spec.create()
    await environment.reset()
    const error = (await environment.step('x').catch((thrown: unknown) => thrown)) as Error
    expect(error.message).toMatch(/^observe\(\) of `counting` failed\. What it threw is this error's `cause`/)
    expect((error.cause as Error).message).toContain('SECRET')
  })
})
