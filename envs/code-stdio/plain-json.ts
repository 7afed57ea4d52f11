// JSON of a data set as plain values. Data sets are written and read by Python, which keeps integers of any size and
// tells 3.0 from 3; `JSON.parse` alone would lose both.
import { describeError, show } from '../../src/core/errors.ts'
import type { PlainValue } from '../../src/sandbox/engine.ts'

type Reviver = (key: string, value: unknown, context?: { readonly source?: string }) => unknown

/**
 * The value of one JSON text. Throws a plain error where it is no JSON.
 * @example plainJson('[12345678901234567890, 2.0]') // [{ $int: '12345678901234567890' }, { $float: '2.0' }]
 */
export function plainJson(text: string): PlainValue {
  try {
    return JSON.parse(text, revive) as PlainValue
  } catch (thrown) {
    throw new Error(`${show(text, 60)} is no JSON: ${describeError(thrown, 120)}`, { cause: thrown })
  }
}

const revive: Reviver = (_key, value, context) => {
  if (typeof value === 'number') return numberOf(value, context?.source ?? String(value))
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const entries = Object.entries(value)
  // An object whose key begins with `$` would be read as a tag.
  return entries.some(([key]) => key.startsWith('$')) ? { $dict: entries } : value
}

function numberOf(value: number, source: string): PlainValue {
  if (/^-?\d+$/.test(source)) return Number.isSafeInteger(value) ? value : { $int: source }
  if (!Number.isFinite(value)) return { $float: value < 0 ? '-inf' : 'inf' }
  return Number.isInteger(value) ? { $float: source } : value
}
