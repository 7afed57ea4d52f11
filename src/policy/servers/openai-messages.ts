// Our messages and replies in the words of the chat completions protocol that OpenAI-compatible servers
// (vLLM, SGLang, llama.cpp, Ollama, ...) speak, and back.
import { RlvrError, show } from '../../core/errors.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import type { Message, ToolCall, ToolDescription } from '../../core/message.ts'
import type { Reply } from '../../core/policy.ts'
import { toolCallFrom } from '../../core/tool-calls.ts'

export function toChatMessage(message: Message): JsonObject {
  const { role, content, toolCalls, toolCallId } = message
  return {
    role,
    content,
    ...(toolCalls !== undefined && toolCalls.length > 0 && { tool_calls: toolCalls.map(toChatToolCall) }),
    ...(toolCallId !== undefined && { tool_call_id: toolCallId }),
  }
}

export function toChatTool(tool: ToolDescription): JsonObject {
  return {
    type: 'function',
    function: { name: tool.name, description: tool.description, parameters: tool.parameters },
  }
}

/** The reply in a chat completion. Throws `RLVR_POLICY` showing what came when it is of another shape. */
export function replyOf(completion: Json, server: string): Reply {
  const choice = field(field(completion, 'choices'), 0)
  const message = field(choice, 'message')
  const text = textOf(field(message, 'content') ?? null)
  if (message === undefined || text === null) {
    // Some servers answer with status 200 and an error in it.
    const words = serverWords(completion)
    if (words !== null) throw new RlvrError('RLVR_POLICY', `${server} answered with an error: ${words}`)
    throw new RlvrError(
      'RLVR_POLICY',
      `${server} answered with something that is no chat completion: expected \`choices[0].message.content\`, got ${show(completion, 500)}.`,
    )
  }
  const calls = field(message, 'tool_calls')
  const lengthTokens = field(field(completion, 'usage'), 'completion_tokens')
  return {
    text,
    ...(Array.isArray(calls) && calls.length > 0 && { toolCalls: calls.map(toolCallOf) }),
    finish: field(choice, 'finish_reason') === 'length' ? 'length' : 'stop',
    lengthTokens: typeof lengthTokens === 'number' ? lengthTokens : null,
  }
}

/** The words in a body that reports an error, `{ error: { message } }` or a relative; null where there are none. */
export function serverWords(body: Json | undefined): string | null {
  const error = field(body, 'error') ?? field(body, 'detail') ?? field(body, 'message')
  if (typeof error === 'string') return error
  const message = field(error, 'message')
  return typeof message === 'string' ? message : error === undefined ? null : show(error, 500)
}

/** Content as text: a text, null for none, or a list of parts whose texts are joined; null for anything else. */
function textOf(content: Json): string | null {
  if (content === null) return ''
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return null
  const parts = content.map((part: Json) => (typeof part === 'string' ? part : field(part, 'text')))
  return parts.every((part) => typeof part === 'string') ? parts.join('') : null
}

function toChatToolCall(call: ToolCall): JsonObject {
  // Servers refuse a call without a name, even one that they let through themselves.
  const name = call.name === '' ? 'unreadable' : call.name
  return { id: call.id, type: 'function', function: { name, arguments: JSON.stringify(call.arguments) } }
}

function toolCallOf(call: Json, index: number): ToolCall {
  const id = field(call, 'id')
  const asked = field(call, 'function')
  return toolCallFrom(
    typeof id === 'string' ? id : `call-${index}`,
    field(asked, 'name'),
    field(asked, 'arguments') ?? {},
  )
}

function field(value: Json | undefined, key: string | number): Json | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  return (value as { readonly [key: string | number]: Json | undefined })[key]
}
