// A piece of a reply, and where it was found: what a verdict shows as evidence.
import type { JsonObject } from '../../src/core/json.ts'

/** The longest text that evidence repeats; a reply can be megabytes, a record should not. */
const longestShown = 200

export interface Found {
  readonly text: string
  /** Where it was found, in words: `last \boxed{}`, `last line`. */
  readonly where: string
  /** Index in the reply of the first character of `text`. */
  readonly at: number
  /** What the reply states as well, or in its place: an answer is right where all are. */
  readonly others?: readonly Found[]
}

/** The piece as evidence of a verdict, cut to 200 characters. */
export function foundEvidence(found: Found): JsonObject {
  return { candidate: cut(found.text), where: found.where, at: found.at }
}

/** `text` made fit for a record: at most 200 characters, no half of a surrogate pair. */
export function cut(text: string): string {
  const shown = text.length > longestShown ? `${text.slice(0, longestShown)}…` : text
  return shown.toWellFormed()
}

/** A piece of a part of a reply that begins at `offset`, as one of the whole. */
export function movedFound(found: Found, offset: number): Found {
  if (offset === 0) return found
  const moved = { ...found, at: found.at + offset }
  return found.others === undefined ? moved : { ...moved, others: found.others.map((each) => movedFound(each, offset)) }
}

/** `text[start, end)` without white space at its ends, or null where nothing is left. */
export function trimmedFound(reply: string, start: number, end: number, where: string): Found | null {
  const raw = reply.slice(start, end)
  const text = raw.trim()
  return text === '' ? null : { text, where, at: start + raw.indexOf(text) }
}
