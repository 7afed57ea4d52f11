// Whether a reply is neither too short nor too long.
import { RlvrError, show } from '../../src/core/errors.ts'
import { scored } from '../../src/core/verdict.ts'
import type { Verifier } from '../../src/core/verifier.ts'
import { checkVerifierOptions, markVerifierFactory } from '../../src/core/verifier-factory.ts'

export interface LengthOptions {
  /** `characters` counts Unicode code points, `words` counts runs of visible characters. Default `characters`. */
  readonly unit?: 'characters' | 'words'
}

/**
 * 1 where the reply's length lies in `least..most`, both included; `Infinity` leaves it open above.
 * @throws RlvrError `RLVR_USAGE` for a negative bound or an empty range
 * @example lengthBetween(1, 200, { unit: 'words' })
 */
export function lengthBetween(least: number, most: number, options: LengthOptions = {}): Verifier {
  checkVerifierOptions('lengthBetween()', options, { unit: true })
  if (!(typeof least === 'number' && typeof most === 'number' && least >= 0 && least <= most)) {
    throw new RlvrError(
      'RLVR_USAGE',
      `lengthBetween needs 0 <= least <= most; got ${show(least, 80)} and ${show(most, 80)}. Write Infinity for no upper bound.`,
    )
  }
  const unit = options.unit ?? 'characters'
  const count = unit === 'words' ? countWords : countCharacters
  return {
    name: 'length-between',
    reads: 'reply',
    verify: ({ reply }) => {
      const length = count(reply)
      const isWithin = length >= least && length <= most
      return scored(isWithin, `The reply has ${length} ${unit}; ${least} to ${most} are wanted.`, { length, unit })
    },
  }
}

markVerifierFactory(lengthBetween, 'lengthBetween(1, 200)')

function countCharacters(text: string): number {
  let count = 0
  for (let index = 0; index < text.length; index++) {
    const isHighSurrogate = (text.charCodeAt(index) & 0xfc00) === 0xd800
    if (isHighSurrogate && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00) index++
    count++
  }
  return count
}

function countWords(text: string): number {
  const word = /\S+/g
  let count = 0
  while (word.test(text)) count++
  return count
}
