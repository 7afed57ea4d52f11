// What turns conversations into tokens and a policy's tokens back into text: this library's own alphabets and bytes
// (`own-codec.ts`), or the tokenizer and the chat template of a Hugging Face folder (`hugging-face/`).
// Tokens in, tokens out: a reply is never tokenised again. What comes after it is appended to its own tokens.
import type { Message, ToolCall, ToolDescription } from '../../../core/message.ts'
import type { Sampling } from '../../../core/policy.ts'
import type { HuggingFaceDescription } from './hugging-face/description.ts'
import type { TokenPieces } from './token-pieces.ts'
import type { TokenizerDescription } from './tokenizer.ts'

/** A codec as plain data, as snapshots keep it: all of an own one, name and hash of the files of a foreign one. */
export type TextDescription = TokenizerDescription | HuggingFaceDescription

/** What a policy is shown. */
export interface Conversation {
  readonly messages: readonly Message[]
  readonly tools?: readonly ToolDescription[]
}

/** A conversation with its reply, [T] each. */
export interface MarkedTokens {
  readonly tokens: Int32Array
  /** 1 where the policy is to write the token, 0 where it is given. */
  readonly sampled: Uint8Array
}

/** How a model's makers draw its replies: what they say, and no more. */
export type SuggestedSampling = Partial<Pick<Sampling, 'temperature' | 'topK' | 'topP' | 'minP'>>

export interface TextCodec {
  readonly description: TextDescription
  /** One more than the largest token; a model's table may be longer (padded), never shorter. */
  readonly vocabularySize: number
  /** Tokens that end a reply. The first one closes a reply that a limit cut off. */
  readonly endTokens: readonly number[]
  /** What each token adds to a text, for texts that end a reply. */
  readonly pieces: TokenPieces
  /** How the model's makers draw replies, where they say; for evaluations that ask for nothing else. */
  readonly suggestedSampling: SuggestedSampling
  /** What a user should know of how this codec reads conversations, in sentences. */
  readonly notices: readonly string[]
  /** Tokens of a conversation as the policy is to read it, ending where it is to speak. */
  encodePrompt(conversation: Conversation): readonly number[]
  /**
   * Tokens that follow `previous`, which end with a reply of the policy: the reply's end where a limit cut it off, the
   * messages from the index `since` on, and what opens the next reply.
   * @throws RlvrError `RLVR_POLICY` where nothing can follow a reply without rewriting what came before it
   */
  encodeContinuation(previous: Int32Array, conversation: Conversation, since: number): readonly number[]
  /** A conversation and the reply that it should get, its end included. */
  encodeReply(conversation: Conversation, reply: string): MarkedTokens
  /** The text of a reply's tokens. Tokens that end or mark become nothing, like those beyond the vocabulary. */
  decode(tokens: Iterable<number>): string
  /** The tool calls of a reply that are written in a form of the model's own; null where its text alone tells. */
  toolCalls(tokens: Iterable<number>): readonly ToolCall[] | null
}
