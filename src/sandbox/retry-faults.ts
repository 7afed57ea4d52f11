// A job is a pure function of its input, so what a failed sandbox left undone is done again.
import { setTimeout as wait } from 'node:timers/promises'
import { SandboxFault } from './engine.ts'

export interface RetryPolicy {
  /** Attempts beyond the first. */
  readonly retries: number
  readonly firstDelayMs: number
  readonly longestDelayMs: number
}

export const defaultRetryPolicy: RetryPolicy = { retries: 2, firstDelayMs: 50, longestDelayMs: 2000 }

/**
 * Runs `work` until it gives a result, or its last fault is thrown. Delays are drawn with full jitter (Brooker,
 * "Exponential Backoff and Jitter", 2015), so that many callers do not come back at once.
 */
export async function retryFaults<T>(
  work: () => Promise<T>,
  policy: RetryPolicy,
  onRetry: (fault: SandboxFault) => void,
  signal?: AbortSignal,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work()
    } catch (thrown) {
      const isWorthIt = thrown instanceof SandboxFault && thrown.reason !== 'closed' && attempt < policy.retries
      if (!isWorthIt) throw thrown
      onRetry(thrown)
      const longest = Math.min(policy.longestDelayMs, policy.firstDelayMs * 2 ** attempt)
      await wait(Math.random() * longest, undefined, signal && { signal })
    }
  }
}
