// A conversation in ORS's words: role-tagged messages of blocks, and the plain blocks of `/prompt`.
// After openreward 0.1.167, `environments/types.py` (Message, the block types) and `environments/utils.py`
// (`flatten_messages`): a result of a tool stands in a user's turn, there is no role of tools.
import type { JsonObject } from '../../../core/json.ts'
import type { Message } from '../../../core/message.ts'

export type TextBlock = { readonly text: string; readonly detail: JsonObject | null; readonly type: 'text' }

type MessageBlock =
  | TextBlock
  | {
      readonly id: string
      readonly name: string
      readonly input: JsonObject
      readonly detail: null
      readonly type: 'tool_call'
    }
  | {
      readonly tool_call_id: string
      readonly blocks: readonly TextBlock[]
      readonly is_error: boolean
      readonly detail: null
      readonly type: 'tool_result'
    }

export interface OrsMessage {
  readonly role: 'system' | 'user' | 'assistant'
  readonly blocks: readonly MessageBlock[]
  readonly detail: null
}

/** What a message may hold, as `/tools` tells it. Reasoning is read in candidates of a group, and not played. */
export const messageBlockTypes: readonly string[] = ['text', 'image', 'reasoning', 'tool_call', 'tool_result']

export function textBlock(text: string, detail: JsonObject | null = null): TextBlock {
  return { text, detail, type: 'text' }
}

export function orsMessages(messages: readonly Message[]): OrsMessage[] {
  return messages.map(({ role, content, toolCalls = [], toolCallId = '' }): OrsMessage => {
    if (role === 'tool') {
      const result = { tool_call_id: toolCallId, blocks: [textBlock(content)], is_error: false, detail: null }
      return { role: 'user', blocks: [{ ...result, type: 'tool_result' }], detail: null }
    }
    const calls = toolCalls.map(({ id, name, arguments: input }) => ({ id, name, input, detail: null }))
    const said = content === '' && calls.length > 0 ? [] : [textBlock(content)]
    return { role, blocks: [...said, ...calls.map((call) => ({ ...call, type: 'tool_call' as const }))], detail: null }
  })
}

/** One user message is its blocks alone; a longer conversation has a block `[role]` before each message. */
export function promptBlocks(messages: readonly OrsMessage[]): TextBlock[] {
  const [only] = messages
  if (messages.length === 1 && only?.role === 'user') return only.blocks.flatMap(plainBlocks)
  return messages.flatMap(({ role, blocks }) => [textBlock(`[${role}]`, { role }), ...blocks.flatMap(plainBlocks)])
}

function plainBlocks(block: MessageBlock): TextBlock[] {
  if (block.type === 'text') return [block]
  if (block.type === 'tool_call')
    return [textBlock(`[tool_call ${block.name}] ${JSON.stringify(block.input)}`, { type: 'tool_call', id: block.id })]
  return [textBlock('[tool_result]', { type: 'tool_result', tool_call_id: block.tool_call_id }), ...block.blocks]
}
