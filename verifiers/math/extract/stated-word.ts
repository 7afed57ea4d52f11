// Yes, no, true or false as a reply says it: its first word, or the first of its last line.
import type { Found } from '../../reply/found.ts'

const word = /^[\s*_"'(#>-]*(yes|no|true|false)(?![\p{L}\d'’])(?!,?\s(?:and|or)\s)/iu
const opposites: ReadonlyMap<string, string> = new Map([
  ['yes', 'no'],
  ['no', 'yes'],
  ['true', 'false'],
  ['false', 'true'],
])

/** Whether a gold asks for one of these words. */
export function isStatedWord(text: string): boolean {
  return opposites.has(
    text
      .replace(/\\text\w*\s?\{([^{}]*)\}/, '$1')
      .trim()
      .toLowerCase(),
  )
}

/**
 * The word, where the first line and the last do not contradict each other; null without one.
 * @example statedWord('Yes, because 2 < 3.').text // 'Yes'
 */
export function statedWord(reply: string): Found | null {
  const trimmed = reply.trimEnd()
  const start = trimmed.lastIndexOf('\n') + 1
  const [first, last] = [word.exec(reply), word.exec(trimmed.slice(start))]
  const match = last ?? first
  if (match === null) return null
  const said = match[1] as string
  const other = first?.[1]?.toLowerCase()
  if (other !== undefined && opposites.get(other) === said.toLowerCase()) return null
  const at = (last === null ? 0 : start) + match[0].length - said.length
  return { text: said, where: 'first word', at }
}
