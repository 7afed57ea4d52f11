// Conversations as a model's chat template shows them, in the tokens of its tokenizer.
// What anyone says is text: a mark in it, such as `<|im_end|>`, is not the token of that name. (transformers takes it
// for the token unless it is asked for `sanitize_control_tokens`.)
import { RlvrError } from '../../../../core/errors.ts'
import { readFormedCalls } from '../../../../core/tool-call-forms.ts'
import type { Message } from '../../../../core/message.ts'
import type { Conversation, MarkedTokens, TextCodec } from '../text-codec.ts'
import type { HuggingFaceDescription } from './description.ts'
import type { EncodeOptions, FolderTokenizer } from './read-tokenizer.ts'
import type { TemplateUse } from './template-use.ts'

export interface CodecParts {
  readonly description: HuggingFaceDescription
  readonly tokenizer: FolderTokenizer
  /** For conversations without tools, and for those with them. */
  readonly template: TemplateUse
  readonly toolTemplate: TemplateUse
  readonly endTokens: readonly number[]
  readonly suggestedSampling: TextCodec['suggestedSampling']
  readonly notices: readonly string[]
}

/** A rendered conversation: its text, and where the characters begin that stand for marks in what was said. */
interface Rendered {
  readonly text: string
  readonly standIns: number
}

/** Rendered prompts that are kept: those of one step and its evaluation. */
const mostKept = 4096

export class HuggingFaceCodec implements TextCodec {
  readonly description: HuggingFaceDescription
  readonly vocabularySize: number
  readonly endTokens: readonly number[]
  readonly pieces: TextCodec['pieces']
  readonly suggestedSampling: TextCodec['suggestedSampling']
  readonly notices: readonly string[]
  readonly #tokenizer: FolderTokenizer
  readonly #template: TemplateUse
  readonly #toolTemplate: TemplateUse
  readonly #prompts = new Map<string, readonly number[]>()
  readonly #followings = new Map<string, Following>()

  constructor({ description, tokenizer, template, toolTemplate, endTokens, suggestedSampling, notices }: CodecParts) {
    this.description = description
    this.vocabularySize = tokenizer.vocabularySize
    this.pieces = tokenizer.pieces
    this.suggestedSampling = suggestedSampling
    this.notices = notices
    this.#tokenizer = tokenizer
    this.#template = template
    this.#toolTemplate = toolTemplate
    // What the template itself ends a turn with closes a reply that was cut off.
    const turnEnd = this.#turnEnd(template, endTokens)
    this.endTokens = turnEnd === null ? endTokens : [...new Set([turnEnd, ...endTokens])]
  }

  encodePrompt(conversation: Conversation): readonly number[] {
    return remembered(this.#prompts, JSON.stringify(conversation), () => {
      const { text, standIns } = this.#rendered(conversation, true)
      return this.#tokenizer.encode(text, { standIns })
    })
  }

  encodeContinuation(previous: Int32Array, conversation: Conversation, since: number): readonly number[] {
    const key = JSON.stringify([since, conversation])
    const { closing, after } = remembered(this.#followings, key, () => this.#following(conversation, since))
    const isEnded = this.endTokens.includes(previous.at(-1) ?? -1)
    return isEnded ? after : [...closing, ...after]
  }

  encodeReply(conversation: Conversation, reply: string): MarkedTokens {
    const use = this.#use(conversation)
    const prompt = this.#rendered(conversation, true)
    const messages = [...conversation.messages, use.replyMessage(reply)]
    const whole = this.#rendered({ ...conversation, messages }, false, use.template.isMarked)
    const [open, close] = this.#tokenizer.standIns.pair(whole.standIns)
    const plain = whole.text.replaceAll(open, '').replaceAll(close, '')
    const given = this.#tokenizer.encode(prompt.text, prompt)
    if (prompt.standIns === whole.standIns && plain.startsWith(prompt.text)) {
      const written = use.template.isMarked
        ? markedParts(whole.text, prompt.text.length, [open, close])
        : [{ text: this.#withoutTail(plain.slice(prompt.text.length)), isReply: true }]
      if (written.some(({ text, isReply }) => isReply && text !== ''))
        return this.#joined(given, prompt, written, whole.standIns)
    }
    // The template shows a reply otherwise than where it is to be said (it drops thoughts, or trims): as it would be sampled.
    const text = this.#hidden(reply, prompt.standIns)
    return this.#joined(given, prompt, [{ text, isReply: true }], prompt.standIns)
  }

  decode(tokens: Iterable<number>): string {
    return this.#tokenizer.decode(tokens)
  }

  toolCalls(tokens: Iterable<number>): ReturnType<TextCodec['toolCalls']> {
    const { callForm } = this.#toolTemplate
    if (callForm === null || callForm === 'tagged') return null
    const ended = [...tokens].filter((token) => !this.endTokens.includes(token))
    const calls = readFormedCalls(this.#tokenizer.decodeWithMarks(ended), callForm)
    return calls.length === 0 ? null : calls
  }

  #following(conversation: Conversation, since: number): Following {
    const reply = conversation.messages[since - 1]
    if (reply?.role !== 'assistant')
      throw new RlvrError(
        'RLVR_POLICY',
        `A conversation goes on after a reply of the assistant's; message ${since - 1} is of ${reply?.role ?? 'nobody'}. Give the whole conversation with \`previous\`.`,
      )
    const serial = JSON.stringify(conversation)
    let word = 'rlvrreply'
    while (serial.includes(word)) word += 'y'
    const { toolCalls = [] } = reply
    const called = toolCalls.map((call, index) => (index === toolCalls.length - 1 ? { ...call, name: word } : call))
    const shapes: Message[] = [
      ...(called.length > 0 ? [{ role: 'assistant' as const, content: '', toolCalls: called }] : []),
      { role: 'assistant', content: word },
    ]
    let fault: unknown = null
    for (const shape of shapes) {
      const messages = conversation.messages.with(since - 1, shape)
      try {
        const { text, standIns } = this.#rendered({ ...conversation, messages }, true)
        const at = text.lastIndexOf(word)
        if (at < 0) continue
        const rest = text.slice(at + word.length)
        const end = this.#firstEnd(rest)
        if (end === null) return { closing: [], after: this.#tokenizer.encode(rest, { standIns, after: 'text' }) }
        const before =
          shape.toolCalls === undefined ? this.#tokenizer.encode(rest.slice(0, end.at), { after: 'text' }) : []
        return {
          closing: [...before, end.token],
          after: this.#tokenizer.encode(rest.slice(end.at + end.content.length), { standIns, after: 'mark' }),
        }
      } catch (thrown) {
        fault ??= thrown
      }
    }
    if (fault instanceof RlvrError) throw fault
    throw new RlvrError(
      'RLVR_POLICY',
      'The chat template does not show what an assistant has said, so that nothing can follow a reply without its tokens being changed. Give another template, or train with one turn (`maxTurns: 1`).',
    )
  }

  #use({ tools = [] }: Conversation): TemplateUse {
    return tools.length > 0 ? this.#toolTemplate : this.#template
  }

  #rendered(conversation: Conversation, addGenerationPrompt: boolean, isMarked = false): Rendered {
    const serial = JSON.stringify(conversation)
    const standIns = this.#tokenizer.standIns.freeIn(serial)
    if (standIns === null)
      throw new RlvrError(
        'RLVR_POLICY',
        'A conversation holds so many characters of the private planes of Unicode that none are left to stand for marks. Leave them out.',
      )
    const hidden = this.#tokenizer.standIns.needed(serial)
      ? (hide(conversation, (text) => this.#hidden(text, standIns)) as Conversation)
      : conversation
    const options = isMarked
      ? { addGenerationPrompt, marks: this.#tokenizer.standIns.pair(standIns) }
      : { addGenerationPrompt }
    return { text: this.#use(conversation).render(hidden, options), standIns }
  }

  #hidden(text: string, standIns: number): string {
    return this.#tokenizer.standIns.hide(text, standIns)
  }

  /** The first token in a text that ends a reply. */
  #firstEnd(text: string): { at: number; token: number; content: string } | null {
    const found = this.endTokens.flatMap((token) => {
      const content = this.#tokenizer.names[token] ?? ''
      const at = content === '' ? -1 : text.indexOf(content)
      return at < 0 ? [] : [{ at, token, content }]
    })
    return found.sort((a, b) => a.at - b.at)[0] ?? null
  }

  /** What the template writes of a turn up to its end, and its end where it writes none. */
  #withoutTail(text: string): string {
    const end = this.endTokens
      .map((token) => this.#tokenizer.names[token] ?? '')
      .filter((content) => content !== '' && text.includes(content))
    const last = end.map((content) => text.lastIndexOf(content) + content.length)
    return last.length === 0 ? text : text.slice(0, Math.max(...last))
  }

  /** A prompt and the parts of its reply, which is ended where it is not. */
  #joined(given: readonly number[], prompt: Rendered, parts: readonly Part[], standIns: number): MarkedTokens {
    const tokens = [...given]
    const sampled: number[] = given.map(() => 0)
    let before = prompt.text
    for (const { text, isReply } of parts) {
      const added = this.#added(tokens, before, text, standIns)
      tokens.push(...added)
      sampled.push(...added.map(() => (isReply ? 1 : 0)))
      before += text
    }
    const [end] = this.endTokens
    if (end !== undefined && !this.endTokens.includes(tokens.at(-1) as number)) {
      tokens.push(end)
      sampled.push(1)
    }
    return { tokens: Int32Array.from(tokens), sampled: Uint8Array.from(sampled) }
  }

  /** Tokens that a text adds after others: as one whole has them where it begins with those, else as it is by itself. */
  #added(tokens: readonly number[], before: string, text: string, standIns: number): readonly number[] {
    const options: EncodeOptions = { standIns }
    const whole = this.#tokenizer.encode(before + text, options)
    if (tokens.every((token, index) => whole[index] === token)) return whole.slice(tokens.length)
    return this.#tokenizer.encode(text, { ...options, after: 'text' })
  }

  /** The token by which a template ends what the assistant says. */
  #turnEnd(use: TemplateUse, ends: readonly number[]): number | null {
    const word = 'rlvrreply'
    const messages = [
      { role: 'user' as const, content: 'rlvrquestion' },
      { role: 'assistant' as const, content: word },
    ]
    const text = use.template.attempt({ messages, tools: null, addGenerationPrompt: false })
    const at = text?.lastIndexOf(word) ?? -1
    if (text === null || at < 0) return null
    const [first] = this.#tokenizer.encode(text.slice(at + word.length).trimStart(), { after: 'mark' })
    return first !== undefined && (ends.includes(first) || this.#tokenizer.special.has(first)) ? first : null
  }
}

/** What a template adds after a reply: its end, and what comes behind that. */
interface Following {
  readonly closing: readonly number[]
  readonly after: readonly number[]
}

function remembered<T>(kept: Map<string, T>, key: string, make: () => T): T {
  const known = kept.get(key)
  if (known !== undefined) return known
  const made = make()
  if (kept.size >= mostKept) kept.delete(kept.keys().next().value as string)
  kept.set(key, made)
  return made
}

interface Part {
  readonly text: string
  readonly isReply: boolean
}

/** What follows the first `length` characters of a text without marks, up to the last close, by whose it is. */
function markedParts(marked: string, length: number, [open, close]: readonly [string, string]): Part[] {
  const parts: Part[] = []
  let left = length
  let isReply = false
  for (const piece of marked.split(new RegExp(`(${open}|${close})`, 'u'))) {
    if (piece === open || piece === close) {
      isReply = piece === open
      continue
    }
    const text = piece.slice(Math.min(left, piece.length))
    left -= piece.length - text.length
    if (text !== '') parts.push({ text, isReply })
  }
  const last = parts.findLastIndex((part) => part.isReply)
  return parts.slice(0, last + 1)
}

function hide(value: unknown, of: (text: string) => string): unknown {
  if (typeof value === 'string') return of(value)
  if (Array.isArray(value)) return value.map((each) => hide(each, of))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, hide(each, of)]))
}
