// A record of IFEval as a task: `{ key, prompt, instruction_id_list, kwargs }`, where `kwargs` holds the arguments of the
// instructions in their order, those of other instructions being null. Format: google/IFEval on the hub.
import { isObject, FieldFault, requiredField, textField } from '../../src/data/field.ts'
import type { Json, JsonObject } from '../../src/core/json.ts'
import type { TaskFields } from '../../src/core/task.ts'
import type { Instruction } from '../../verifiers/index.ts'

/** The instructions themselves are judged, not read, here: an unknown one makes the verdict invalid. */
export function ifevalTask(record: JsonObject, fallbackId: string): TaskFields<readonly Instruction[]> {
  const prompt = textField(record, 'prompt')
  const ids = requiredField(record, 'instruction_id_list')
  if (!Array.isArray(ids) || ids.length === 0 || !ids.every((id) => typeof id === 'string'))
    throw new FieldFault('instruction_id_list', 'expected a list of at least one id, like `punctuation:no_comma`')
  const given = requiredField(record, 'kwargs')
  if (!Array.isArray(given) || given.length !== ids.length || !given.every((each: Json) => isObject(each)))
    throw new FieldFault('kwargs', `expected ${ids.length} objects, one for each of \`instruction_id_list\``)
  const answer = ids.map((id, index) => ({ id, arguments: withoutNulls(given[index] as JsonObject) }))
  const { key } = record
  return { id: typeof key === 'number' || typeof key === 'string' ? `ifeval-${key}` : fallbackId, prompt, answer }
}

function withoutNulls(given: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null && value !== undefined))
}
