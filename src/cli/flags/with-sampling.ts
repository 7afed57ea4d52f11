// A policy that is asked with a sampling of one's own in place of what the environment asks with, and of which so many
// requests are under way at once as it can bear: verdicts of many episodes ask it by themselves.
import type { Policy, Sampling } from '../../core/policy.ts'

/**
 * The same policy, asked with `sampling` over what is asked. One that takes conversations by themselves is asked so many
 * times at once as it says; the others wait, and an abort ends their waiting.
 */
export function withSampling(policy: Policy, sampling: Partial<Sampling>): Policy {
  const room = policy.batching === 'independent' ? (policy.maxConcurrent ?? Infinity) : Infinity
  let underWay = 0
  const waiting: (() => void)[] = []
  const enter = async (signal: AbortSignal | undefined): Promise<void> => {
    signal?.throwIfAborted()
    if (underWay < room) {
      underWay++
      return
    }
    await new Promise<void>((resolve, reject) => {
      const leave = (): void => {
        waiting.splice(waiting.indexOf(go), 1)
        reject(signal?.reason as Error)
      }
      // Whoever leaves hands the place on, so that `underWay` stays.
      const go = (): void => {
        signal?.removeEventListener('abort', leave)
        resolve()
      }
      waiting.push(go)
      signal?.addEventListener('abort', leave, { once: true })
    })
  }
  const exit = (): void => {
    const next = waiting.shift()
    if (next === undefined) underWay--
    else next()
  }
  return {
    name: policy.name,
    ...(policy.batching !== undefined && { batching: policy.batching }),
    ...(policy.maxConcurrent !== undefined && { maxConcurrent: policy.maxConcurrent }),
    ...(policy.multipleReplies !== undefined && { multipleReplies: policy.multipleReplies }),
    ...(policy.version !== undefined && { version: policy.version }),
    generate: async (requests, asked, options = {}) => {
      await enter(options.signal)
      try {
        return await policy.generate(requests, { ...asked, ...sampling }, options)
      } finally {
        exit()
      }
    },
    close: async () => await policy.close?.(),
  }
}
