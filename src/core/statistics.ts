// Statistics that results are reported with. Sources at each function.
import type { Rng } from './random.ts'
import { RlvrError } from './errors.ts'

export interface Interval {
  readonly low: number
  readonly high: number
}

/** Arithmetic mean; null for no values. */
export function mean(values: readonly number[]): number | null {
  if (values.length === 0) return null
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}

/** Standard deviation: `sample` divides by n - 1 and is null below two values, `population` divides by n. */
export function standardDeviation(values: readonly number[], kind: 'sample' | 'population' = 'sample'): number | null {
  const divisor = kind === 'sample' ? values.length - 1 : values.length
  const centre = mean(values)
  if (centre === null || divisor < 1) return null
  let squares = 0
  for (const value of values) squares += (value - centre) ** 2
  return Math.sqrt(squares / divisor)
}

/** The q-quantile, q in 0..1, with linear interpolation (Hyndman and Fan type 7); null for no values. */
export function quantile(values: readonly number[], q: number): number | null {
  if (values.length === 0) return null
  const sorted = [...values].sort((a, b) => a - b)
  const position = q * (sorted.length - 1)
  const below = sorted[Math.floor(position)] as number
  const above = sorted[Math.ceil(position)] as number
  return below + (position - Math.floor(position)) * (above - below)
}

/**
 * Wilson score interval of a proportion (Wilson 1927), 95 % unless `z` says otherwise.
 * @example wilsonInterval(8, 10) // { low: 0.490..., high: 0.943... }
 */
export function wilsonInterval(successes: number, trials: number, z = 1.959963984540054): Interval | null {
  if (trials === 0) return null
  const p = successes / trials
  const scale = 1 + (z * z) / trials
  const centre = (p + (z * z) / (2 * trials)) / scale
  const half = (z / scale) * Math.sqrt((p * (1 - p)) / trials + (z * z) / (4 * trials * trials))
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) }
}

/**
 * Percentile bootstrap interval of the mean of `values` (Efron 1979). Give one value a task, so that several
 * replies to one task do not pose as independent evidence.
 */
export function bootstrapInterval(
  values: readonly number[],
  rng: Rng,
  options: { resamples?: number; confidence?: number } = {},
): Interval | null {
  if (values.length === 0) return null
  const { resamples = 2000, confidence = 0.95 } = options
  const means: number[] = []
  for (let round = 0; round < resamples; round++) {
    let sum = 0
    for (let i = 0; i < values.length; i++) sum += values[rng.int(0, values.length - 1)] as number
    means.push(sum / values.length)
  }
  const tail = (1 - confidence) / 2
  return { low: quantile(means, tail) as number, high: quantile(means, 1 - tail) as number }
}

/**
 * Unbiased pass@k from n replies of which c solve the task: 1 - C(n-c, k) / C(n, k)
 * (Chen et al. 2021, arXiv 2107.03374, eq. 1).
 * @example passAtK(16, 4, 4) // 0.728021978021978
 */
export function passAtK(n: number, c: number, k: number): number {
  checkCounts('pass@k', n, c, k)
  if (n - c < k) return 1
  let missing = 1
  for (let i = n - c + 1; i <= n; i++) missing *= 1 - k / i
  return 1 - missing
}

/**
 * Unbiased pass^k from n replies of which c solve the task, the chance that k replies all do: C(c, k) / C(n, k)
 * (tau-bench, arXiv 2406.12045, section 4).
 * @example passHatK(4, 3, 2) // 0.5
 */
export function passHatK(n: number, c: number, k: number): number {
  checkCounts('pass^k', n, c, k)
  let all = 1
  for (let i = 0; i < k; i++) all *= Math.max(0, c - i) / (n - i)
  return all
}

function checkCounts(what: string, n: number, c: number, k: number): void {
  if (Number.isInteger(n) && Number.isInteger(c) && Number.isInteger(k) && k >= 1 && c >= 0 && c <= n && k <= n) return
  throw new RlvrError(
    'RLVR_USAGE',
    `${what} needs whole numbers with 0 <= c <= n and 1 <= k <= n; got n = ${n}, c = ${c}, k = ${k}.`,
  )
}
