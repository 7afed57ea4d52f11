// A policy that is asked with a sampling of one's own in place of what the environment asks with, and of which so many
// requests are under way at once as it can bear: verdicts of many episodes ask it by themselves.
import type { Policy, Sampling } from '../../core/policy.ts'
import { roomFor } from '../../core/room.ts'

/**
 * The same policy, asked with `sampling` over what is asked. One that takes conversations by themselves is asked so many
 * times at once as it says; the others wait, and an abort ends their waiting.
 */
export function withSampling(policy: Policy, sampling: Partial<Sampling>): Policy {
  const room = roomFor(policy.batching === 'independent' ? (policy.maxConcurrent ?? Infinity) : Infinity)
  return {
    name: policy.name,
    ...(policy.batching !== undefined && { batching: policy.batching }),
    ...(policy.maxConcurrent !== undefined && { maxConcurrent: policy.maxConcurrent }),
    ...(policy.multipleReplies !== undefined && { multipleReplies: policy.multipleReplies }),
    ...(policy.tells !== undefined && { tells: policy.tells }),
    ...(policy.version !== undefined && { version: policy.version }),
    generate: async (requests, asked, options = {}) =>
      await room.use(async () => await policy.generate(requests, { ...asked, ...sampling }, options), options.signal),
    close: async () => await policy.close?.(),
  }
}
