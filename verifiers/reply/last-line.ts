// The last line of a reply that is not blank, and the label that may stand before its answer.
import type { Found } from './found.ts'

/**
 * The last line with a visible character, trimmed; null for a blank reply.
 * @example lastLine('first\nA: 7\n\n') // { text: 'A: 7', where: 'last line', at: 6 }
 */
export function lastLine(reply: string): Found | null {
  const trimmed = reply.trimEnd()
  if (trimmed === '') return null
  const start = Math.max(trimmed.lastIndexOf('\n'), trimmed.lastIndexOf('\r')) + 1
  const text = trimmed.slice(start).trimStart()
  return { text, where: 'last line', at: trimmed.length - text.length }
}

const label = /^(?:[*_>#\s]{0,8})(?:the\s)?(?:final\s)?(?:answer\s?(?:is\s?:?|:|=)|a\s?:)[*_\s]{0,8}/i

/**
 * The line without a label such as `A:`, `Answer:`, `**Final answer:**`, `####`.
 * @example withoutLabel({ text: 'A: 7', where: 'last line', at: 6 }).text // '7'
 */
export function withoutLabel(line: Found): Found {
  const length = line.text.startsWith('####') ? 4 : (label.exec(line.text)?.[0].length ?? 0)
  const rest = line.text.slice(length)
  const text = rest.trim()
  return { text, where: line.where, at: line.at + length + rest.indexOf(text) }
}
