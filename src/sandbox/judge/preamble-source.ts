// The source of a preamble, by its name or as it stands.
import { readFileSync } from 'node:fs'
import type { Preamble } from '../code-tests.ts'
import type { Language } from '../engine.ts'

let leetcode: string | null = null

/** Null where nothing runs before the candidate. A named preamble is written in Python. */
export function preambleSource(preamble: Preamble | undefined, language: Language): string | null {
  if (preamble === undefined) return null
  if (typeof preamble === 'string') return preamble === '' ? null : preamble
  if (language !== 'python') return null
  leetcode ??= readFileSync(new URL('../python/leetcode_preamble.py', import.meta.url), 'utf8')
  return leetcode
}
