import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { defineEnv } from '../../src/core/define-env.ts'
import { noResources } from '../../src/core/resources.ts'
import { makeTask } from '../../src/core/task.ts'
import { scored, type Verdict } from '../../src/core/verdict.ts'
import {
  defaultTimeoutMs,
  inputWith,
  runVerifier,
  verifierOf,
  type Verifier,
  type VerifyInput,
} from '../../src/core/verifier.ts'

const input = { task: makeTask({ prompt: 'What is 2 + 3?', answer: 5 }, 'one'), reply: '5', messages: [] }

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A verifier that waits for ever, and what it was given. */
function waiting(timeoutMs?: number): { verifier: Verifier<number>; signals: AbortSignal[] } {
  const signals: AbortSignal[] = []
  return {
    signals,
    verifier: {
      name: 'slow',
      ...(timeoutMs !== undefined && { timeoutMs }),
      verify: async ({ signal }) => {
        signals.push(signal)
        return await new Promise<Verdict>(() => {})
      },
    },
  }
}

describe('a function as a verifier', () => {
  test.each([
    [true, { status: 'scored', score: 1, reason: 'mine gave true' }],
    [false, { status: 'scored', score: 0, reason: 'mine gave false' }],
    [0.5, { status: 'scored', score: 0.5, reason: 'mine gave 0.5' }],
    [scored(1, 'own words'), { status: 'scored', score: 1, reason: 'own words' }],
    [2, { status: 'invalid', cause: 'verifier-error' }],
  ])('gives %o', async (answer, verdict) => {
    for (const verify of [() => answer, async () => answer])
      expect(await runVerifier(verifierOf('mine', verify), input)).toMatchObject(verdict)
  })

  test('has a name and is given the task, the reply and a signal', async () => {
    const seen: unknown[] = []
    const verifier = verifierOf('mine', ({ task, reply, messages, signal }: VerifyInput<number>) => {
      seen.push(task.answer, reply, messages, signal.aborted)
      return true
    })
    expect(verifier.name).toBe('mine')
    await runVerifier(verifier, input)
    expect(seen).toEqual([5, '5', [], false])
  })
})

describe('the reply that a verifier is given', () => {
  const reads = async (own: Partial<Verifier>, reply: string): Promise<unknown> => {
    let given: unknown
    const verify: Verifier['verify'] = (input) => {
      given = input.reply
      return scored(1, 'seen')
    }
    await runVerifier({ name: 'seen', ...own, verify }, { ...input, reply })
    return given
  }

  test('is what it says, without its reasoning', async () => {
    expect(await reads({}, '<think>Rome?</think>Paris')).toBe('Paris')
    expect(await reads({ reads: 'answer' }, 'Rome?</think>Paris')).toBe('Paris')
    expect(await reads({}, '<think>Paris')).toBe('')
  })

  test('is all of it where the verifier asks for that', async () => {
    expect(await reads({ reads: 'reply' }, '<think>Rome?</think>Paris')).toBe('<think>Rome?</think>Paris')
  })
})

describe('a verifier that fails', () => {
  test.each([
    [
      'throws',
      () => {
        throw new Error('boom')
      },
    ],
    ['rejects', async () => await Promise.reject(new Error('boom'))],
  ])('and %s gives an invalid verdict with its words, never a score', async (_, verify) => {
    expect(await runVerifier({ name: 'mine', verify }, input)).toEqual({
      status: 'invalid',
      cause: 'verifier-error',
      reason: 'mine threw: boom',
    })
  })

  test.each([null, undefined, 7, 'yes', {}, { status: 'good' }])('and gives %o says so', async (answer) => {
    for (const verify of [() => answer as unknown as Verdict, async () => answer as unknown as Verdict])
      expect(await runVerifier({ name: 'mine', verify }, input)).toMatchObject({
        status: 'invalid',
        cause: 'verifier-error',
        reason: expect.stringMatching(/^mine returned .*, which is no verdict\. Use scored\(\)/) as string,
      })
  })

  test.each(['1', '', null, undefined, 1n, [], [1], new Number(1), Object.create(null), Number.NaN])(
    'as a function, and gives %o, gives no score',
    async (answer) => {
      for (const verify of [() => answer as number, async () => answer as number]) {
        const verdict = await runVerifier(verifierOf('mine', verify), input)
        expect(verdict).toMatchObject({ status: 'invalid', cause: 'verifier-error' })
      }
    },
  )

  test('not, but gives a promise of another library, is waited for', async () => {
    // Made of entries: a linter warns of thenables that are written out.
    const thenableOf = (then: (resolve: (verdict: Verdict) => void) => void): Promise<Verdict> =>
      Object.fromEntries([[['th', 'en'].join(''), then]]) as unknown as Promise<Verdict>
    const verifier = { name: 'mine', verify: () => thenableOf((resolve) => resolve(scored(1, 'x'))) }
    expect(await runVerifier(verifier, input)).toEqual(scored(1, 'x'))
    const never = { name: 'mine', timeoutMs: 5, verify: () => thenableOf(() => {}) }
    const verdict = runVerifier(never, input)
    await vi.advanceTimersByTimeAsync(5)
    expect(await verdict).toMatchObject({ cause: 'timeout' })
  })

  test('and writes a score outside of 0..1 is told so', async () => {
    const verify = (): Verdict => ({ status: 'scored', score: 3, reason: 'x' })
    expect(await runVerifier({ name: 'mine', verify }, input)).toMatchObject({
      status: 'invalid',
      reason: expect.stringContaining('gave 3') as string,
    })
  })

  test('not, and has no score to give, is believed', async () => {
    for (const verdict of [
      { status: 'not-applicable', reason: 'x' },
      { status: 'invalid', cause: 'broken-gold', reason: 'x', evidence: { seen: 1 } },
      { status: 'scored', score: 0.5, reason: 'x', evidence: { seen: 2 } },
    ] as const)
      expect(await runVerifier({ name: 'mine', verify: () => verdict }, input)).toEqual(verdict)
  })
})

describe('a deadline', () => {
  test('ends the wait with an invalid verdict, and aborts the work', async () => {
    const { verifier, signals } = waiting(200)
    const verdict = runVerifier(verifier, input)
    await vi.advanceTimersByTimeAsync(199)
    expect(signals[0]?.aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(await verdict).toEqual({
      status: 'invalid',
      cause: 'timeout',
      reason: 'slow gave no verdict within 200 ms.',
    })
    expect(signals[0]?.aborted).toBe(true)
  })

  test('is ten seconds where the verifier does not say', async () => {
    expect(defaultTimeoutMs).toBe(10_000)
    const { verifier, signals } = waiting()
    const verdict = runVerifier(verifier, input)
    await vi.advanceTimersByTimeAsync(9999)
    expect(signals[0]?.aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect((await verdict).status).toBe('invalid')
  })

  test.each([Number.POSITIVE_INFINITY, 2 ** 31, 1e300])('of %d ms is none', async (timeoutMs) => {
    const gate = Promise.withResolvers<Verdict>()
    const verdict = runVerifier({ name: 'slow', timeoutMs, verify: async () => await gate.promise }, input)
    await vi.advanceTimersByTimeAsync(2 ** 31)
    gate.resolve(scored(1, 'at last'))
    expect(await verdict).toEqual(scored(1, 'at last'))
  })

  test.each([Number.NaN, 0, -1, '5', null])('of %o is refused, and nothing is judged', async (timeoutMs) => {
    const verify = vi.fn(() => scored(1, 'x'))
    const verdict = await runVerifier({ name: 'mine', timeoutMs: timeoutMs as number, verify }, input)
    expect(verdict).toMatchObject({
      cause: 'verifier-error',
      reason: expect.stringMatching(/^mine: `timeoutMs` is a number of milliseconds above 0.*; got /) as string,
    })
    expect(verify).not.toHaveBeenCalled()
    const define = (): unknown =>
      defineEnv({
        id: 'x',
        draw: () => ({ prompt: 'x', answer: 1 }),
        rewards: { correct: { weight: 1, verify: { name: 'mine', timeoutMs: timeoutMs as number, verify } } },
        outcome: 'correct',
      })
    expect(define).toThrow('Environment `x`: reward `correct`: `timeoutMs` is a number')
  })

  test('is forgotten once there is a verdict', async () => {
    const signals: AbortSignal[] = []
    const verify = async ({ signal }: { signal: AbortSignal }): Promise<Verdict> => (
      signals.push(signal),
      scored(1, 'x')
    )
    await runVerifier({ name: 'quick', timeoutMs: 50, verify }, input)
    expect(vi.getTimerCount()).toBe(0)
    await vi.advanceTimersByTimeAsync(100)
    expect(signals[0]?.aborted).toBe(false)
  })

  test('is not the only end: the caller’s signal reaches the verifier too', async () => {
    const { verifier, signals } = waiting(1000)
    const caller = new AbortController()
    const verdict = runVerifier(verifier, input, { signal: caller.signal })
    expect(signals[0]?.aborted).toBe(false)
    caller.abort()
    expect(signals[0]?.aborted).toBe(true)
    expect(await verdict).toMatchObject({ cause: 'verifier-error', reason: 'slow threw: slow was interrupted.' })
    expect(vi.getTimerCount()).toBe(0)
  })
})

test('an input with something exchanged hands its signal on, and does not ask for it', () => {
  let asked = 0
  const { signal } = new AbortController()
  const input = {
    task: makeTask({ prompt: 'x', answer: 1 }, 'one'),
    reply: 'a',
    messages: [],
    state: null,
    resources: noResources,
    get signal() {
      asked++
      return signal
    },
  }
  const changed = inputWith(input, { reply: 'b' })
  expect([changed.reply, changed.task, asked]).toEqual(['b', input.task, 0])
  expect(changed.signal).toBe(signal)
  expect(asked).toBe(1)
})
