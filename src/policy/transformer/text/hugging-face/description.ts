// What a snapshot keeps of a Hugging Face tokenizer: enough to tell whether it is the same one, not the files.

import type { JsonObject } from '../../../../core/json.ts'

export interface HuggingFaceDescription {
  readonly kind: 'hugging-face'
  /** Where its folder came from, as it was named: `hf:owner/name@revision` or a path. */
  readonly source: string
  /** SHA-256 over the names and contents of the files that say how text is read. */
  readonly hash: string
  /** How its template is used, where it is otherwise than usual. */
  readonly settings?: JsonObject
}
