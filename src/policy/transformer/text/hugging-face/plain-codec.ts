// A model without a chat template, as base models are: its prompt is a text to go on with. A single message is that
// text as it stands; several stand one below the other, with an empty line between. Roles, tools and calls are not shown.
import type { Conversation, MarkedTokens, TextCodec } from '../text-codec.ts'
import type { HuggingFaceDescription } from './description.ts'
import type { FolderTokenizer } from './read-tokenizer.ts'

const between = '\n\n'

export interface PlainParts {
  readonly description: HuggingFaceDescription
  readonly tokenizer: FolderTokenizer
  /** What is put before every prompt. */
  readonly prefix: readonly number[]
  readonly endTokens: readonly number[]
  readonly suggestedSampling: TextCodec['suggestedSampling']
  readonly notices: readonly string[]
}

export function plainCodec(parts: PlainParts): TextCodec {
  const { tokenizer, prefix, endTokens } = parts
  const encode = (text: string, after?: 'text'): number[] => {
    const standIns = tokenizer.standIns.freeIn(text)
    // Text that holds every private plane has nothing left to hide its marks with; it is read as it stands.
    if (standIns === null) return tokenizer.encode(text)
    return tokenizer.encode(tokenizer.standIns.hide(text, standIns), {
      standIns,
      ...(after !== undefined && { after }),
    })
  }
  const promptOf = ({ messages }: Conversation): string => messages.map(({ content }) => content).join(between)
  return {
    ...parts,
    vocabularySize: tokenizer.vocabularySize,
    pieces: tokenizer.pieces,
    encodePrompt: (conversation) => [...prefix, ...encode(promptOf(conversation))],
    encodeContinuation: (previous, { messages }, since) => {
      const isEnded = endTokens.includes(previous.at(-1) ?? -1)
      const closing = isEnded ? [] : endTokens.slice(0, 1)
      return [
        ...closing,
        ...encode(
          between +
            messages
              .slice(since)
              .map(({ content }) => content + between)
              .join(''),
          'text',
        ),
      ]
    },
    encodeReply(conversation: Conversation, reply: string): MarkedTokens {
      const prompt = [...prefix, ...encode(promptOf(conversation))]
      const tokens = [...prompt, ...encode(reply, 'text'), ...endTokens.slice(0, 1)]
      return { tokens: Int32Array.from(tokens), sampled: new Uint8Array(tokens.length).fill(1, prompt.length) }
    },
    decode: (tokens) => tokenizer.decode(tokens),
    toolCalls: () => null,
  }
}
