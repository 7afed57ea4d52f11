// What a policy said, out of a Response of OpenAI (openai-python src/openai/types/responses/response.py): `output` is a
// list of items; `message` holds parts of text, `function_call` a call, `reasoning` what is not part of the reply. Of a
// whole trajectory it holds the answers between too: `function_call_output`, and messages of the user.
import { Type } from 'typebox'
import type { Action } from '../../../core/environment.ts'
import { describeError } from '../../../core/errors.ts'
import type { JsonObject } from '../../../core/json.ts'
import type { ToolCall } from '../../../core/message.ts'
import { compileSchema } from '../../../core/schema.ts'

const said: object = Type.Union([
  Type.String(),
  Type.Array(Type.Object({ type: Type.String(), text: Type.Optional(Type.String()) })),
])

/** What an `output` without faults holds. */
export interface Item {
  readonly type?: string
  readonly role?: string
  readonly content?: unknown
  readonly call_id?: string
  readonly name?: string
  readonly arguments?: unknown
}

/** One turn of the policy. */
export interface Reply extends Action {
  readonly toolCalls: readonly ToolCall[]
}

/** What is wrong with an `output`, or null. */
export function outputFault(output: unknown): string | null {
  if (!Array.isArray(output)) return `response.output must be an array; got ${nameOf(output)}`
  for (const [index, each] of (output as unknown[]).entries()) {
    if (typeof each !== 'object' || each === null || Array.isArray(each))
      return `response.output[${index}] must be an object; got ${nameOf(each)}`
    const { type, role, name, content } = each as JsonObject
    if (typeof type !== 'string' && typeof role !== 'string') return `response.output[${index}] has no \`type\``
    if (type === 'function_call' && typeof name !== 'string')
      return `response.output[${index}] is a function_call without a \`name\``
    if (isMessage(each) && !compileSchema(said)(content).ok)
      return `response.output[${index}].content must be a text or an array of parts { type, text }`
  }
  return null
}

/** The turns of the policy in an `output` without faults: what stands between two answers is one. */
export function repliesOf(output: readonly Item[]): Reply[] {
  const replies: Reply[] = []
  let items: Item[] = []
  const end = (): void => {
    if (items.length > 0) replies.push(replyOf(items))
    items = []
  }
  for (const each of output) {
    const isAnswer = each.type?.endsWith('_output') === true || (isMessage(each) && each.role !== 'assistant')
    if (isAnswer) end()
    else items.push(each)
  }
  end()
  return replies
}

function replyOf(items: readonly Item[]): Reply {
  const texts = items.filter(isMessage).map((each) => textOf(each.content))
  const calls = items.filter(({ type }) => type === 'function_call')
  return { text: texts.join(''), toolCalls: calls.map(callOf) }
}

/** All parts of text, joined as `Response.output_text` of openai-python does. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  return (content as { type: string; text?: string }[])
    .map(({ type, text }) => (type === 'output_text' || type === 'text' ? (text ?? '') : ''))
    .join('')
}

function callOf({ call_id: id, name = '', arguments: written }: Item, index: number): ToolCall {
  const call = { id: typeof id !== 'string' || id === '' ? `call-${index}` : id, name }
  try {
    return argumentsFrom(call, typeof written === 'string' ? JSON.parse(written) : written)
  } catch (thrown) {
    return { ...call, arguments: {}, fault: `The arguments of \`${name}\` are no JSON: ${describeError(thrown, 120)}.` }
  }
}

/** A call with what was sent for its arguments; one that the policy is told the fault of where they are no object. */
export function argumentsFrom(call: { readonly id: string; readonly name: string }, given: unknown): ToolCall {
  if (typeof given === 'object' && given !== null && !Array.isArray(given))
    return { ...call, arguments: given as JsonObject }
  return { ...call, arguments: {}, fault: `The arguments of \`${call.name}\` are an object; got ${nameOf(given)}.` }
}

function isMessage({ type, role }: Item): boolean {
  return type === 'message' || (type === undefined && role !== undefined)
}

function nameOf(given: unknown): string {
  if (given === undefined) return 'nothing'
  return given === null ? 'null' : Array.isArray(given) ? 'an array' : typeof given
}
