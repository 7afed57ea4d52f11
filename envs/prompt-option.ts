// The option `prompt` that the generated environments share: who the prompts are written for.
import { Type, type TEnum } from 'typebox'

export type PromptStyle = 'words' | 'compact'

/** `words` for language models; `compact` for a tiny character-level model, whose whole reply is the answer. */
export const promptOption: TEnum<['words', 'compact']> = Type.Enum(['words', 'compact'], {
  default: 'words',
  description: 'words: prompts for language models; compact: bare characters, the whole reply is the answer',
})
