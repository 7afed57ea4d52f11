// Tool calls that a text-only policy wrote as `<tool_call>{"name": …, "arguments": …}</tool_call>`, the form that
// Hermes and Qwen models are trained on. A call that cannot be read is one all the same: the policy is told why.
import { describeError, show } from './errors.ts'
import type { JsonObject } from './json.ts'
import type { Action } from './environment.ts'
import type { ToolCall } from './message.ts'

const [opening, closing] = ['<tool_call>', '</tool_call>']
const [thought, thoughtEnd] = ['<think>', '</think>']
const form = `A call is written as ${opening}{"name": "…", "arguments": {…}}${closing}.`

/**
 * The calls in a text, in order. What stands in reasoning is thought, not called: between `<think>` and `</think>`,
 * before a `</think>` that the prompt opened, and after a `<think>` at the start of a line that is never closed.
 * @example readToolCalls('<tool_call>{"name": "add", "arguments": {"a": 1}}</tool_call>') // [{ id: 'call-0', … }]
 */
export function readToolCalls(text: string): ToolCall[] {
  let calls: ToolCall[] = []
  const tag = /<tool_call>|<\/?think>/g
  for (;;) {
    const found = tag.exec(text)
    if (found === null) return calls
    const end = tag.lastIndex
    if (found[0] === thoughtEnd) {
      // Nothing here opened it, so all before it was thought.
      calls = []
    } else if (found[0] === thought) {
      const close = text.indexOf(thoughtEnd, end)
      if (close >= 0) tag.lastIndex = close + thoughtEnd.length
      else if (text.slice(0, found.index).split('\n').at(-1)?.trim() === '') return calls
    } else {
      const close = text.indexOf(closing, end)
      const next = text.indexOf(opening, end)
      const id = `call-${calls.length}`
      // A call that another one interrupts was never closed, whatever closes later.
      if (close >= 0 && (next < 0 || close < next)) {
        calls.push(readCall(id, text.slice(end, close)))
        tag.lastIndex = close + closing.length
      } else if (!text.slice(end, next < 0 ? undefined : next).includes(thoughtEnd)) {
        calls.push(faultyCall(id, '', `The call is never closed. ${form}`))
      }
    }
  }
}

/**
 * A call from its name and arguments as a policy or a server gives them. Arguments may be a text that is JSON of an
 * object, as OpenAI's protocol sends them.
 */
export function toolCallFrom(id: string, name: unknown, written: unknown): ToolCall {
  if (typeof name !== 'string' || name === '')
    return faultyCall(id, '', `The call names no tool: \`name\` is ${show(name, 80)}.`)
  let value = written
  if (typeof written === 'string') {
    try {
      value = JSON.parse(written === '' ? '{}' : written)
    } catch (thrown) {
      return faultyCall(
        id,
        name,
        `The arguments of \`${name}\` are no JSON: ${describeError(thrown, 100)}. Write a JSON object.`,
      )
    }
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return { id, name, arguments: value as JsonObject }
  return faultyCall(id, name, `The arguments of \`${name}\` are a JSON object; got ${show(value, 80)}.`)
}

/** An action as a text-only policy writes it: its calls stand in the text. */
export function writtenAction({ text, toolCalls = [] }: Action): string {
  const calls = toolCalls.map(
    ({ name, arguments: given }) => `${opening}${JSON.stringify({ name, arguments: given })}${closing}`,
  )
  return [text, ...calls].filter((part) => part !== '').join('\n')
}

function readCall(id: string, written: string): ToolCall {
  let parsed: unknown
  try {
    parsed = JSON.parse(written)
  } catch (thrown) {
    return faultyCall(id, '', `The call is no JSON: ${describeError(thrown, 100)}. ${form}`)
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    return faultyCall(id, '', `The call must be an object; got ${show(parsed, 80)}. ${form}`)
  const { name, arguments: given, ...others } = parsed as { [key: string]: unknown }
  const strange = Object.keys(others)
  if (given === undefined && strange.length > 0)
    return faultyCall(
      id,
      typeof name === 'string' ? name : '',
      `The call has no \`arguments\`, but \`${strange.join('`, `')}\`. ${form}`,
    )
  return toolCallFrom(id, name, given ?? {})
}

function faultyCall(id: string, name: string, fault: string): ToolCall {
  return { id, name, arguments: {}, fault }
}
