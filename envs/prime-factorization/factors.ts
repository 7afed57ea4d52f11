// Prime factors by trial division, and as answers write them.
import { bare } from '../read-answer.ts'

/** Ascending, each as often as it divides: `primeFactors(12)` is [2, 2, 3]. For numbers from 2. */
export function primeFactors(number: number): number[] {
  const factors: number[] = []
  let rest = number
  for (let divisor = 2; divisor * divisor <= rest; divisor += divisor === 2 ? 1 : 2)
    while (rest % divisor === 0) {
      factors.push(divisor)
      rest /= divisor
    }
  if (rest > 1) factors.push(rest)
  return factors
}

/** More than any number asked for has. */
const mostFactors = 64

/** The factors of `2^2*3`, `2 × 2 × 3`, `2, 2, 3`, ascending; null where anything else stands there. */
export function readFactors(text: string): number[] | null {
  const right = bare(text).replace(/^\d+\s*=(?!=)/, '')
  const parts = right
    .replaceAll('**', '^')
    .replaceAll(/\\times|\\cdot|×|·|\bx\b/g, '*')
    .split(/[*,]/)
  const factors: number[] = []
  for (const part of parts) {
    const [, base, power = '1'] = /^\s*(\d{1,12})\s*(?:\^\s*\{?\s*(\d{1,2})\s*\}?)?\s*$/.exec(part) ?? []
    if (base === undefined || factors.length + Number(power) > mostFactors) return null
    for (let times = 0; times < Number(power); times++) factors.push(Number(base))
  }
  return factors.sort((a, b) => a - b)
}
