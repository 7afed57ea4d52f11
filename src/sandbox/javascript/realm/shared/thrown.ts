// What was thrown or rejected, against what `assert.throws`, `rejects` and `toThrow` expect.
import type { DeepEqual } from './deep-equal.ts'

export type Caught = { readonly thrown: unknown } | null

export interface Thrown {
  matches(thrown: unknown, wanted: unknown): boolean
  by(run: () => unknown): Caught
  /** Of a promise, or of a function that gives one. */
  rejectionOf(given: unknown): Promise<Caught>
}

export function installThrown(isDeepEqual: DeepEqual): Thrown {
  const matches = (thrown: unknown, wanted: unknown): boolean => {
    if (wanted === undefined || typeof wanted === 'string') return true
    const message = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
    if (wanted instanceof RegExp) return wanted.test(message)
    if (typeof wanted === 'function') {
      if ('prototype' in wanted && thrown instanceof wanted) return true
      if (wanted === Error || wanted.prototype instanceof Error) {
        // A class of the script's own, in which it names one of the candidate's.
        return (thrown as Error | null)?.name === wanted.name
      }
      return (wanted as (thrown: unknown) => unknown)(thrown) === true
    }
    if (isDeepEqual(thrown, wanted)) return true
    return [...Object.entries(wanted as object), ...errorFields(wanted)].every(([key, value]) => {
      const held = (thrown as Record<string, unknown> | null)?.[key]
      return value instanceof RegExp ? value.test(String(held)) : isDeepEqual(held, value)
    })
  }
  const errorFields = (wanted: unknown): [string, unknown][] =>
    wanted instanceof Error
      ? [
          ['name', wanted.name],
          ['message', wanted.message],
        ]
      : []
  const by = (run: () => unknown): Caught => {
    try {
      run()
      return null
    } catch (thrown) {
      return { thrown }
    }
  }
  const rejectionOf = async (given: unknown): Promise<Caught> => {
    try {
      await (typeof given === 'function' ? (given as () => unknown)() : given)
      return null
    } catch (thrown) {
      return { thrown }
    }
  }
  return { matches, by, rejectionOf }
}
