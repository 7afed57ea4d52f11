// The names that SandboxFusion, Piston and people give to languages, and ours for them. Sources: SandboxFusion
// sandbox/runners/types.py (`nodejs`, `cpp`); Piston's packages (aliases `py`, `js`, `ts`, `c++`, `g++`).
import type { Language } from '../../sandbox/engine.ts'

export const languageAliases: Readonly<Record<Language, readonly string[]>> = {
  python: ['python', 'py', 'python3', 'py3'],
  javascript: ['javascript', 'js', 'nodejs', 'node', 'node-js', 'node-javascript'],
  typescript: ['typescript', 'ts', 'node-ts', 'tsc'],
  cpp: ['cpp', 'c++', 'g++', 'cxx'],
}

const byAlias = new Map(
  Object.entries(languageAliases).flatMap(([language, names]) => names.map((name) => [name, language as Language])),
)

/** Null for a name that means no language of ours. */
export function languageOf(name: string): Language | null {
  return byAlias.get(name.toLowerCase()) ?? null
}
