// What a policy is held to have done wrong: that it is none at all, for whoever is given one by a caller whom no compiler
// warns, or whatever one of its functions threw.
import { RlvrError, boundary, show } from './errors.ts'

/** Throws `RLVR_USAGE` for what has no name or no `generate`; `owner` begins the sentence. */
export function requirePolicy(owner: string, policy: unknown, name = 'policy'): void {
  const given = (typeof policy === 'object' && policy !== null ? policy : {}) as { name?: unknown; generate?: unknown }
  if (typeof given.name === 'string' && typeof given.generate === 'function') return
  const mend = 'Open one: `scriptedPolicy(…)`, `await openTransformer(…)`, `openAiPolicy(…)`, or write one.'
  throw new RlvrError(
    'RLVR_USAGE',
    `${owner}: \`${name}\` is { name, generate(requests, sampling) }; got ${show(policy, 80)}. ${mend}`,
  )
}

/** Runs `work`, a call of the policy's; a plain error that it throws becomes `RLVR_POLICY` with the policy's name. */
export async function ofPolicy<T>(policy: { readonly name: string }, work: () => Promise<T>): Promise<T> {
  return await boundary('RLVR_POLICY', `Policy \`${policy.name}\``, work)
}
