// What an environment cannot do without and nobody but its user can give: policies that judge, play against, or are the
// user of a conversation. It is refused where it is lacking before anything begins, and not in the middle of a run.
import { RlvrError, show, unknownName } from './errors.ts'
import type { Policy } from './policy.ts'
import type { GivenResources } from './resources.ts'

export const needs = ['judge', 'opponent', 'user'] as const

export type Need = (typeof needs)[number]

/** What each one is, in words. */
export const neededWords: { readonly [need in Need]: string } = {
  judge: 'a policy that judges replies',
  opponent: 'a policy to play against',
  user: 'a policy that speaks as the user',
}

/** What is wrong with `needs` of a definition; null where nothing is. */
export function needsFault(given: unknown): string | null {
  if (given === undefined) return null
  if (!Array.isArray(given)) return `\`needs\` is a list of ${needs.join(', ')}`
  const strange = (given as unknown[]).find((need) => !needs.includes(need as Need))
  return strange === undefined ? null : unknownName('need', show(strange, 40), needs).message
}

/** What of it was not handed in. */
export function lackedOf(asked: readonly Need[], given: GivenResources): readonly Need[] {
  return asked.filter((need) => given[need] === undefined)
}

/** @throws RlvrError `RLVR_USAGE` naming what an environment lacks, and how it is given */
export function requireNothingLacks({ id, lacks }: { readonly id: string; readonly lacks: readonly Need[] }): void {
  const [first] = lacks
  if (first === undefined) return
  const all = lacks.map((need) => `${neededWords[need]} (\`${need}\`)`).join(' and ')
  throw new RlvrError(
    'RLVR_USAGE',
    `\`${id}\` needs ${all}. Hand it in, as in \`configure('${id}', {}, { ${first}: openAiPolicy({ … }) })\`.`,
  )
}

/** Stands for the policy that learns where an environment is configured before there is one. */
export const itself: Policy = {
  name: 'self',
  generate: async () => {
    throw new RlvrError(
      'RLVR_USAGE',
      "The opponent is to be the policy itself, and nothing says which that is: give `opponent: 'self'` to `train` or `evaluate` too.",
    )
  },
}

/** A policy as its own opponent, that answers by `generate`. */
export function asOpponent(policy: Policy, generate: Policy['generate']): Policy {
  const { name, batching, maxConcurrent } = policy
  return {
    name,
    ...(batching !== undefined && { batching }),
    ...(maxConcurrent !== undefined && { maxConcurrent }),
    generate,
  }
}

/** @throws RlvrError `RLVR_USAGE` for an environment that asks no opponent */
export function requireOpponent({ id, needs }: { readonly id: string; readonly needs: readonly string[] }): void {
  if (needs.includes('opponent')) return
  throw new RlvrError(
    'RLVR_USAGE',
    `\`${id}\` under these options asks no opponent, so nothing plays against itself. Where an environment takes one by an option, give it, as in \`configure('tic-tac-toe', { opponent: 'policy' })\` (\`-o opponent=policy\`).`,
  )
}
