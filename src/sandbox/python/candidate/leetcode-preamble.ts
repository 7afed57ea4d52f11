// The shipped preamble that `{ name: 'leetcode' }` of a task means, as Python source.
import { readFileSync } from 'node:fs'

let text: string | undefined

export function leetcodePreamble(): string {
  text ??= readFileSync(new URL('./leetcode.py', import.meta.url), 'utf8')
  return text
}
