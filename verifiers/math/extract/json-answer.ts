// The answer of a reply that is JSON, or ends in a fence of it: the value of `answer` and its like.
import { trimmedFound, type Found } from '../../reply/found.ts'
import { longestTail } from '../bounds/limits.ts'

const field =
  /"(?:final[_ ]?)?(?:answer|result|solution|value|output)"\s*:\s*(?:"((?:[^"\\]|\\.)*)"|(-?\d[\d.eE+-]*|\[[^[\]]*\]|true|false))/gi

/** The last such field of an object that the reply is, or ends in; null for other replies. */
export function jsonAnswer(reply: string): Found | null {
  const offset = Math.max(0, reply.length - longestTail)
  const tail = reply.slice(offset)
  if (!/\}\s*(?:```\s*)?$/.test(tail)) return null
  let last: RegExpExecArray | null = null
  for (const match of tail.matchAll(field)) last = match
  if (last === null) return null
  const written = last[1] ?? last[2] ?? ''
  const at = last.index + last[0].lastIndexOf(written)
  const found = trimmedFound(tail, at, at + written.length, 'JSON answer')
  if (found === null) return null
  return { ...found, text: last[1] === undefined ? found.text : unescaped(written).trim(), at: found.at + offset }
}

/** A string of JSON; LaTeX that forgot to escape its backslashes stays as it is. */
function unescaped(written: string): string {
  return written.replace(/\\(["\\/])/g, '$1')
}
