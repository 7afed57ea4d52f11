// What a client does in a step: one field `message`; where the environment has tools, `{"type": "list_tools"}` and
// `{"type": "call_tool", "tool_name", "arguments"}` too. Fields that nobody knows are refused, as OpenEnv's `Action` does.
// verifiers' adapter (verifiers/v1/tasksets/openenv/taskset.py, `parse_action`) reads a model's reply as JSON first: 41
// comes as {"message": 41}, so numbers and booleans stand for their text; and where tools were listed it puts a reply
// that is no JSON object into the one required field of CallToolAction, so a lone `tool_name` that names no tool is a
// message.
// Source: huggingface/OpenEnv src/openenv/core/env_server/{types,mcp_types,serialization}.py.
import type { JsonObject } from '../../../core/json.ts'
import { FieldFaults, fieldFault, isObject, unknownFields, type FieldFault } from './field-fault.ts'

export type OpenEnvAction =
  | { readonly kind: 'list' }
  | { readonly kind: 'call'; readonly name: string; readonly arguments: JsonObject }
  | { readonly kind: 'message'; readonly text: string }

/** Tool names that an environment has; empty where it has none. Throws `FieldFaults`. */
export function readAction(given: unknown, tools: readonly string[]): OpenEnvAction {
  if (!isObject(given))
    throw new FieldFaults([fieldFault([], 'dict_type', { msg: 'Input should be an object, the action', input: given })])
  const faults: FieldFault[] = []
  if (given['metadata'] !== undefined && given['metadata'] !== null && !isObject(given['metadata']))
    faults.push(fieldFault(['metadata'], 'dict_type', { msg: 'Input should be an object', input: given['metadata'] }))
  if (given['type'] === 'list_tools') {
    faults.push(...unknownFields(withoutNulls(given), ['type', 'metadata']))
    return sound(faults, { kind: 'list' })
  }
  if (tools.length === 0) {
    faults.push(...unknownFields(given, ['message', 'metadata']))
    if (given['message'] === undefined)
      faults.push(fieldFault(['message'], 'missing', { msg: 'Field required', input: given }))
    const text = textOf(given['message'])
    if (text === null && given['message'] !== undefined) faults.push(noText('message', given['message']))
    return sound(faults, { kind: 'message', text: text ?? '' })
  }
  return readToolAction(withoutNulls(given), tools, faults)
}

/** As text; null for what has none. A number keeps its digits where `readFrame` read it. */
function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null
}

function readToolAction(
  given: { readonly [key: string]: unknown },
  tools: readonly string[],
  faults: FieldFault[],
): OpenEnvAction {
  faults.push(...unknownFields(given, ['type', 'tool_name', 'arguments', 'message', 'metadata']))
  const { type, tool_name: name, arguments: input, message } = given
  if (type !== undefined && type !== 'call_tool')
    faults.push(
      fieldFault(['type'], 'literal_error', { msg: "Input should be 'list_tools' or 'call_tool'", input: type }),
    )
  if (type === undefined && message !== undefined) {
    const text = textOf(message)
    if (text === null) faults.push(noText('message', message))
    if (name !== undefined || (input !== undefined && !isEmpty(input)))
      faults.push(
        fieldFault(['message'], 'value_error', { msg: 'An action is a message or the call of a tool, not both' }),
      )
    return sound(faults, { kind: 'message', text: text ?? '' })
  }
  if (name === undefined) {
    const field = type === undefined ? 'message' : 'tool_name'
    faults.push(fieldFault([field], 'missing', { msg: 'Field required', input: given }))
    return sound(faults, { kind: 'list' })
  }
  if (type === undefined && input === undefined && !tools.includes(name as string)) {
    const text = textOf(name)
    if (text !== null) return sound(faults, { kind: 'message', text })
  }
  if (typeof name !== 'string')
    faults.push(fieldFault(['tool_name'], 'string_type', { msg: 'Input should be a valid string', input: name }))
  if (message !== undefined)
    faults.push(fieldFault(['message'], 'extra_forbidden', { msg: 'Extra inputs are not permitted' }))
  if (input !== undefined && !isObject(input))
    faults.push(fieldFault(['arguments'], 'dict_type', { msg: 'Input should be an object', input }))
  return sound(faults, { kind: 'call', name: name as string, arguments: (input ?? {}) as JsonObject })
}

function sound(faults: readonly FieldFault[], action: OpenEnvAction): OpenEnvAction {
  if (faults.length > 0) throw new FieldFaults(faults)
  return action
}

function noText(field: string, input: unknown): FieldFault {
  return fieldFault([field], 'string_type', { msg: 'Input should be a valid string', input })
}

/** A pydantic model that is dumped names the fields that it leaves out. */
function withoutNulls(given: { readonly [key: string]: unknown }): { readonly [key: string]: unknown } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null))
}

function isEmpty(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length === 0
}
