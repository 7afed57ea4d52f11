// Bounds on everything that a reply can make large. Each is checked before the work it bounds.

/** Characters of one answer; a longer candidate is no answer. */
export const longestAnswer = 4096

/** Brackets, fractions, roots and powers inside one another. */
export const deepestNesting = 64

/** Levels of a tree. Every walk of one is a recursion no deeper than this. */
export const deepestTree = 200

/** Numbers, symbols and operators of one answer. */
export const mostTokens = 2000

/** Digits of one written number, and the largest exponent of `1e…`. */
export const mostDigits = 4096

/** Bits of a numerator or a denominator, before and after an operation. */
export const mostBits = 65_536

/** Terms of a polynomial. */
export const mostTerms = 512

/** Multiplications of terms in one comparison. */
export const mostSteps = 50_000

/** The end of a reply in which phrases, mathematics and numbers are searched where nothing marks the answer. */
export const longestTail = 65_536

/** Thrown where reading or arithmetic would pass a bound, and caught where a verdict is made of it. */
export class OverLimit extends Error {
  constructor(what: string) {
    super(what)
    this.name = 'OverLimit'
  }
}

const small = 2n ** 53n

/** Bits of a whole number, rounded up to the next multiple of four. */
export function bitLength(value: bigint): number {
  if (value < small && value > -small) return 53
  return value.toString(16).length * 4
}

/** Nodes evaluated in one comparison. */
export const mostEvaluations = 60_000

/** Largest n of n! that is multiplied out. */
export const mostFactorial = 3000n

/** Terms of a sum or a product that is added up. */
export const mostTermsOfSum = 1000n

/** Products of entries in one product of matrices. */
export const mostMatrixEntries = 512

/** Characters at the end of a reply in which anything is looked for. */
export const longestReply = 1_048_576
