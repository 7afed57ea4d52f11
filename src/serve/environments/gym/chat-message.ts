// A message as it goes out: in the field names of OpenAI's chat completions, which chat templates read too, with
// arguments as an object. { role, content, tool_calls?: [{ id, type, function: { name, arguments } }], tool_call_id? }
import type { JsonObject } from '../../../core/json.ts'
import type { Message } from '../../../core/message.ts'

export interface ChatMessage {
  readonly role: Message['role']
  readonly content: string
  readonly tool_calls?: readonly {
    readonly id: string
    readonly type: 'function'
    readonly function: { readonly name: string; readonly arguments: JsonObject }
  }[]
  readonly tool_call_id?: string
}

export function chatMessage({ role, content, toolCalls = [], toolCallId }: Message): ChatMessage {
  return {
    role,
    content,
    ...(toolCalls.length > 0 && {
      tool_calls: toolCalls.map(({ id, name, arguments: given }) => ({
        id,
        type: 'function' as const,
        function: { name, arguments: given },
      })),
    }),
    ...(toolCallId !== undefined && { tool_call_id: toolCallId }),
  }
}
