// Our messages in the words of the chat completions protocol that OpenAI-compatible servers (vLLM, SGLang, llama.cpp,
// Ollama, ...) speak, and the body of a request.
import type { Json, JsonObject } from '../../core/json.ts'
import type { Message, ToolCall, ToolDescription } from '../../core/message.ts'
import type { GenerateRequest, Sampling } from '../../core/policy.ts'
import { Rng } from '../../core/random.ts'

/** What a request is made of, beside the conversation and the sampling. */
export interface ChatRequestOptions {
  readonly model: string
  /** The body's field for the token limit: newer models of OpenAI itself take `max_completion_tokens` alone. */
  readonly lengthField?: 'max_tokens' | 'max_completion_tokens'
  /** Fields to leave out of the body, for servers that refuse them: `seed`, `temperature`, … */
  readonly omit?: readonly string[]
  /** Further fields for the body of each request; they win over those of the sampling. */
  readonly extra?: JsonObject
  /** Said before every conversation; a conversation with a system message of its own has it after this. */
  readonly system?: string
}

export function chatRequest(request: GenerateRequest, sampling: Sampling, options: ChatRequestOptions): JsonObject {
  const { temperature, topK, topP, maxTokens, minP = 0, stop = [] } = sampling
  const own: { readonly [field: string]: Json } = {
    model: options.model,
    messages: withSystem(request.messages, options.system).map(toChatMessage),
    ...(request.tools !== undefined && request.tools.length > 0 && { tools: request.tools.map(toChatTool) }),
    temperature,
    // Servers of OpenAI itself know no top_k and refuse what they do not know.
    ...(topK > 0 && { top_k: topK }),
    ...(topP < 1 && { top_p: topP }),
    ...(minP > 0 && { min_p: minP }),
    ...(stop.length > 0 && { stop: [...stop] }),
    [options.lengthField ?? 'max_tokens']: maxTokens,
    seed: Rng.fromSeed(request.seed)
      .fork('server')
      .int(0, 2 ** 31 - 1),
  }
  const kept = Object.entries(own).filter(([name]) => !(options.omit ?? []).includes(name))
  return { ...Object.fromEntries(kept), ...options.extra }
}

function withSystem(messages: readonly Message[], system: string | undefined): readonly Message[] {
  if (system === undefined) return messages
  const [first, ...rest] = messages
  if (first?.role !== 'system') return [{ role: 'system', content: system }, ...messages]
  return [{ role: 'system', content: `${system}\n\n${first.content}` }, ...rest]
}

/** A message as OpenAI's protocol writes it. */
export function toChatMessage(message: Message): JsonObject {
  const { role, content, toolCalls, toolCallId } = message
  return {
    role,
    content,
    ...(toolCalls !== undefined && toolCalls.length > 0 && { tool_calls: toolCalls.map(toChatToolCall) }),
    ...(toolCallId !== undefined && { tool_call_id: toolCallId }),
  }
}

/** A tool as OpenAI's protocol writes it. */
export function toChatTool(tool: ToolDescription): JsonObject {
  return {
    type: 'function',
    function: { name: tool.name, description: tool.description, parameters: tool.parameters },
  }
}

function toChatToolCall(call: ToolCall): JsonObject {
  // Servers refuse a call without a name, even one that they let through themselves.
  const name = call.name === '' ? 'unreadable' : call.name
  return { id: call.id, type: 'function', function: { name, arguments: JSON.stringify(call.arguments) } }
}
