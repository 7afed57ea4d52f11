// Strict JSON: what a record may hold. NaN and Infinity are refused rather than written as null,
// because a reader could not tell a lost number from a missing one.
import { hash } from 'node:crypto'
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
  const plain = plainCanonicalJson(value, 0)
  if (plain !== null) return plain
  refuseUnrepresentable(value, '$', new Set())
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return inner
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
  })
}

/** Deeper than nearly all data; what is deeper is written the slow way, which finds cycles. */
const plainDepth = 50

/** The same, faster, of what is made of texts, finite numbers, lists and records without keys that look like numbers; null for what is not. */
function plainCanonicalJson(value: unknown, depth: number): string | null {
  if (typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value)
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null
  if (value === null) return 'null'
  if (typeof value !== 'object' || depth > plainDepth || 'toJSON' in value) return null
  if (Array.isArray(value)) {
    let list = ''
    for (const item of value) {
      const text = plainCanonicalJson(item, depth + 1)
      if (text === null) return null
      list += list === '' ? text : `,${text}`
    }
    return `[${list}]`
  }
  if (!(Object.getPrototypeOf(value) === Object.prototype)) return null
  let record = ''
  for (const key of Object.keys(value).sort()) {
    const inner = (value as { readonly [key: string]: unknown })[key]
    if (inner === undefined) continue
    // Keys that look like numbers come first in any object, by their size.
    const text = beginsWithDigit(key) ? null : plainCanonicalJson(inner, depth + 1)
    if (text === null) return null
    record += `${record === '' ? '' : ','}${JSON.stringify(key)}:${text}`
  }
  return `{${record}}`
}

function beginsWithDigit(key: string): boolean {
  const code = key.charCodeAt(0)
  return code >= 48 && code <= 57
}

/** The first 16 hexadecimal digits of the SHA-256 of a value's canonical JSON: an identity for content. */
export function contentHash(value: unknown): string {
  return hash('sha256', canonicalJson(value), 'hex').slice(0, 16)
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
      for (const key of Object.keys(value)) {
        const inner = (value as { readonly [key: string]: unknown })[key]
        // What cannot be at fault needs no path.
        if (typeof inner !== 'string' && typeof inner !== 'boolean' && inner !== null)
          refuseUnrepresentable(inner, `${path}.${key}`, ancestors)
      }
      ancestors.delete(value)
    }
  }
}
