// An environment whose episodes end sooner. A run has `limits` of its own; this is for one environment among several,
// and for one that is served. After Gymnasium's `TimeLimit` (Farama-Foundation/Gymnasium gymnasium/wrappers/common.py).
import type { EnvironmentFactory } from '../define-env.ts'
import { RlvrError } from '../errors.ts'
import { limitsFault, tighter, type EpisodeLimits } from '../limits.ts'
import { wrappedFactory, type WrapperFace } from './wrapped-factory.ts'

export interface WithLimitsOptions extends WrapperFace {
  readonly limits: EpisodeLimits
}

/**
 * The environment with tighter limits of an episode: turns, tokens of the policy, time, cost.
 * @example withLimits(await loadEnvironment('wordle'), { limits: { turns: 4 } })
 */
export function withLimits(factory: EnvironmentFactory, options: WithLimitsOptions): EnvironmentFactory {
  const { limits } = options
  const fault =
    limits === undefined ? '`limits` is missing' : (limitsFault(limits) ?? (isNone(limits) ? noLimit : null))
  if (fault !== null) throw new RlvrError('RLVR_USAGE', `withLimits(): ${fault}`)
  return wrappedFactory(factory, options, {
    name: 'withLimits',
    suffix: 'limits',
    fields: ['limits'],
    told: 'Episodes have limits of their own.',
    change: (spec) => ({
      limits: tighter(spec.limits, limits),
      maxTurns: Math.min(spec.maxTurns, limits.turns ?? Infinity),
      begin: async ({ limits: ofRun, ...given }) => await spec.begin({ ...given, limits: tighter(limits, ofRun) }),
    }),
  })
}

const noLimit = '`limits` names no limit. Give one at least, like { turns: 4 }.'

function isNone(limits: EpisodeLimits): boolean {
  return Object.values(limits).every((limit) => limit === undefined)
}
