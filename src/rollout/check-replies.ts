// Where replies of a policy enter: what no compiler has checked of a policy of one's own is said in a sentence. Calls
// of tools are not looked at here: a call of a wrong shape is answered as one that cannot be read.
import { RlvrError, show } from '../core/errors.ts'
import type { Policy, Reply } from '../core/policy.ts'

/** @throws RlvrError `RLVR_POLICY` where these are not `count` replies, each of the right shape */
export function checkReplies(policy: Policy, replies: unknown, count: number): Reply[] {
  const refuse = (sentence: string): never => {
    throw new RlvrError('RLVR_POLICY', `Policy \`${policy.name}\` ${sentence}`)
  }
  if (!Array.isArray(replies))
    return refuse(`must give a list of replies, one a request, in order; it gave ${show(replies, 80)}.`)
  if (replies.length !== count)
    refuse(`was asked for ${count} replies and gave ${replies.length}. It must give one a request, in order.`)
  for (const reply of replies as readonly unknown[]) {
    const fault = replyFault(reply)
    if (fault !== null) refuse(`gave a reply that is none: ${fault}.`)
  }
  return replies as Reply[]
}

/** What is wrong with the shape of a reply; null where nothing is. */
export function replyFault(reply: unknown): string | null {
  if (typeof reply !== 'object' || reply === null) return `expected { text }, got ${show(reply, 80)}`
  const given = reply as { [field: string]: unknown }
  const { text, finish = 'stop', lengthTokens = null } = given
  if (typeof text !== 'string') return `its \`text\` is ${show(text, 80)}, expected a text`
  if (finish !== 'stop' && finish !== 'length' && finish !== 'refusal')
    return `its \`finish\` is ${show(finish, 80)}, expected 'stop', 'length', 'refusal' or nothing`
  for (const name of ['reasoning', 'refusal'])
    if (given[name] !== undefined && typeof given[name] !== 'string')
      return `its \`${name}\` is ${show(given[name], 80)}, expected a text or nothing`
  if (lengthTokens !== null && !(Number.isSafeInteger(lengthTokens) && (lengthTokens as number) >= 0))
    return `its \`lengthTokens\` is ${typeof lengthTokens === 'number' ? lengthTokens : show(lengthTokens, 80)}, expected a whole number from 0, or null`
  return null
}
