// The codec of this library's own tokenizers. A conversation is `<role>` + content for each message; what the policy
// says ends with `<end>`. Descriptions of tools are not shown.
import { RlvrError } from '../../../core/errors.ts'
import type { Conversation, MarkedTokens, TextCodec, TextDescription } from './text-codec.ts'
import { tokenPieces } from './token-pieces.ts'
import { encodeContinuation, encodePrompt, specialTokens, tokenizerOf, type TokenizerDescription } from './tokenizer.ts'

export function ownCodec(description: TokenizerDescription): TextCodec {
  const tokenizer = tokenizerOf(description)
  const { endToken, vocabularySize } = tokenizer
  const utf8 = new TextEncoder()
  const pieces =
    description.kind === 'byte'
      ? Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte))
      : Array.from(description.alphabet, (character) => utf8.encode(character))
  return {
    description,
    vocabularySize,
    endTokens: [endToken],
    pieces: tokenPieces([...specialTokens.map(() => new Uint8Array(0)), ...pieces]),
    suggestedSampling: {},
    notices: [],
    encodePrompt: ({ messages }) => encodePrompt(tokenizer, messages),
    encodeContinuation: (previous, { messages }, since) =>
      encodeContinuation(tokenizer, previous, messages.slice(since)),
    encodeReply({ messages }: Conversation, reply: string): MarkedTokens {
      const prompt = encodePrompt(tokenizer, messages)
      const tokens = Int32Array.from([...prompt, ...tokenizer.encode(reply), endToken])
      return { tokens, sampled: new Uint8Array(tokens.length).fill(1, prompt.length) }
    },
    decode: (tokens) => tokenizer.decode(tokens),
    toolCalls: () => null,
  }
}

/** @throws RlvrError `RLVR_POLICY` for the tokenizer of a Hugging Face folder, which a description does not hold */
export function ownDescription(description: TextDescription): TokenizerDescription {
  if (description.kind !== 'hugging-face') return description
  throw new RlvrError(
    'RLVR_POLICY',
    `The snapshot was taken of a policy that began as the checkpoint ${description.source}, whose tokenizer it does not hold. Open that checkpoint, and restore the snapshot into it.`,
  )
}
