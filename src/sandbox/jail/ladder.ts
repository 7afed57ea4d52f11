// The ladder of walls, from the strongest down. What works on a machine is found by trying.
import type { IsolationLevel } from '../isolation.ts'
import type { WallKinds } from './mechanisms.ts'
import { hasUsersOfItsOwn, wayToGroup, wayToNamespaces } from './ways.ts'

export interface Rung extends WallKinds {
  readonly level: IsolationLevel
  /** For the person who runs the machine. */
  readonly toHaveIt: () => string
}

const wayToUsers = 'programs as users of their own (run as root)'

export const ladder: readonly Rung[] = [
  { level: 'L3', namespaces: true, group: true, seccomp: true, toHaveIt: wayToGroup },
  { level: 'L2', namespaces: true, group: false, seccomp: true, toHaveIt: wayToNamespaces },
  { level: 'L1', namespaces: false, group: true, seccomp: true, toHaveIt: wayToGroup },
  { level: 'L1', namespaces: false, group: false, seccomp: true, toHaveIt: () => wayToUsers },
]

export interface Tried {
  /** What would make it work. */
  readonly way: string
  /** What went wrong; empty where it was not tried. */
  readonly fault: string
}

/** The first rung on which `attempt` gives something else than a fault; null where none does. `missing` tells what is
 * in the way of those above. */
export async function climb<T extends object>(
  rungs: readonly Rung[],
  attempt: (rung: Rung) => Promise<T | { fault: string }>,
): Promise<{ found: { rung: Rung; outcome: T } | null; missing: string[] }> {
  const tried: Tried[] = []
  for (const rung of rungs) {
    if (rung.seccomp && !rung.namespaces && !hasUsersOfItsOwn()) {
      // Nothing else would keep what belongs to the person who runs this from the programs.
      if (tried.every(({ way }) => way !== wayToUsers)) tried.push({ way: wayToUsers, fault: '' })
      continue
    }
    const outcome = await attempt(rung)
    if (!('fault' in outcome)) return { found: { rung, outcome }, missing: wordsOf(tried) }
    tried.push({ way: rung.toHaveIt(), fault: outcome.fault })
  }
  return { found: null, missing: wordsOf(tried) }
}

/** For each step that failed, from the strongest on, what would make it work, and why it does not. A step that failed
 * for the same cause as the next weaker one lacks nothing of its own. */
export function wordsOf(steps: readonly Tried[]): string[] {
  return steps
    .filter(({ fault }, place) => fault === '' || fault !== steps[place + 1]?.fault)
    .map(({ way, fault }) => (fault === '' ? way : `${way}: ${fault}`))
}
