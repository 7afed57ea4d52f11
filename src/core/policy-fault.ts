// Whether something is a policy at all, for whoever is given one by a caller whom no compiler warns.
import { RlvrError, show } from './errors.ts'

/** Throws `RLVR_USAGE` for what has no name or no `generate`; `owner` begins the sentence. */
export function requirePolicy(owner: string, policy: unknown): void {
  const given = (typeof policy === 'object' && policy !== null ? policy : {}) as { name?: unknown; generate?: unknown }
  if (typeof given.name === 'string' && typeof given.generate === 'function') return
  const mend = 'Open one: `scriptedPolicy(…)`, `await openTransformer(…)`, `openAiPolicy(…)`, or write one.'
  throw new RlvrError(
    'RLVR_USAGE',
    `${owner}: \`policy\` is { name, generate(requests, sampling) }; got ${show(policy, 80)}. ${mend}`,
  )
}
