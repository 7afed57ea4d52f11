// Where the JSON of a reply stands: in a fenced block, as the whole reply, or as its last balanced object or array.
import { trimmedFound, type Found } from '../reply/found.ts'

/** `any` tries a fenced block, then the whole reply, then the last balanced object or array, and takes the first. */
export type JsonPlace = 'any' | 'fenced' | 'whole' | 'last'

/**
 * The text that should be JSON; null where the reply has none at that place. What is found is not yet parsed.
 * @example findJson('Here: {"a": 1}. Done.', 'any').text // '{"a": 1}'
 */
export function findJson(reply: string, place: JsonPlace): Found | null {
  if (place === 'last') return lastBalanced(reply)
  if (place !== 'whole') {
    const fenced = lastFencedBlock(reply)
    if (fenced !== null || place === 'fenced') return fenced
  }
  const all = trimmedFound(reply, 0, reply.length, 'whole reply')
  if (place === 'whole' || all === null) return all
  const last = lastBalanced(reply)
  // A reply such as `{"a": 1} or {"a": 2}` begins and ends like JSON, but its last value is not the whole of it.
  const isWhole = last === null || (last.at === all.at && last.text.length === all.text.length)
  return isWhole ? all : last
}

/** The last block between ``` fences that is marked as JSON or not marked at all. */
function lastFencedBlock(reply: string): Found | null {
  const fence = '```'
  let found: Found | null = null
  let open = reply.indexOf(fence)
  while (open >= 0) {
    const start = open + fence.length
    const close = reply.indexOf(fence, start)
    if (close < 0) break
    const mark = /^[^\S\n]{0,8}(?:json[5c]?)?[^\S\n]{0,8}\r?\n/i.exec(reply.slice(start, start + 32))
    if (mark !== null) found = trimmedFound(reply, start + mark[0].length, close, 'last fenced block') ?? found
    open = reply.indexOf(fence, close + fence.length)
  }
  return found
}

/** Brackets deeper than this are no answer, and remembering each would cost memory. */
const deepestOpen = 1000

/** One pass: brackets outside strings, strings only inside brackets. A bracket that never closes does not matter. */
function lastBalanced(reply: string): Found | null {
  const open: { at: number; closing: number }[] = []
  let inString = false
  let span: { start: number; end: number } | null = null
  for (let index = 0; index < reply.length; index++) {
    const character = reply.charCodeAt(index)
    if (inString) {
      if (character === 0x5c) index++
      else if (character === 0x22 || character === 0x0a) inString = false
      continue
    }
    if (character === 0x22) {
      inString = open.length > 0
    } else if (character === 0x7b || character === 0x5b) {
      if (open.length === deepestOpen) open.shift()
      open.push({ at: index, closing: character + 2 })
    } else if (character === 0x7d || character === 0x5d) {
      const top = open.pop()
      if (top === undefined) continue
      // Braces of different kinds that cross are prose or mathematics, not JSON.
      if (top.closing === character) span = { start: top.at, end: index + 1 }
      else open.length = 0
    }
  }
  return span === null ? null : trimmedFound(reply, span.start, span.end, 'last balanced object or array')
}
