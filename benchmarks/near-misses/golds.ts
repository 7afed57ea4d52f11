// Generated golds of every shape that near misses are made of.
import type { Rng } from '../../src/core/random.ts'

type Make = (rng: Rng) => string

const whole: Make = (rng) => String(rng.int(-99, 999))
const positive: Make = (rng) => String(rng.int(2, 60))
const fraction: Make = (rng) => `\\frac{${rng.int(1, 40)}}{${rng.int(2, 40)}}`
const number: Make = (rng) => (rng.int(0, 3) === 0 ? fraction(rng) : whole(rng))
const listOf = (rng: Rng, count: number): string => Array.from({ length: count }, () => number(rng)).join(',')
const ascending = (rng: Rng): string => {
  const low = rng.int(-40, 40)
  return `${low},${low + rng.int(1, 50)}`
}

const makers: readonly Make[] = [
  whole,
  fraction,
  (rng) => (rng.int(1, 99_999) / 100).toFixed(2),
  (rng) => `${positive(rng)}\\sqrt{${rng.int(2, 50)}}`,
  (rng) => `\\frac{${positive(rng)}\\pi}{${positive(rng)}}`,
  (rng) => `${positive(rng)}\\pi`,
  (rng) => `${positive(rng)}+${positive(rng)}\\sqrt{${rng.int(2, 30)}}`,
  (rng) => `${positive(rng)}x^${rng.int(2, 5)}-${positive(rng)}x+${positive(rng)}`,
  (rng) => `(x+${positive(rng)})(x-${positive(rng)})`,
  (rng) => `\\frac{x+${positive(rng)}}{${positive(rng)}y}`,
  (rng) => `${positive(rng)}\\sin(${positive(rng)}x)`,
  (rng) => `\\ln(${positive(rng)})`,
  (rng) => `2^{${rng.int(2, 30)}}`,
  (rng) => `e^{${rng.int(2, 9)}x}`,
  (rng) => `\\sqrt[3]{${positive(rng)}}`,
  (rng) => `(${listOf(rng, rng.int(2, 3))})`,
  (rng) => `\\{${listOf(rng, rng.int(2, 4))}\\}`,
  (rng) => `[${ascending(rng)}]`,
  (rng) => `(${ascending(rng)}]`,
  (rng) => `[${ascending(rng)})`,
  (rng) => `x < ${number(rng)}`,
  (rng) => `x > ${number(rng)}`,
  (rng) => `x \\le ${number(rng)}`,
  (rng) => `x \\ge ${number(rng)}`,
  (rng) => `x \\ne ${number(rng)}`,
  (rng) => `x = ${number(rng)}`,
  (rng) => `${rng.int(-40, 40)}, ${rng.int(41, 90)}`,
  (rng) => `${positive(rng)}\\text{ ${['cm', 'm', 'km', 'kg', 'g', 'hours', 'minutes', 'L'][rng.int(0, 7)]}}`,
  (rng) => `${positive(rng)}^\\circ`,
  (rng) => `n^2+${positive(rng)}n`,
  (rng) => `\\frac{${positive(rng)}}{${positive(rng)}}x`,
]

export function generatedGold(rng: Rng): string {
  return (makers[rng.int(0, makers.length - 1)] as Make)(rng)
}
