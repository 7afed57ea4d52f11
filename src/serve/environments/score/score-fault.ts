// What is wrong with a rollout, as an HTTP status: 400 for another shape, 422 for a row that is not of this server, 503
// where the server itself failed at it.
import type { ProtocolFault } from '../protocol-fault.ts'
import { RequestFault } from '../../http/request-fault.ts'
import type { FoundRollout } from './judge-rollouts.ts'
import type { RolloutFault } from './read-rollouts.ts'

/** `place` begins the words, such as `rollouts[3]`. */
export function requestFault({ kind, message }: ProtocolFault, place: string): RequestFault {
  if (kind === 'failed') return new RequestFault(503, `harness_error: ${place}: ${message}`)
  return new RequestFault(kind === 'malformed' ? 400 : 422, `${place}: ${message}`)
}

/** The rollouts, all of them found. Throws for the first that is not; `place` names it. */
export function refused(
  rollouts: readonly (FoundRollout | RolloutFault)[],
  place: (index: number) => string = (index) => `rollouts[${index}]`,
): FoundRollout[] {
  return rollouts.map((rollout, index) => {
    if ('fault' in rollout) throw requestFault(rollout.fault, place(index))
    return rollout
  })
}
