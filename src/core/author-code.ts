// Where code of an author is at work, for whoever watches: a channel that costs nothing while nobody listens.
import { channel, type Channel } from 'node:diagnostics_channel'

/** A piece of an author's code begins or ends. */
export interface AuthorCodeEvent {
  readonly phase: 'begin' | 'end'
  /** What it is, in words: a verifier or an environment, by name. */
  readonly what: string
  readonly taskId: string
}

/** `rlvr:author-code`, which carries `AuthorCodeEvent`s. */
export const authorCode: Channel = channel('rlvr:author-code')

/** Tells that a piece of an author's code begins; what it gives is called when that has ended. */
export function beginAuthorCode(what: string, taskId: string): () => void {
  if (!authorCode.hasSubscribers) return ended
  authorCode.publish({ phase: 'begin', what, taskId })
  return () => authorCode.publish({ phase: 'end', what, taskId })
}

function ended(): void {}
