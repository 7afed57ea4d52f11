// What is wrong with a frame or a body, as pydantic tells it to OpenEnv's clients: one entry a field,
// { type, loc, msg, input }.
// Source: huggingface/OpenEnv src/openenv/core/env_server/http_server.py (`e.errors()`), pydantic's error types.
import type { Json } from '../../../core/json.ts'

export interface FieldFault {
  /** Pydantic's name for it: `missing`, `extra_forbidden`, `string_type` … */
  readonly type: string
  /** The path to the field. */
  readonly loc: readonly (string | number)[]
  readonly msg: string
  /** What came, where it is short. */
  readonly input?: Json
}

/** Thrown by what reads frames and bodies; each route tells it in its own words. */
export class FieldFaults extends Error {
  readonly faults: readonly FieldFault[]

  constructor(faults: readonly FieldFault[]) {
    super(faults.map(({ loc, msg }) => (loc.length === 0 ? msg : `${loc.join('.')}: ${msg}`)).join('; '))
    this.name = 'FieldFaults'
    this.faults = faults
  }

  /** The same, of a field within another. */
  within(...outer: readonly (string | number)[]): FieldFaults {
    return new FieldFaults(this.faults.map((fault) => ({ ...fault, loc: [...outer, ...fault.loc] })))
  }
}

export function fieldFault(
  loc: readonly (string | number)[],
  type: string,
  { msg, input }: { msg: string; input?: unknown },
): FieldFault {
  return { type, loc, msg, ...(isShort(input) && { input: input as Json }) }
}

export function isObject(value: unknown): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A fault for each field that nobody knows. */
export function unknownFields(given: object, known: readonly string[]): FieldFault[] {
  return Object.keys(given)
    .filter((name) => !known.includes(name))
    .slice(0, 8)
    .map((name) => fieldFault([name.slice(0, 100)], 'extra_forbidden', { msg: 'Extra inputs are not permitted' }))
}

function isShort(input: unknown): boolean {
  return input !== undefined && (JSON.stringify(input) ?? '').length <= 200
}
