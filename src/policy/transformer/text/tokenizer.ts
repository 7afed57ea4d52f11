// Text to tokens and back for the transformer of this library: characters of an alphabet, or bytes.
// A conversation is `<role>` + content for each message; what the policy says ends with `<end>`.
import { RlvrError, show } from '../../../core/errors.ts'
import type { Message } from '../../../core/message.ts'

/** Tokens that stand for no text; they come first in every vocabulary. */
export const specialTokens = ['<end>', '<assistant>', '<user>', '<system>', '<tool>'] as const

/** A tokenizer as plain data, as checkpoints keep it. */
export type TokenizerDescription = { readonly kind: 'byte' } | { readonly kind: 'character'; readonly alphabet: string }

export interface Tokenizer {
  readonly description: TokenizerDescription
  readonly vocabularySize: number
  readonly endToken: number
  /** Throws `RLVR_POLICY` for a character that the alphabet lacks. */
  encode(text: string): number[]
  /** Special tokens become nothing. */
  decode(tokens: Iterable<number>): string
}

export function tokenizerOf(description: TokenizerDescription): Tokenizer {
  return description.kind === 'byte' ? byteTokenizer() : characterTokenizer(description.alphabet)
}

/** One token a byte of UTF-8: any text, at about four tokens a word. */
export function byteTokenizer(): Tokenizer {
  return {
    description: { kind: 'byte' },
    vocabularySize: specialTokens.length + 256,
    endToken: 0,
    encode: (text) => Array.from(new TextEncoder().encode(text), (byte) => byte + specialTokens.length),
    decode: (tokens) =>
      // A byte order mark is a character like any other here.
      new TextDecoder('utf-8', { ignoreBOM: true }).decode(
        Uint8Array.from(
          [...tokens].filter((token) => token >= specialTokens.length),
          (token) => token - specialTokens.length,
        ),
      ),
  }
}

/** One token a character of `alphabet`, whose characters must differ. */
export function characterTokenizer(alphabet: string): Tokenizer {
  const characters = Array.from(alphabet)
  const tokens = new Map(characters.map((character, index) => [character, index + specialTokens.length]))
  if (tokens.size !== characters.length)
    throw new RlvrError('RLVR_POLICY', `The characters of an alphabet must differ; got ${show(alphabet)}.`)
  return {
    description: { kind: 'character', alphabet },
    vocabularySize: specialTokens.length + characters.length,
    endToken: 0,
    encode: (text) =>
      Array.from(text, (character) => {
        const token = tokens.get(character)
        if (token === undefined)
          throw new RlvrError(
            'RLVR_POLICY',
            `The policy's alphabet has no ${show(character)} (in ${show(text, 60)}). Add it to the alphabet, or use the byte tokenizer.`,
          )
        return token
      }),
    decode: (ids) => Array.from(ids, (id) => characters[id - specialTokens.length] ?? '').join(''),
  }
}

/** Tokens of messages as the policy is to read them, ending where it is to speak. */
export function encodePrompt(tokenizer: Tokenizer, messages: readonly Message[]): number[] {
  return [...messages.flatMap((message) => encodeMessage(tokenizer, message)), roleToken('assistant')]
}

/** Tokens that further messages add after a reply. A reply cut off by a limit gets its `<end>` here. */
export function encodeContinuation(tokenizer: Tokenizer, previous: Int32Array, messages: readonly Message[]): number[] {
  const closing = previous.at(-1) === tokenizer.endToken ? [] : [tokenizer.endToken]
  return [...closing, ...encodePrompt(tokenizer, messages)]
}

function encodeMessage(tokenizer: Tokenizer, { role, content }: Message): number[] {
  const tokens = [roleToken(role), ...tokenizer.encode(content)]
  return role === 'assistant' ? [...tokens, tokenizer.endToken] : tokens
}

function roleToken(role: Message['role']): number {
  return specialTokens.indexOf(`<${role}>`)
}
