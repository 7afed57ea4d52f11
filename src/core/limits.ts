// Limits of an episode: of a definition, and of a run, which may only tighten them. Where one is reached, the episode is
// judged as it stands, and its status says which one it was.
import { RlvrError, show, unknownField } from './errors.ts'
import type { Policy } from './policy.ts'

export interface EpisodeLimits {
  /** Replies. */
  readonly turns?: number
  /** Tokens that the policy writes, all replies together; the reply that reaches the limit counts whole. */
  readonly tokens?: number
  /** Wall-clock time from the episode's beginning, verdicts apart. What is under way then is ended, and a later reply does not count. */
  readonly timeMs?: number
  /** What replies cost, in the currency in which the policy tells it. */
  readonly cost?: number
}

/** What ended an episode before its own end. */
export type EpisodeLimit = 'turns' | 'tokens' | 'time' | 'cost'

const names = ['turns', 'tokens', 'timeMs', 'cost'] as const satisfies readonly (keyof EpisodeLimits)[]

/** Longest time that a timer can hold. */
const longestTimerMs = 2 ** 31 - 1

/** What is wrong with limits, in words; null where nothing is. */
export function limitsFault(given: unknown): string | null {
  if (given === undefined) return null
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return `\`limits\` is an object like { tokens: 4000, timeMs: 60_000 }; got ${show(given, 60)}.`
  const strange = unknownField(given, names)
  if (strange !== null) return `\`limits\` ${strange}`
  for (const name of names) {
    const value: unknown = (given as EpisodeLimits)[name]
    if (value === undefined) continue
    const isWhole = name === 'turns' || name === 'tokens'
    const isFitting =
      typeof value === 'number' && value > 0 && value <= (name === 'timeMs' ? longestTimerMs : Number.MAX_SAFE_INTEGER)
    if (!isFitting || (isWhole && !Number.isSafeInteger(value)))
      return `\`limits.${name}\` is ${isWhole ? 'a whole number from 1' : 'a number above 0'}${name === 'timeMs' ? `, at most ${longestTimerMs}` : ''}; got ${show(value, 60)}.`
  }
  return null
}

/**
 * The tighter of two.
 * @example tighter({ turns: 4 }, { turns: 8, tokens: 100 }) // { turns: 4, tokens: 100 }
 */
export function tighter(one: EpisodeLimits, other: EpisodeLimits = {}): EpisodeLimits {
  const entries = names.flatMap((name) => {
    const least = Math.min(one[name] ?? Infinity, other[name] ?? Infinity)
    return least === Infinity ? [] : [[name, least] as const]
  })
  return Object.fromEntries(entries)
}

/**
 * What a limit of tokens or cost is counted by. A policy that says it tells it may still leave it out of a reply; the
 * episode of that reply then fails.
 * @throws RlvrError `RLVR_USAGE` for a limit on what the policy does not say that it tells
 */
export function requireTold({ name, tells = [] }: Pick<Policy, 'name' | 'tells'>, limits: EpisodeLimits): void {
  const untold = (['tokens', 'cost'] as const).find((each) => limits[each] !== undefined && !tells.includes(each))
  if (untold === undefined) return
  throw new RlvrError(
    'RLVR_USAGE',
    `The limit of ${untold} cannot be kept: policy \`${name}\` does not tell the ${untold} of its replies. Take \`limits.${untold}\` away, or take a policy that tells them: one of your own gives \`${untold === 'cost' ? 'cost' : 'lengthTokens'}\` with each reply and says so by \`tells: ['${untold}']\`.`,
  )
}

/**
 * @throws RlvrError `RLVR_USAGE` for limits of tokens or cost where `who` never sees what a policy spends
 */
export function requireUnspent(
  { id, limits }: { readonly id: string; readonly limits: EpisodeLimits },
  who: string,
): void {
  const uncounted = (['tokens', 'cost'] as const).find((limit) => limits[limit] !== undefined)
  if (uncounted === undefined) return
  throw new RlvrError(
    'RLVR_USAGE',
    `\`${id}\` limits the ${uncounted} of an episode, and ${who} does not see what policies spend. Take it without \`limits.${uncounted}\`; turns and time are kept.`,
  )
}
