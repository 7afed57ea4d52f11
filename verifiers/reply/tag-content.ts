// The content of the last `<name>…</name>` in a reply.
import { trimmedFound, type Found } from './found.ts'

/**
 * Content between the last closing tag and the opening tag nearest before it; null where there is no such pair, or
 * where a later opening tag was never closed (the reply was cut off inside its answer).
 * @example tagContent('<answer> 7 </answer>', 'answer').text // '7'
 */
export function tagContent(reply: string, name: string): Found | null {
  const close = reply.lastIndexOf(`</${name}>`)
  if (close < 0) return null
  const opening = `<${name}>`
  const open = reply.lastIndexOf(opening, close)
  if (open < 0 || reply.indexOf(opening, close) >= 0) return null
  return trimmedFound(reply, open + opening.length, close, `last ${opening}`)
}
