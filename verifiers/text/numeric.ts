// Whether a reply's number is the reference number, within a tolerance. Exact arithmetic: a difference that is just
// the tolerance is within it, whatever binary floating point would say.
import { RlvrError, show } from '../../src/core/errors.ts'
import { invalid, scored, type Verdict } from '../../src/core/verdict.ts'
import type { Verifier } from '../../src/core/verifier.ts'
import { checkVerifierOptions, markVerifierFactory } from '../../src/core/verifier-factory.ts'
import { extractAnswer, type AnswerFrom } from '../math/extract/extract.ts'
import { readNumber } from '../math/read-number.ts'
import { isNear, readReal } from '../math/real-value.ts'
import { number as numberTree } from '../math/read/tree.ts'
import { verify } from '../math/verify.ts'
import { absolute, compare, fromNumber, multiply, subtract, toText, type Rational } from '../number/rational.ts'
import { cut, foundEvidence, type Found } from '../reply/found.ts'

export interface NumericOptions {
  /** Largest difference from the answer. Default 0. */
  readonly absolute?: number
  /** Largest difference as a share of the answer's size. Default 0. The larger of both tolerances counts. */
  readonly relative?: number
  /** Where the number stands. Default `any`: the rules of `math()`. */
  readonly answerFrom?: AnswerFrom
}

/**
 * 1 where the reply's number differs from the answer by no more than the tolerance.
 * @throws RlvrError `RLVR_USAGE` for a negative or infinite tolerance
 * @example numeric({ relative: 0.01 })
 */
export function numeric(options: NumericOptions = {}): Verifier<number | string> {
  checkVerifierOptions('numeric()', options, { absolute: true, relative: true, answerFrom: true })
  const largestDifference = tolerance('absolute', options.absolute ?? 0)
  const largestShare = tolerance('relative', options.relative ?? 0)
  return {
    name: 'numeric',
    reads: 'reply',
    verify: ({ reply, task }) => {
      const answer: unknown = task.answer
      const wanted =
        typeof answer === 'number' ? fromNumber(answer) : typeof answer === 'string' ? readNumber(answer) : null
      const wantedTree = wanted !== null ? numberTree(wanted) : typeof answer === 'string' ? readReal(answer) : null
      if (wantedTree === null) return invalid('broken-gold', `The task's answer ${show(answer)} is no number.`)
      const found = extractAnswer(reply, options.answerFrom)
      if (typeof found === 'string') return scored(false, found)
      const number = readNumber(found.text)
      if (number !== null && wanted !== null) {
        const difference = absolute(subtract(number, wanted))
        const isWithin =
          compare(difference, largestDifference) <= 0 ||
          compare(difference, multiply(largestShare, absolute(wanted))) <= 0
        return told(isWithin, toText(number), toText(wanted), found)
      }
      // One of both is no fraction: as `math()` proves them equal, or by intervals.
      const tree = number !== null ? numberTree(number) : readReal(found.text)
      if (tree === null) return scored(false, `${cut(found.text)} (${found.where}) is no number.`, foundEvidence(found))
      const isWithin =
        isNear(tree, wantedTree, { absolute: largestDifference, relative: largestShare }) ||
        (wanted === null && isProved(String(answer), found.text))
      return told(isWithin, found.text, String(answer), found)
    },
  }
}

function told(isWithin: boolean, said: string, wanted: string, found: Found): Verdict {
  const relation = isWithin ? 'is within the tolerance of' : 'is too far from'
  return scored(isWithin, `${cut(said)} ${relation} ${cut(wanted)}.`, foundEvidence(found))
}

/** Equal by a proof, not by a policy for decimals. */
function isProved(answer: string, text: string): boolean {
  const { verdict, tier } = verify(answer, `\\boxed{${text}}`)
  return verdict === 'correct' && tier !== 'decimal' && tier !== 'text'
}

markVerifierFactory(numeric, 'numeric()')

function tolerance(name: string, value: number): Rational {
  const exact = fromNumber(value)
  if (exact === null || value < 0) {
    throw new RlvrError(
      'RLVR_USAGE',
      `The ${name} tolerance of numeric() is a finite number from 0; got ${show(value, 80)}.`,
    )
  }
  return exact
}
