// One order of what may stand in two: 3 + 5 must not be held out while 5 + 3 is trained on.

/** Both orders of two numbers occur, but each pair in one of them only, so that no problem is in both splits. */
export function oneOrder(a: number, b: number): [number, number] {
  return a < b === ((a + b) % 2 === 0) ? [a, b] : [b, a]
}
