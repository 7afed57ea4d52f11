// What a tool of an MCP server answered, as the text that a policy reads. Texts are joined; what is no text is named, with
// its type and size; structured content stands for itself where there is nothing else.
// https://modelcontextprotocol.io/specification/2025-11-25/server/tools (tool result)
import type { CallToolResult } from '@modelcontextprotocol/client'

export interface AnswerText {
  readonly text: string
  /** Whether nothing of it could be read as text, though there was something. */
  readonly isUnreadable: boolean
}

export function answerText({ content, structuredContent }: CallToolResult): AnswerText {
  const parts = content.map(partText)
  if (parts.length === 0)
    return { text: structuredContent === undefined ? '' : JSON.stringify(structuredContent), isUnreadable: false }
  return {
    text: parts.map(({ text }) => text).join('\n'),
    isUnreadable: parts.every(({ isText }) => !isText),
  }
}

function partText(part: CallToolResult['content'][number]): { readonly text: string; readonly isText: boolean } {
  const named = (words: string) => ({ text: `[${words}]`, isText: false })
  switch (part.type) {
    case 'text':
      return { text: part.text, isText: true }
    case 'image':
    case 'audio':
      return named(`${part.type}, ${part.mimeType}, ${sizeOf(part.data)}: not shown`)
    case 'resource':
      return 'text' in part.resource
        ? { text: part.resource.text, isText: true }
        : named(`resource ${part.resource.uri}, ${sizeOf(part.resource.blob)}: not shown`)
    case 'resource_link':
      return {
        text: `[resource ${part.uri}${part.description === undefined ? '' : `: ${part.description}`}]`,
        isText: true,
      }
    default:
      return named('content of an unknown kind: not shown')
  }
}

/** Of what base64 holds. */
function sizeOf(base64: string): string {
  return `${Math.floor((base64.length * 3) / 4)} bytes`
}

/** At most so many characters, with a note of how many there were. */
export function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}…\n[cut after ${most} of ${text.length} characters]`
}
