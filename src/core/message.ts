// Chat messages, in the shape that OpenAI-compatible servers speak.
import { show, unknownField } from './errors.ts'
import type { JsonObject } from './json.ts'

/** A call of one tool. `arguments` is what the policy wrote, parsed; validation is the environment's. */
export interface ToolCall {
  readonly id: string
  /** Empty where no name could be read. */
  readonly name: string
  readonly arguments: JsonObject
  /** Why the call could not be read, for the policy; `arguments` is then empty. */
  readonly fault?: string
}

/** What a policy is told of a tool. */
export interface ToolDescription {
  readonly name: string
  readonly description: string
  readonly parameters: JsonObject
}

export interface Message {
  readonly role: 'system' | 'user' | 'assistant' | 'tool'
  readonly content: string
  readonly toolCalls?: readonly ToolCall[]
  /** On a tool message: the call it answers. */
  readonly toolCallId?: string
}

/** The fields of a message. */
export const messageFields: readonly string[] = [
  'role',
  'content',
  'toolCalls',
  'toolCallId',
] satisfies readonly (keyof Message)[]

const roles: readonly unknown[] = ['system', 'user', 'assistant', 'tool'] satisfies readonly Message['role'][]

/** What is wrong with a message that an author wrote, in words that follow its name; null where nothing is. */
export function messageFault(message: unknown): string | null {
  if (typeof message !== 'object' || message === null) return `is ${show(message, 80)}; expected { role, content }.`
  const { role, content } = message as { [field: string]: unknown }
  if (!roles.includes(role)) return `has the role ${show(role, 80)}; expected ${roles.join(', ')}.`
  if (typeof content !== 'string') return `has no text as its \`content\`; got ${show(content, 80)}.`
  return unknownField(message, messageFields)
}

/** A plain-text prompt as the one user message it stands for. */
export function promptMessages(prompt: string | readonly Message[], system?: string): readonly Message[] {
  const messages: readonly Message[] = typeof prompt === 'string' ? [{ role: 'user', content: prompt }] : prompt
  return system === undefined ? messages : [{ role: 'system', content: system }, ...messages]
}
