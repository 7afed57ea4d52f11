// Wrappers over several turns have nothing to do where there is one.
import type { EnvironmentSpec } from '../environment.ts'
import { RlvrError } from '../errors.ts'

/** @throws RlvrError `RLVR_USAGE` for an environment of one turn */
export function requireTurns(name: string, { id, maxTurns }: Pick<EnvironmentSpec, 'id' | 'maxTurns'>): void {
  if (maxTurns > 1) return
  throw new RlvrError(
    'RLVR_USAGE',
    `${name}() works between turns, and an episode of \`${id}\` has one. Wrap an environment of several turns.`,
  )
}
