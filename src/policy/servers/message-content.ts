// What a server's message says and what it thought. Content is a text, or a list of parts: texts, thinking (Mistral's
// Magistral: `{ type: 'thinking', thinking: [{ type: 'text', text }] }`), references, a refusal. Reasoning that a server
// parsed stands beside it: `reasoning_content` (DeepSeek, SGLang, llama.cpp), `reasoning` (vLLM from 0.11, OpenRouter,
// Ollama, Together), `reasoning_details` (OpenRouter).
import type { Json } from '../../core/json.ts'
import { field } from './field.ts'

export interface MessageContent {
  /** What it says; empty for none, null for content of no known shape. */
  readonly text: string | null
  readonly reasoning: string
  /** The model's words where it declined; null where it did not. */
  readonly refusal: string | null
}

export function messageContent(message: Json): MessageContent {
  const content = field(message, 'content') ?? null
  const parts: readonly Json[] = Array.isArray(content) ? content : content === null ? [] : [content]
  const apart = ['reasoning_content', 'reasoning', 'thinking'].map((name) => field(message, name))
  const details = field(message, 'reasoning_details')
  const reasoning = [
    parts.filter(isThought).map(textWithin).join(''),
    // Some servers send the same under two names.
    apart.find((each): each is string => typeof each === 'string' && each !== '') ?? '',
  ]
  if (reasoning[1] === '' && Array.isArray(details)) reasoning.push(details.map(textWithin).join(''))
  const said = parts.filter((part) => !isThought(part) && field(part, 'type') !== 'refusal').map(saidIn)
  const declined = field(message, 'refusal') ?? parts.map((part) => field(part, 'refusal')).find(isText)
  return {
    text: said.includes(null) ? null : said.join(''),
    reasoning: reasoning.filter((each) => each !== '').join('\n'),
    refusal: isText(declined) && declined !== '' ? declined : null,
  }
}

function isText(value: Json | undefined): value is string {
  return typeof value === 'string'
}

function isThought(part: Json): boolean {
  const type = field(part, 'type')
  return isText(type) && /^(?:thinking|thought|reasoning|redacted_thinking)/.test(type)
}

/** The text of one part; empty for a part of another kind, such as a reference or an image, and null for no part at all. */
function saidIn(part: Json): string | null {
  if (isText(part)) return part
  const text = field(part, 'text')
  if (isText(text)) return text
  // `{ text: { value } }`, as assistants have it.
  const value = field(text, 'value')
  if (isText(value)) return value
  return isText(field(part, 'type')) ? '' : null
}

/** All text within a part of thinking, however it nests. */
function textWithin(part: Json): string {
  if (isText(part)) return part
  if (Array.isArray(part)) return part.map(textWithin).join('')
  const inner = ['thinking', 'text', 'reasoning', 'summary', 'content'].map((name) => field(part, name))
  const found = inner.find((each) => each !== undefined && each !== null)
  return found === undefined ? '' : textWithin(found)
}
