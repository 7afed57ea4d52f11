// Times and durations as text.
import { bare } from '../read-answer.ts'

/** Seconds as `HH:MM` (unit 60) or `HH:MM:SS` (unit 1). */
export function timeText(seconds: number, unit: 1 | 60): string {
  const two = (number: number): string => String(number).padStart(2, '0')
  const minutes = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}`
  return unit === 60 ? minutes : `${minutes}:${two(seconds % 60)}`
}

/** Seconds of a time or duration such as `9:05` or `13:05:30`; null for anything else. */
export function readTime(text: string): number | null {
  const match = /^(\d{1,4}):([0-5]\d)(?::([0-5]\d))?$/.exec(bare(text))
  if (match === null) return null
  const [, hours = '', minutes = '', seconds = '0'] = match
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
}
