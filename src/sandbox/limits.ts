// What one test may use. A limit ends the work from outside the candidate's process.
import { RlvrError } from '../core/errors.ts'

export interface Limits {
  /** Wall time of one test, in milliseconds, the candidate's start included. */
  readonly timeMs: number
  /** Memory of all processes of the run together, in MiB. */
  readonly memoryMb: number
  /** Standard output of one run, or the result of one call, in bytes. Standard error keeps its first 64 KiB. */
  readonly outputBytes: number
  /** Processes and threads alive at once. */
  readonly processes: number
}

export const defaultLimits: Limits = { timeMs: 10_000, memoryMb: 512, outputBytes: 1 << 20, processes: 32 }

/** Longest source that is run at all, in UTF-8 bytes. */
export const maxSourceBytes: number = 256 * 1024

/** Most tests of one job. */
export const maxTests = 10_000

/** Longest time all tests of one job may take together, in milliseconds. */
export const maxSuiteMs = 120_000

/** All answers of one job together, what it prints included, in bytes; more is `output_limit`. */
export function jobBytes({ outputBytes }: Pick<Limits, 'outputBytes'>): number {
  return Math.max(64 << 20, 4 * outputBytes)
}

export function tooMuch(bytes: number): string {
  return `all answers together have more than ${bytes} bytes`
}

/** Longest text that can tell a result or an output of `outputBytes`: JSON writes one byte in six at worst. */
export function toldBytes({ outputBytes }: Pick<Limits, 'outputBytes'>): number {
  return 6 * outputBytes + (256 << 10)
}

/** Kept of standard error, in bytes. */
export const maxStderrBytes: number = 64 * 1024

const ranges: { readonly [K in keyof Limits]: readonly [number, number] } = {
  timeMs: [1, maxSuiteMs],
  memoryMb: [16, 1 << 20],
  outputBytes: [1, 64 << 20],
  processes: [1, 4096],
}

/** Limits with the defaults filled in; throws `RLVR_SANDBOX` on one that is out of range or unknown. */
export function checkLimits(given: Partial<Limits> = {}): Limits {
  for (const [name, value] of Object.entries(given)) {
    if (!isLimit(name)) {
      throw new RlvrError('RLVR_SANDBOX', `Unknown limit \`${name}\`. Known: ${Object.keys(ranges).join(', ')}.`)
    }
    const [low, high] = ranges[name]
    if (typeof value !== 'number' || !Number.isInteger(value) || value < low || value > high) {
      throw new RlvrError(
        'RLVR_SANDBOX',
        `Limit \`${name}\` must be a whole number in ${low}..${high}; it is ${value}.`,
      )
    }
  }
  return { ...defaultLimits, ...given }
}

function isLimit(name: string): name is keyof Limits {
  return Object.hasOwn(ranges, name)
}
