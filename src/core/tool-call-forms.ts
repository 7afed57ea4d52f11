// Tool calls in the forms that families of models were trained on, beside the one of `tool-calls.ts`:
// `{"name": …, "parameters": {…}}` as a whole reply, behind `<|python_tag|>` or not (Llama 3.1 and later), and
// `[TOOL_CALLS]` with a JSON list behind it, or with name and arguments (Mistral). A call that cannot be read is one all
// the same: the policy is told why.
import { describeError, show } from './errors.ts'
import type { ToolCall } from './message.ts'
import { mostCalls, toolCallFrom } from './tool-calls.ts'

/** `tagged`: `<tool_call>{…}</tool_call>`; `object`: the reply is the call; `list`: behind `[TOOL_CALLS]`. */
export type ToolCallForm = 'tagged' | 'object' | 'list'

const [pythonTag, listMark] = ['<|python_tag|>', '[TOOL_CALLS]']

/**
 * The calls of a reply, in order.
 * @param text with marks such as `[TOOL_CALLS]` written out
 * @example readFormedCalls('{"name": "add", "parameters": {"a": 1}}', 'object') // [{ id: 'call-0', name: 'add', … }]
 */
export function readFormedCalls(text: string, form: Exclude<ToolCallForm, 'tagged'>): ToolCall[] {
  return form === 'object' ? objectCalls(text) : listCalls(text)
}

function objectCalls(text: string): ToolCall[] {
  const isTagged = text.trimStart().startsWith(pythonTag)
  const written = (isTagged ? text.trimStart().slice(pythonTag.length) : text).trim()
  if (!isTagged && !/^\{\s*"(?:name|type|parameters|arguments|function)"/.test(written)) return []
  const form = 'A call is written as {"name": "…", "parameters": {…}}, and nothing else in the reply.'
  if (!written.startsWith('{')) return [unread(0, written, form)]
  return whole(written, /^\s*;?\s*/)
    .slice(0, mostCalls)
    .map((each, index) => formedCall(index, each, form))
}

function listCalls(text: string): ToolCall[] {
  const at = text.indexOf(listMark)
  if (at < 0) return []
  const form = 'Calls are written as [TOOL_CALLS] [{"name": "…", "arguments": {…}}].'
  const written = text.slice(at + listMark.length).trim()
  if (written.startsWith('[')) {
    const list = parsed(written)
    if (!Array.isArray(list)) return [unread(0, written, form)]
    return list.slice(0, mostCalls).map((each: unknown, index) => callOf(index, each, form))
  }
  if (written.startsWith('{')) return [formedCall(0, written, form)]
  return written
    .split(listMark)
    .slice(0, mostCalls)
    .map((each, index) => {
      const found = /^\s*([\w.-]+)\s*(?:\[CALL_ID\][^[{]*)?(?:\[ARGS\])?\s*(\{.*\})\s*$/s.exec(each)
      return found === null ? unread(index, each, form) : toolCallFrom(`call-${index}`, found[1], found[2])
    })
}

/** The JSON objects that stand one behind the other, as they are written. */
function whole(written: string, between: RegExp): string[] {
  const objects: string[] = []
  let rest = written
  while (rest !== '' && objects.length < mostCalls) {
    const end = endOfObject(rest)
    objects.push(rest.slice(0, end))
    rest = rest.slice(end).replace(between, '')
  }
  return objects
}

/** Where the object that begins a text ends, or the end of the text. */
function endOfObject(text: string): number {
  const part = /"(?:[^"\\]|\\.)*"|[{}]/gs
  let depth = 0
  for (let found = part.exec(text); found !== null; found = part.exec(text)) {
    if (found[0] === '{') depth++
    if (found[0] === '}' && --depth <= 0) return part.lastIndex
  }
  return text.length
}

function formedCall(index: number, written: string, form: string): ToolCall {
  const value = parsed(written)
  return value === undefined ? unread(index, written, form) : callOf(index, value, form)
}

function callOf(index: number, value: unknown, form: string): ToolCall {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return unread(index, value, form)
  const { name, parameters, arguments: given = parameters } = value as { [field: string]: unknown }
  return toolCallFrom(`call-${index}`, name, given ?? {})
}

function parsed(written: string): unknown {
  try {
    return JSON.parse(written) as unknown
  } catch {
    return undefined
  }
}

function unread(index: number, written: unknown, form: string): ToolCall {
  let reason = `it is ${show(written, 80)}`
  if (typeof written === 'string')
    try {
      JSON.parse(written)
    } catch (thrown) {
      reason = describeError(thrown, 100)
    }
  return { id: `call-${index}`, name: '', arguments: {}, fault: `The call cannot be read: ${reason}. ${form}` }
}
