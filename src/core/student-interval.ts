// The interval of a mean by Student's t. The distribution of whole degrees of freedom has a finite sum (Abramowitz and
// Stegun 26.7.3 and 26.7.4), which is inverted by bisection; above 400 the expansion of 26.7.5 takes its place.
import type { Interval } from './statistics.ts'

const normal975 = 1.959963984540054

/**
 * The two-sided 95 % interval of a mean of `n` values with standard error `error`; null below two values.
 * @example studentInterval(0.5, { error: 0.2886751345948129, n: 3 }) // { low: -0.742…, high: 1.742… }
 */
export function studentInterval(mean: number, { error, n }: { error: number; n: number }): Interval | null {
  if (n < 2) return null
  const width = error === 0 ? 0 : quantile975(n - 1) * error
  return { low: mean - width, high: mean + width }
}

const known = new Map<number, number>()

function quantile975(degrees: number): number {
  if (degrees > 400) {
    const z = normal975
    const third = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384
    return (
      z + (z ** 3 + z) / (4 * degrees) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2) + third / degrees ** 3
    )
  }
  const found = known.get(degrees)
  if (found !== undefined) return found
  let [low, high] = [0, 100]
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2
    if (within(middle, degrees) < 0.95) low = middle
    else high = middle
  }
  known.set(degrees, high)
  return high
}

/** The probability that a t of so many degrees of freedom lies in -t..t. */
function within(t: number, degrees: number): number {
  const angle = Math.atan(t / Math.sqrt(degrees))
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)]
  const isOdd = degrees % 2 === 1
  let term = isOdd ? cosine : 1
  let sum = degrees === 1 ? 0 : term
  for (let k = isOdd ? 3 : 2; k < degrees; k += 2) {
    term *= ((k - 1) / k) * cosine ** 2
    sum += term
  }
  return isOdd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum
}
