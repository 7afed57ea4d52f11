// Balanced `\boxed{…}` and `\fbox{…}` of a reply, in one pass over its characters.
// A box that is never closed is not an answer: the reply was cut off or is broken there.

export interface Box {
  /** What stands between the braces. */
  readonly text: string
  /** Index of the first character of `text`. */
  readonly at: number
  /** Index just past the closing brace. */
  readonly end: number
}

export interface Boxes {
  /** The outermost balanced boxes, at most the last sixteen. */
  readonly last: readonly Box[]
  /** How many outermost balanced boxes the reply has. */
  readonly count: number
  /** Whether a box opens after the last balanced one and never closes. */
  readonly unclosed: boolean
}

/** Boxes nested deeper than this are no answer, and an attack would cost memory for each. */
const deepestNesting = 64
const mostKept = 16
const opening = /\\(?:boxed|fbox|framebox)\s{0,4}\{/y

/**
 * @example findBoxes('so \\boxed{\\frac{1}{2}}').last[0].text // '\\frac{1}{2}'
 */
export function findBoxes(reply: string): Boxes {
  const kept: Box[] = []
  // Boxes that are open, each with the brace depth at which it closes.
  const open: { at: number; depth: number }[] = []
  let depth = 0
  let count = 0
  let index = nextBackslash(reply, 0)
  while (index < reply.length) {
    const character = reply.charCodeAt(index)
    if (character === 0x5c) {
      opening.lastIndex = index
      if (opening.test(reply)) {
        index = opening.lastIndex
        if (open.length === deepestNesting) open.shift()
        open.push({ at: index, depth })
        depth++
      } else {
        // An escaped brace neither opens nor closes.
        index += 2
      }
    } else if (character === 0x7b) {
      depth++
      index++
    } else if (character === 0x7d) {
      depth--
      index++
      const top = open.at(-1)
      if (top !== undefined && top.depth === depth) {
        open.pop()
        // A box that holds earlier ones replaces them.
        while (kept.length > 0 && (kept.at(-1) as Box).at >= top.at) {
          kept.pop()
          count--
        }
        kept.push({ text: reply.slice(top.at, index - 1), at: top.at, end: index })
        count++
        if (kept.length > mostKept) kept.shift()
      }
    } else {
      index++
    }
    // Braces outside every box mean nothing.
    if (open.length === 0) {
      depth = 0
      index = nextBackslash(reply, index)
    }
  }
  const lastOpen = open.at(-1)
  const lastClosed = kept.at(-1)
  const unclosed = lastOpen !== undefined && (lastClosed === undefined || lastOpen.at > lastClosed.at)
  return { last: kept, count, unclosed }
}

function nextBackslash(text: string, from: number): number {
  const found = text.indexOf('\\', from)
  return found < 0 ? text.length : found
}
