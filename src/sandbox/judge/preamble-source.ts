// The source of a preamble, by its name or as it stands.
import type { Preamble } from '../code-tests.ts'
import type { Language } from '../engine.ts'
import { leetcodePreamble } from '../python/candidate/leetcode-preamble.ts'

/** Null where nothing runs before the candidate. A named preamble is written in Python. */
export function preambleSource(preamble: Preamble | undefined, language: Language): string | null {
  if (preamble === undefined) return null
  if (typeof preamble === 'string') return preamble === '' ? null : preamble
  return language === 'python' ? leetcodePreamble() : null
}
