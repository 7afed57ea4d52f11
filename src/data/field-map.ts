// `--field target=source`: where the fields of a row stand in a file that was written for something else.
import { unknownName } from '../core/errors.ts'
import type { Json, JsonObject } from '../core/json.ts'
import { FieldFault, fieldAt, requiredField, textField } from './field.ts'

/** Reads the fields that a command expects, each from where the user said it stands. Faults name that place. */
export interface FieldMap {
  get(row: JsonObject, target: string): Json | undefined
  required(row: JsonObject, target: string): Json
  text(row: JsonObject, target: string): string
}

/**
 * A map from pairs of target and source; what is not mapped stands where it is called. Mapping `task` moves all of
 * `task.…` with it. Throws `RLVR_UNKNOWN_NAME` for a target that the command does not read.
 * @example fieldMap([['reply', 'completion']], ['reply']).text({ completion: 'x' }, 'reply') // 'x'
 */
export function fieldMap(
  given: Iterable<readonly [target: string, source: string]>,
  targets: readonly string[],
): FieldMap {
  const sources = new Map(given)
  for (const target of sources.keys()) if (!targets.includes(target)) throw unknownName('field', target, targets)
  const sourceOf = (target: string): string => {
    const whole = sources.get(target)
    if (whole !== undefined) return whole
    const dot = target.indexOf('.')
    const parent = dot < 0 ? undefined : sources.get(target.slice(0, dot))
    return parent === undefined ? target : parent + target.slice(dot)
  }
  return {
    get: (row, target) => fieldAt(row, sourceOf(target)),
    required: (row, target) => hinted(target, () => requiredField(row, sourceOf(target))),
    text: (row, target) => hinted(target, () => textField(row, sourceOf(target))),
  }
}

/** Reads a field; where it is missing, the fault says how to name another. */
function hinted<Value>(target: string, read: () => Value): Value {
  try {
    return read()
  } catch (thrown) {
    if (!(thrown instanceof FieldFault) || !thrown.message.startsWith('is missing')) throw thrown
    throw new FieldFault(thrown.field, `${thrown.message}; \`-f ${target}=NAME\` says where it stands`)
  }
}

/** The id of a row as text, or `line-N` where it has none. Throws `FieldFault` for anything but a text or a number. */
export function rowId(fields: FieldMap, row: JsonObject, line: number): string {
  const id = fields.get(row, 'id')
  if (id === undefined || id === null) return `line-${line}`
  if (typeof id === 'string' || typeof id === 'number') return String(id)
  throw new FieldFault('id', 'expected a text or a number')
}
