// What a reward of an environment depends on, as far as it is data: who compares rewards of two servers compares this.
import { createHash } from 'node:crypto'
import { stringifyStrict } from '../../core/json.ts'
import type { ServedEnvironment } from './served-environment.ts'

/**
 * 16 hexadecimal digits over id, options, seed, system message, tools, turns and weights of the rewards. The code of
 * an environment of one's own is not in it.
 */
export function environmentDigest({ spec, seed }: ServedEnvironment): string {
  const { id, options, maxTurns, tools, rubric } = spec
  const weights = Object.entries(rubric.terms).map(([name, { weight }]) => [name, weight] as const)
  const opening = spec.opening({ prompt: '' })
  const all = { id, options, seed, maxTurns, opening, tools, weights, outcome: rubric.outcome }
  return createHash('sha256').update(stringifyStrict(all)).digest('hex').slice(0, 16)
}
