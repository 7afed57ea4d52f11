// Tool calls that a text-only policy wrote as `<tool_call>{"name": …, "arguments": …}</tool_call>`, the form that
// Hermes and Qwen models are trained on. A call that cannot be read is one all the same: the policy is told why.
import { describeError, show } from './errors.ts'
import { frozenData } from './freeze.ts'
import type { JsonObject } from './json.ts'
import type { Action } from './environment.ts'
import type { ToolCall } from './message.ts'

const [opening, closing] = ['<tool_call>', '</tool_call>']
const [thought, thoughtEnd] = ['<think>', '</think>']
const form = `A call is written as ${opening}{"name": "…", "arguments": {…}}${closing}.`

/** Calls of one reply that are answered; those beyond it are answered once, as a call that failed. */
export const mostCalls = 128

/**
 * The calls in a text, in order. What stands in reasoning is thought, not called: between `<think>` and `</think>`,
 * before a `</think>` that the prompt opened, and after a `<think>` at the start of a line that is never closed.
 * Takes time in proportion to the text, whatever it holds.
 * @example readToolCalls('<tool_call>{"name": "add", "arguments": {"a": 1}}</tool_call>') // [{ id: 'call-0', … }]
 */
export function readToolCalls(text: string): ToolCall[] {
  let calls: ToolCall[] = []
  let left = 0
  // Objects without an end are looked for a few times only: each search may read on to the end of the text.
  let patience = mostCalls
  const [nextClosing, nextOpening, nextThoughtEnd] = [
    finder(text, closing),
    finder(text, opening),
    finder(text, thoughtEnd),
  ]
  const add = (call: (id: string) => ToolCall): void => {
    if (calls.length < mostCalls) calls.push(call(`call-${calls.length}`))
    else left++
  }
  const tag = /<tool_call>|<\/?think>/g
  for (;;) {
    const found = tag.exec(text)
    if (found === null) return left === 0 ? calls : [...calls, surplusCall(calls.length, left)]
    const end = tag.lastIndex
    if (found[0] === thoughtEnd) {
      // Nothing here opened it, so all before it was thought.
      calls = []
      left = 0
    } else if (found[0] === thought) {
      const close = nextThoughtEnd(end)
      if (close >= 0) tag.lastIndex = close + thoughtEnd.length
      else if (startsLine(text, found.index)) return calls
    } else {
      const objectEnd = patience > 0 ? endOfCall(text, end) : -1
      if (objectEnd < 0) patience--
      const close = objectEnd >= 0 ? objectEnd : nextClosing(end)
      const next = nextOpening(end)
      // A call that another one interrupts was never closed, whatever closes later.
      if (objectEnd >= 0 || (close >= 0 && (next < 0 || close < next))) {
        add((id) => readCall(id, text.slice(end, close)))
        tag.lastIndex = close + closing.length
      } else {
        const thoughtClose = nextThoughtEnd(end)
        if (thoughtClose < 0 || (next >= 0 && thoughtClose > next))
          add((id) => faultyCall(id, '', `The call is never closed. ${form}`))
      }
    }
  }
}

/** The calls that a policy gave beside its text, made safe: what has no right shape is a call with a fault. */
export function checkedCalls(given: unknown): readonly ToolCall[] {
  if (!Array.isArray(given))
    return [faultyCall('call-0', '', `The calls of a reply are a list; got ${show(given, 80)}.`)]
  const calls = given.slice(0, mostCalls).map((each: unknown, index): ToolCall => {
    if (typeof each !== 'object' || each === null || Array.isArray(each))
      return faultyCall(`call-${index}`, '', `A call is { id, name, arguments }; got ${show(each, 80)}.`)
    const { id: own, name, arguments: written = {}, fault } = each as { [field: string]: unknown }
    const id = typeof own === 'string' && own !== '' ? own : `call-${index}`
    if (typeof fault === 'string') return faultyCall(id, typeof name === 'string' ? name : '', fault)
    return toolCallFrom(id, name, written)
  })
  return given.length > mostCalls ? [...calls, surplusCall(mostCalls, given.length - mostCalls)] : calls
}

function surplusCall(index: number, left: number): ToolCall {
  return faultyCall(
    `call-${index}`,
    '',
    `A reply may hold ${mostCalls} calls; ${left} more were not run. Call them in the next.`,
  )
}

/** `indexOf` for places that only rise: what was found once, or was not there, is not looked for again. */
function finder(text: string, mark: string): (from: number) => number {
  let found: number | null = null
  return (from) => {
    if (found === null || (found >= 0 && found < from)) found = text.indexOf(mark, from)
    return found
  }
}

/** Whether nothing but white space stands between a place and the start of its line. */
function startsLine(text: string, index: number): boolean {
  let at = index - 1
  while (at >= 0 && text[at] !== '\n' && /\s/.test(text[at] as string)) at--
  return at < 0 || text[at] === '\n'
}

/** Where the `</tool_call>` after a whole JSON object begins, whatever marks stand in the object's texts; or -1. */
function endOfCall(text: string, from: number): number {
  // White space, texts with their escapes, brackets, and whatever else JSON writes outside of texts.
  const part = /\s+|"(?:[^"\\\n]|\\.)*"|[{}]|[[\]:,\w.+-]+/y
  part.lastIndex = from
  let depth = 0
  for (;;) {
    const at = part.lastIndex
    const found = part.exec(text)?.[0]
    if (found === undefined) return depth === 0 && at > from && text.startsWith(closing, at) ? at : -1
    if (found === '{') depth++
    if (found === '}') depth--
    if (depth < 0) return -1
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
  const owner = `The arguments of \`${name}\``
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return faultyCall(id, name, `${owner} are a JSON object; got ${show(value, 80)}.`)
  try {
    return { id, name, arguments: frozenData(value as JsonObject, { code: 'RLVR_POLICY', owner }) }
  } catch (thrown) {
    return faultyCall(id, name, describeError(thrown))
  }
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
