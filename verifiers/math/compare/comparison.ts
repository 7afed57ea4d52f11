// What a comparison answers, and what it was told to heed.

/**
 * What decided: the same tree or its parts; exact rationals; exact forms of expressions; intervals that do not meet;
 * agreement at random points or to hundreds of bits; decimals by policy; words. `none` where nothing could.
 */
export type Tier = 'structure' | 'rational' | 'normal-form' | 'interval' | 'probabilistic' | 'decimal' | 'text' | 'none'

export interface Comparison {
  readonly equal: boolean
  readonly tier: Tier
  /** What a person should know about it, as the end of a sentence. */
  readonly why?: string
}

export interface ComparePolicy {
  /** Compare numbers rounded to this many decimals. */
  readonly decimals?: number
  /** Whether `-2 ≤ x ≤ 7` answers for the interval [-2, 7]. */
  readonly allowSetRelation?: boolean
}

export const different = (tier: Tier, why?: string): Comparison => ({ equal: false, tier, ...(why && { why }) })
export const same = (tier: Tier, why?: string): Comparison => ({ equal: true, tier, ...(why && { why }) })
