// Reading a field of a row by its dotted path, with a fault that names the path when it is not what was expected.
import { show } from '../core/errors.ts'
import type { Json, JsonObject } from '../core/json.ts'

/** What is wrong with one field of a row. Readers of rows turn it into a fault with the line number. */
export class FieldFault extends Error {
  readonly field: string

  constructor(field: string, message: string) {
    super(message)
    this.name = 'FieldFault'
    this.field = field
  }
}

/**
 * The value at a dotted path, or undefined where there is none. A number on the path is a place in a list.
 * @example fieldAt({ task: { answer: 42 } }, 'task.answer') // 42
 */
export function fieldAt(row: JsonObject, path: string): Json | undefined {
  // A column may be called so itself, as in the header of a CSV.
  if (Object.hasOwn(row, path)) return row[path]
  let value: Json | undefined = row
  for (const name of path.split('.')) {
    if (isObject(value) && Object.hasOwn(value, name)) value = value[name]
    else if (Array.isArray(value) && /^\d+$/.test(name)) value = (value as readonly Json[])[Number(name)]
    else return undefined
  }
  return value
}

/** The text at a dotted path. Throws `FieldFault` where it is missing or no text. */
export function textField(row: JsonObject, path: string): string {
  const value = requiredField(row, path)
  if (typeof value !== 'string') throw new FieldFault(path, `expected a text; got ${show(value, 60)}`)
  return value
}

/** The value at a dotted path, null included. Throws `FieldFault` where it is missing, naming the fields there are. */
export function requiredField(row: JsonObject, path: string): Json {
  const value = fieldAt(row, path)
  if (value !== undefined) return value
  const names = Object.keys(row).slice(0, 12)
  throw new FieldFault(path, `is missing; the row has ${names.length === 0 ? 'no fields' : names.join(', ')}`)
}

/** Whether a JSON value is an object: no list, no null. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
