// Numbers of metrics as people read them.
import type { MetricUnit } from '../core/metric-catalogue.ts'

/**
 * A value in few characters; `–` for null and for what is no number.
 * @example formatMetric(0.7346, 'share') // '0.735'
 * @example formatMetric(12345.6, 'tokens/s') // '12.3k'
 */
export function formatMetric(value: number | null | undefined, unit: MetricUnit = 'none'): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–'
  switch (unit) {
    case 'share':
    case 'reward':
      return withoutMinusZero(value.toFixed(3))
    case 'seconds':
      return formatSeconds(value)
    case 'count':
    case 'tokens':
    case 'tokens/s':
      return formatCount(value)
    default:
      return formatPlain(value)
  }
}

/** @example formatSeconds(192) // '3 min 12 s' */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–'
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(2) : seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor((whole % 3600) / 60)
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min ${whole % 60} s`
}

function formatCount(value: number): string {
  const size = Math.abs(value)
  if (size >= 999_950) return `${(value / 1e6).toFixed(size >= 1e8 ? 0 : 1)}M`
  if (size >= 9_999.5) return `${(value / 1e3).toFixed(1)}k`
  return withoutMinusZero(Number.isInteger(value) ? String(value) : value.toFixed(size >= 100 ? 0 : 1))
}

function formatPlain(value: number): string {
  const size = Math.abs(value)
  if (value === 0) return '0'
  if (size < 1e-3 || size >= 1e5) return value.toExponential(1)
  return size >= 100 ? value.toFixed(1) : size >= 1 ? value.toFixed(2) : value.toFixed(4)
}

function withoutMinusZero(text: string): string {
  return /^-0(\.0+)?$/u.test(text) ? text.slice(1) : text
}
