// What is picked out of a rollout: a group to show, a sequence to try the weights by.
import type { Group } from '../src/core/episode.ts'
import type { TokenSequence } from '../src/core/policy.ts'

/** A group whose rewards differ, where there is one: that is where something was learned. */
export function tellingGroup(groups: readonly Group[]): Group | null {
  return (
    groups.find(({ episodes }) => new Set(episodes.map(({ record }) => record.reward)).size > 1) ?? groups[0] ?? null
  )
}

/** Some sequence of the step with sampled tokens. */
export function sampledSequence(groups: readonly Group[]): TokenSequence | null {
  const found = groups.flatMap(({ episodes }) => episodes).find(({ sequence }) => (sequence?.logProbs.length ?? 0) > 0)
  return found?.sequence ?? null
}
