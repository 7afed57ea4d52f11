// Strict JSON: what a record may hold. NaN and Infinity are refused rather than written as null,
// because a reader could not tell a lost number from a missing one.
import { createHash } from 'node:crypto'
import { RlvrError } from './errors.ts'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined }
export type JsonObject = { readonly [key: string]: Json | undefined }

/** Deepest nesting that is written: `JSON.stringify` would overflow the stack. */
const deepest = 1000

/**
 * JSON text of `value`, in the order of its keys.
 * @throws RlvrError `RLVR_RECORD` naming the path of a NaN, an Infinity, a bigint, a function or a cycle
 * @example stringifyStrict({ reward: null }) // '{"reward":null}'
 */
export function stringifyStrict(value: unknown, space?: number): string {
  refuseUnrepresentable(value, '$', new Set())
  return JSON.stringify(value, null, space)
}

/** JSON text with sorted keys: equal values give equal text. Throws as `stringifyStrict` does. */
export function canonicalJson(value: unknown): string {
  refuseUnrepresentable(value, '$', new Set())
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return inner
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
  })
}

/** The first 16 hexadecimal digits of the SHA-256 of a value's canonical JSON: an identity for content. */
export function contentHash(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 16)
}

function refuseUnrepresentable(value: unknown, path: string, ancestors: Set<object>): void {
  switch (typeof value) {
    case 'number':
      if (!Number.isFinite(value))
        throw new RlvrError('RLVR_RECORD', `${path} is ${value}; JSON cannot hold it. Write null for a missing number.`)
      return
    case 'bigint':
    case 'function':
    case 'symbol':
      throw new RlvrError('RLVR_RECORD', `${path} is a ${typeof value}; JSON cannot hold it.`)
    case 'object': {
      if (value === null) return
      if (ancestors.has(value))
        throw new RlvrError('RLVR_RECORD', `${path} refers back to an object that holds it; JSON cannot hold a cycle.`)
      if (ancestors.size >= deepest)
        throw new RlvrError('RLVR_RECORD', `${path.slice(0, 100)}… is nested more than ${deepest} deep.`)
      ancestors.add(value)
      for (const [key, inner] of Object.entries(value)) refuseUnrepresentable(inner, `${path}.${key}`, ancestors)
      ancestors.delete(value)
    }
  }
}
