// The one place that decides how often a job is run again. A job is a pure function of its input, so what a failed
// sandbox left undone is done again: engines and clients run a job once and tell what failed; nothing above asks again.
import { setTimeout as delay } from 'node:timers/promises'
import { SandboxFault } from './engine.ts'

export interface RetryPolicy {
  /** Times that one job is run in all, the first included. Default 8. */
  readonly attempts: number
  /** Longest pause before the second attempt; it doubles with each one. A lost worker asks for none. Default 50. */
  readonly firstDelayMs: number
  /** Default 5000. What a server asks for with `Retry-After` counts up to this. */
  readonly longestDelayMs: number
}

/** Of jobs whose worker is killed half of the times they are run, one in 256 is lost. */
export const defaultRetryPolicy: RetryPolicy = { attempts: 8, firstDelayMs: 50, longestDelayMs: 5000 }

/** A program that ended what ran it so many times is not tried again: whether it is to blame, another one shows. */
const suspectAttempts = 4

export interface RetryOptions {
  readonly policy: RetryPolicy
  readonly onRetry?: (fault: SandboxFault) => void
  readonly signal?: AbortSignal | undefined
  /** Stand in for chance and time in tests. */
  readonly random?: () => number
  readonly pause?: (ms: number, signal: AbortSignal | undefined) => Promise<void>
}

/**
 * Runs `work` until it gives a result, another try is of no use, or its attempts are used up: then its last fault is
 * thrown. A job whose worker was lost goes to the next worker at once: the pool has a spare, and its queue is the only
 * wait. Before what is overloaded or out of reach is asked again, there is a pause with full jitter (Brooker,
 * "Exponential Backoff and Jitter", 2015), so that many callers do not come back at once.
 */
export async function retryFaults<T>(work: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { policy, onRetry, signal, random = Math.random, pause = wait } = options
  let suspected = 0
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (thrown) {
      signal?.throwIfAborted()
      if (!(thrown instanceof SandboxFault) || thrown.isFinal || attempt >= policy.attempts) throw thrown
      if (thrown.isSuspect && ++suspected >= suspectAttempts) throw thrown
      onRetry?.(thrown)
      if (thrown.reason === 'worker-died') continue
      const drawnMs = random() * Math.min(policy.longestDelayMs, policy.firstDelayMs * 2 ** (attempt - 1))
      await pause(Math.max(drawnMs, Math.min(thrown.pauseMs, policy.longestDelayMs)), signal)
    }
  }
}

async function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await delay(ms, undefined, signal && { signal })
  } catch (thrown) {
    // Node's own error hides the reason of the abort.
    signal?.throwIfAborted()
    throw thrown
  }
}
