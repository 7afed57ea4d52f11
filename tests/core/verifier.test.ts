import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { makeTask } from '../../src/core/task.ts'
import { scored, type Verdict } from '../../src/core/verdict.ts'
import { defaultTimeoutMs, runVerifier, verifierOf, type Verifier, type VerifyInput } from '../../src/core/verifier.ts'

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
      expect(await runVerifier({ name: 'mine', verify }, input)).toEqual({
        status: 'invalid',
        cause: 'verifier-error',
        reason: 'mine returned something that is no verdict.',
      })
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
    await vi.advanceTimersByTimeAsync(1000)
    expect(await verdict).toMatchObject({ cause: 'timeout' })
  })
})
