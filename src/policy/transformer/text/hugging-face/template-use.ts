// How conversations are shown through one chat template. Templates differ in what they take: some have no system
// message, no tools, no tool's message, or want ids of nine characters. What a template takes is found by showing it
// short conversations, once; what it does not take is written in words where it would be lost.
import { RlvrError } from '../../../../core/errors.ts'
import type { Message, ToolCall, ToolDescription } from '../../../../core/message.ts'
import { readFormedCalls, type ToolCallForm } from '../../../../core/tool-call-forms.ts'
import { readToolCalls, writtenAction } from '../../../../core/tool-calls.ts'
import type { Conversation } from '../text-codec.ts'
import type { ChatTemplate, TemplateCall, TemplateInput, TemplateMessage } from './chat-template.ts'

export interface RenderOptions {
  readonly addGenerationPrompt: boolean
  readonly marks?: readonly [open: string, close: string]
}

export class TemplateUse {
  readonly template: ChatTemplate
  /** How it writes the calls of the assistant; null where it writes none that is known. */
  readonly callForm: ToolCallForm | null
  readonly takesTools: boolean
  readonly takesSystem: boolean
  /** Whether it knows of tools and shows none, as templates of models do that learn their tools from examples. */
  readonly ignoresTools: boolean
  readonly #takesToolMessages: boolean
  readonly #showsCalls: boolean
  readonly #takesLongIds: boolean

  /**
   * @param isForTools whether it is shown conversations with tools alone
   * @throws RlvrError `RLVR_POLICY` for a template that does not even take one question
   */
  constructor(template: ChatTemplate, isForTools = false) {
    this.template = template
    const [word, question] = ['rlvrprobe', { role: 'user', content: 'rlvrquestion' }]
    const schema = { name: word, description: 'd', parameters: { type: 'object', properties: {} } }
    const probed = [{ type: 'function', function: schema }]
    const asked = { messages: [question], tools: isForTools ? probed : null, addGenerationPrompt: true }
    const shown = (input: Partial<TemplateInput>, part = word): boolean =>
      template.attempt({ ...asked, ...input })?.includes(part) === true
    // Once, for a template that goes on for ever does so every time.
    if (!template.render(asked).includes(question.content)) {
      throw new RlvrError('RLVR_POLICY', 'The chat template leaves out what the user says. Give another template.')
    }
    this.takesSystem = shown({ messages: [{ role: 'system', content: word }, question] })
    this.takesTools = shown({ tools: probed })
    this.ignoresTools = !this.takesTools && /\btools\b/.test(template.source)
    const tools = this.takesTools ? probed : null
    const called = (id: string): TemplateMessage => ({
      role: 'assistant',
      content: '',
      tool_calls: [{ id, type: 'function', function: { name: word, arguments: { a: 1 } } }],
    })
    const answered = (id: string): Partial<TemplateInput> => ({
      messages: [question, called(id), { role: 'tool', content: 'rlvranswer', tool_call_id: id }],
      tools,
    })
    this.#takesLongIds = shown(answered('call-0'), 'rlvranswer') || !shown(answered(shortId(0)), 'rlvranswer')
    const id = this.#takesLongIds ? 'call-0' : shortId(0)
    this.#takesToolMessages = shown(answered(id), 'rlvranswer')
    this.#showsCalls = this.#takesToolMessages && shown(answered(id))
    const written = template.attempt({ messages: [question, called(id)], tools, addGenerationPrompt: false })
    this.callForm =
      this.#showsCalls && written !== null ? formOf(written.slice(written.indexOf(question.content))) : null
  }

  /** The conversation as text. @throws RlvrError `RLVR_POLICY` where the template refuses it */
  render(conversation: Conversation, options: RenderOptions): string {
    return this.template.render({ ...this.shape(conversation), ...options })
  }

  /** The conversation in the template's own terms. */
  shape({ messages, tools = [] }: Conversation): Pick<TemplateInput, 'messages' | 'tools'> {
    const inWords = tools.length > 0 && !this.takesTools && !this.ignoresTools ? toolsInWords(tools) : null
    const said = inWords === null ? messages : withSystem(messages, inWords)
    const ids = new Map<string, string>()
    const idOf = (id: string): string => {
      if (this.#takesLongIds || /^[a-zA-Z0-9]{9}$/.test(id)) return id
      return ids.get(id) ?? id
    }
    let count = 0
    const names = new Map<string, string>()
    const shaped = said.map((message): TemplateMessage => {
      const { role, content, toolCalls = [], toolCallId } = message
      for (const { id, name } of toolCalls) {
        ids.set(id, shortId(count++))
        names.set(id, name)
      }
      if (role === 'assistant') return this.#assistant(message, idOf)
      if (role !== 'tool') return { role, content }
      if (!this.#takesToolMessages) return { role: 'user', content: `<tool_response>\n${content}\n</tool_response>` }
      const name = names.get(toolCallId ?? '')
      return {
        role,
        content,
        ...(toolCallId !== undefined && { tool_call_id: idOf(toolCallId) }),
        ...(name !== undefined && { name }),
      }
    })
    return {
      messages: joined(this.takesSystem ? shaped : foldedSystem(shaped), !this.#takesToolMessages),
      tools: tools.length > 0 && this.takesTools ? tools.map(schemaOf) : null,
    }
  }

  /** A reply's text as a message: its calls apart, where the template has a form of its own for them. */
  replyMessage(text: string): Message {
    if (this.callForm === null || this.callForm === 'tagged') return { role: 'assistant', content: text }
    const toolCalls = readToolCalls(text)
    if (toolCalls.length === 0 || toolCalls.some(({ fault }) => fault !== undefined))
      return { role: 'assistant', content: text }
    return { role: 'assistant', content: text, toolCalls }
  }

  #assistant({ content, toolCalls = [] }: Message, idOf: (id: string) => string): TemplateMessage {
    if (toolCalls.length === 0) return { role: 'assistant', content }
    const isWritten = readToolCalls(content).length === toolCalls.length
    if (this.callForm === null || this.callForm === 'tagged')
      // As the policy wrote it, where it did; a template that writes no calls is given them in words.
      return !this.#showsCalls || isWritten
        ? { role: 'assistant', content: isWritten ? content : writtenAction({ text: content, toolCalls }) }
        : { role: 'assistant', content, tool_calls: toolCalls.map((call) => templateCall(call, idOf)) }
    const isFormed = readFormedCalls(content, this.callForm).length > 0 || content.trimStart().startsWith('[{"name"')
    const text = isWritten ? content.slice(0, content.indexOf('<tool_call>')).trimEnd() : isFormed ? '' : content
    return { role: 'assistant', content: text, tool_calls: toolCalls.map((call) => templateCall(call, idOf)) }
  }
}

function templateCall({ id, name, arguments: given }: ToolCall, idOf: (id: string) => string): TemplateCall {
  return { id: idOf(id), type: 'function', function: { name: name === '' ? 'unreadable' : name, arguments: given } }
}

function schemaOf({ name, description, parameters }: ToolDescription): unknown {
  return { type: 'function', function: { name, description, parameters } }
}

function shortId(index: number): string {
  return `call${String(index).padStart(5, '0')}`
}

function formOf(written: string): ToolCallForm | null {
  if (/<tool_call>\s*\{\s*"name"/.test(written)) return 'tagged'
  if (written.includes('[TOOL_CALLS]')) return 'list'
  return /\{\s*"name":\s*"rlvrprobe",\s*"parameters":/.test(written) ? 'object' : null
}

/** Tools for a template that has no place for them, in the form that replies are read in. */
function toolsInWords(tools: readonly ToolDescription[]): string {
  const listed = tools.map((tool) => JSON.stringify(schemaOf(tool))).join('\n')
  return `You may call these tools:\n<tools>\n${listed}\n</tools>\nTo call one, write\n<tool_call>\n{"name": "its name", "arguments": {…}}\n</tool_call>`
}

function withSystem(messages: readonly Message[], text: string): readonly Message[] {
  const [first, ...rest] = messages
  if (first?.role !== 'system') return [{ role: 'system', content: text }, ...messages]
  return [{ role: 'system', content: `${first.content}\n\n${text}` }, ...rest]
}

/** A system message at the head of the first user message, for templates that have none. */
function foldedSystem(messages: readonly TemplateMessage[]): readonly TemplateMessage[] {
  const [first, second, ...rest] = messages
  if (first?.role !== 'system') return messages
  if (second?.role !== 'user') return [{ role: 'user', content: first.content }, ...messages.slice(1)]
  return [{ role: 'user', content: `${first.content}\n\n${second.content}` }, ...rest]
}

/** Neighbours of the user's as one message, where answers of tools have become the user's. */
function joined(messages: readonly TemplateMessage[], isNeeded: boolean): readonly TemplateMessage[] {
  if (!isNeeded) return messages
  const all: TemplateMessage[] = []
  for (const message of messages) {
    const last = all.at(-1)
    if (last?.role === 'user' && message.role === 'user' && message.content.startsWith('<tool_response>'))
      all[all.length - 1] = { role: 'user', content: `${last.content}\n${message.content}` }
    else all.push(message)
  }
  return all
}
