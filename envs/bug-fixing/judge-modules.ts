// Judges the modules of a package by calls that nobody was shown, each compared outside of the process that answers it.
import { invalid, scored, type Verdict } from '../../src/core/verdict.ts'
import type { CallCase } from '../../src/sandbox/code-tests.ts'
import { maxSourceBytes } from '../../src/sandbox/limits.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { bundleOf } from './bundle.ts'
import type { Program } from './programs/program.ts'

export interface Judged {
  readonly program: Program
  readonly modules: { readonly [name: string]: string }
  /** What the hidden calls have to give, in their order. */
  readonly expected: readonly unknown[]
}

export async function judgeModules(
  sandbox: Sandbox,
  { program, modules, expected }: Judged,
  options: { signal?: AbortSignal } = {},
): Promise<Verdict> {
  const source = bundleOf(program.id, modules)
  if (Buffer.byteLength(source) > maxSourceBytes) return scored(false, 'The package is larger than any program may be.')
  const cases = program.hidden.map(([name, ...given], place) => ({ args: [name, given], expected: expected[place] }))
  const { verdict, reason } = await sandbox.judge(
    {
      language: 'python',
      source,
      tests: { format: 'call', entry: 'call', cases: cases as readonly CallCase[], limits: { timeMs: 10_000 } },
    },
    options,
  )
  if (verdict === 'harness_error') return invalid('sandbox', reason)
  if (verdict === 'tests_invalid') return invalid('broken-gold', reason)
  return scored(verdict === 'accepted', verdict === 'accepted' ? 'All hidden calls give what they have to.' : reason)
}
