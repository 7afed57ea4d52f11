// A field of JSON of unknown shape.
import type { Json } from '../../core/json.ts'

/** The field, or undefined where there is none, or nothing that could have one. */
export function field(value: Json | undefined, key: string | number): Json | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  return (value as { readonly [key: string | number]: Json | undefined })[key]
}
