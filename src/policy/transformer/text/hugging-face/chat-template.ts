// A chat template: what it makes of a conversation, as text. Where a folder has several, by their names.
// Format: Jinja over `messages`, `tools`, `add_generation_prompt`, the special tokens by name and free switches
// (https://huggingface.co/docs/transformers/chat_templating).
import { RlvrError, describeError } from '../../../../core/errors.ts'
import { compileTemplate, renderTemplate, TemplateRefusal, type Program } from './template-interpreter.ts'

/** A message as templates know it, after OpenAI's protocol. */
export interface TemplateMessage {
  readonly role: string
  readonly content: string
  readonly tool_calls?: readonly TemplateCall[]
  readonly tool_call_id?: string
  /** On a tool's message: the tool. */
  readonly name?: string
}

export interface TemplateCall {
  readonly id: string
  readonly type: 'function'
  readonly function: { readonly name: string; readonly arguments: unknown }
}

export interface TemplateInput {
  readonly messages: readonly TemplateMessage[]
  /** Function schemas; null for none. */
  readonly tools: readonly unknown[] | null
  /** Whether it ends where the assistant is to speak. */
  readonly addGenerationPrompt: boolean
  /** What surrounds the text that is the assistant's, where the template says so; nothing where left out. */
  readonly marks?: readonly [open: string, close: string]
}

export interface TemplateSettings {
  /** Names of special tokens and switches, as in `{ bos_token: '<s>', enable_thinking: false }`. */
  readonly variables: { readonly [name: string]: unknown }
  /** The day that a template is told. */
  readonly date: Date
}

export class ChatTemplate {
  /** Whether it says which text is the assistant's. */
  readonly isMarked: boolean
  readonly source: string
  readonly #path: string
  readonly #program: Program
  readonly #settings: TemplateSettings

  /** @throws RlvrError `RLVR_POLICY` for what is no template */
  constructor(source: string, path: string, settings: TemplateSettings) {
    this.source = source
    this.isMarked = /\{%-?\s*generation\s*-?%\}/.test(source)
    this.#path = path
    this.#settings = settings
    try {
      this.#program = compileTemplate(withMarks(source))
    } catch (thrown) {
      throw new RlvrError(
        'RLVR_POLICY',
        `${path}: the chat template cannot be read: ${describeError(thrown, 200)}. Mend it, or give another one.`,
        { cause: thrown },
      )
    }
  }

  /** @throws RlvrError `RLVR_POLICY` with the template's own words where it refuses the conversation or fails */
  render({ messages, tools, addGenerationPrompt, marks = ['', ''] }: TemplateInput): string {
    const variables = {
      ...this.#settings.variables,
      messages,
      tools,
      documents: null,
      add_generation_prompt: addGenerationPrompt,
      [openName]: marks[0],
      [closeName]: marks[1],
    }
    try {
      return renderTemplate(this.#program, variables, this.#settings.date)
    } catch (thrown) {
      const isRefusal = thrown instanceof TemplateRefusal
      throw new RlvrError(
        'RLVR_POLICY',
        `${this.#path}: the chat template ${isRefusal ? 'refuses' : 'fails on'} a conversation of ${messages.map(({ role }) => role).join(', ')}: ${describeError(thrown, 300)}. Shape the conversation as the template wants it, or give another template.`,
        { cause: thrown },
      )
    }
  }

  /** Whether it renders; null, or what it says. */
  attempt(input: TemplateInput): string | null {
    try {
      return this.render(input)
    } catch {
      return null
    }
  }
}

const [openName, closeName] = ['rlvr_generation_open', 'rlvr_generation_close']

/** The tags that say which text is the assistant's as what prints a mark, with their white space as blocks have it. */
function withMarks(source: string): string {
  return source.replaceAll(
    /\{%(-?)\s*(end)?generation\s*(-?)%\}/g,
    (_, before: string, end: string | undefined, after: string) =>
      `{%${before} if true %}{{ ${end === undefined ? openName : closeName} }}{% endif ${after}%}`,
  )
}
