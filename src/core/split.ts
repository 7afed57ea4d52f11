// Which split a thing belongs to, by the hash of its content: the same one wherever it stands and whatever stands
// beside it (docs/decisions/0007).
import { RlvrError, show } from './errors.ts'
import { contentHash } from './json.ts'

export type Split = 'train' | 'test'

/** Throws `RLVR_USAGE` for what is no split. */
export function checkSplit(split: unknown): void {
  if (split !== 'train' && split !== 'test')
    throw new RlvrError('RLVR_USAGE', `A split is 'train' or 'test'; got ${show(split, 80)}.`)
}

/** A share as a fraction: `parts` of `of`. */
export interface Share {
  readonly parts: number
  readonly of: number
}

/** What is held out for `test` where nobody says otherwise: one in eight. */
export const heldOutShare: Share = { parts: 1, of: 8 }

/** The split of a content. Its first 32 hashed bits, modulo the share's denominator, lie below the numerator: test. */
export function hashSplit(content: unknown, testShare: Share = heldOutShare): Split {
  return Number.parseInt(contentHash(content).slice(0, 8), 16) % testShare.of < testShare.parts ? 'test' : 'train'
}
