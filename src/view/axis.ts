// Scales of a chart: from values to pixels, and the round numbers written along an axis.

export interface Axis {
  readonly low: number
  readonly high: number
  readonly ticks: readonly number[]
  /** The pixel of a value. */
  at(value: number): number
}

/**
 * An axis over `values`, widened to round ticks. A single value, or none, gets room around it.
 * @example axisOver([0, 0.9], { from: 100, to: 0 }).ticks // [0, 0.5, 1]
 */
export function axisOver(
  values: readonly number[],
  options: {
    readonly from: number
    readonly to: number
    readonly count?: number
    readonly round?: boolean
    readonly include?: readonly number[]
    readonly whole?: boolean
  },
): Axis {
  const { from, to, count = 3, round = true, include = [], whole = false } = options
  let low = Infinity
  let high = -Infinity
  for (const value of [...values, ...include]) {
    if (!Number.isFinite(value)) continue
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  if (low > high) [low, high] = [0, 1]
  if (low === high) {
    const room = low === 0 ? 1 : Math.abs(low) * 0.1
    if (low !== 0 || include.length === 0) low -= room
    high += room
  }
  const spacing = tickSpacing((high - low) / count, whole)
  if (round) {
    low = Math.floor(low / spacing + 1e-9) * spacing
    high = Math.ceil(high / spacing - 1e-9) * spacing
  }
  const ticks: number[] = []
  for (let i = Math.ceil(low / spacing - 1e-9); i * spacing <= high + spacing * 1e-9; i++) {
    // 3 * 0.1 is 0.30000000000000004; twelve digits are enough for any tick.
    ticks.push(Number((i * spacing).toPrecision(12)))
  }
  return { low, high, ticks, at: (value) => from + ((value - low) / (high - low)) * (to - from) }
}

/** The nearest of 1, 2, 5 times a power of ten at or above `rough`. */
function tickSpacing(rough: number, whole: boolean): number {
  const power = 10 ** Math.floor(Math.log10(rough))
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= rough * (1 - 1e-9)) ?? 10
  return whole ? Math.max(1, factor * power) : factor * power
}
