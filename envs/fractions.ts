// Fractions of whole numbers that generated tasks reckon with. Safe integers: parts stay far below 2^53.

export interface Fraction {
  readonly above: number
  readonly below: number
}

export function greatestDivisor(a: number, b: number): number {
  let [first, second] = [Math.abs(a), Math.abs(b)]
  while (second > 0) [first, second] = [second, first % second]
  return first
}

/** In lowest terms, with a positive denominator. */
export function fraction(above: number, below = 1): Fraction {
  const shared = greatestDivisor(above, below) * (below < 0 ? -1 : 1)
  return { above: above / shared || 0, below: below / shared }
}

export type Operation = '+' | '-' | '*' | '/'

/** The right side of a division is not 0. */
export function reckoned(left: Fraction, operation: Operation, right: Fraction): Fraction {
  switch (operation) {
    case '+':
      return fraction(left.above * right.below + right.above * left.below, left.below * right.below)
    case '-':
      return fraction(left.above * right.below - right.above * left.below, left.below * right.below)
    case '*':
      return fraction(left.above * right.above, left.below * right.below)
    default:
      return fraction(left.above * right.below, left.below * right.above)
  }
}

/** `3/4`, or `-2` where it is whole. */
export function fractionText({ above, below }: Fraction): string {
  return below === 1 ? String(above) : `${above}/${below}`
}
