// The options of the comparisons that run each side in a process of its own, and what they print.
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { RlvrError } from '../src/core/errors.ts'
import { sideTable, type SideReport } from './side-by-side.ts'

export interface SideOptions {
  readonly threads: number
  readonly rounds: number
  /** Interpreters with the peer. */
  readonly pythons: readonly string[]
  /** One that can write test material, also where no peer is measured. */
  readonly folderPython: string
  readonly peersOnly: boolean
  readonly note: (text: string) => void
}

/** Parses, measures and prints: a table for people, or with `--json` the report as one object on the last line. */
export async function runSides<Extra extends NonNullable<ParseArgsConfig['options']>>(
  given: readonly string[],
  extra: Extra,
  measure: (options: SideOptions, extra: { readonly [name in keyof Extra]: string }) => Promise<SideReport>,
): Promise<void> {
  const { values } = parseArgs({
    args: [...given],
    options: {
      json: { type: 'boolean', default: false },
      threads: { type: 'string', default: '2' },
      rounds: { type: 'string', default: '7' },
      python: { type: 'string', multiple: true },
      'peers-only': { type: 'boolean', default: false },
      'ours-only': { type: 'boolean', default: false },
      ...extra,
    },
  }) as { values: { readonly [name: string]: unknown } }
  const pythons = pythonsOf(values['python'] as string[] | undefined)
  const report = await measure(
    {
      threads: wholeNumber('threads', String(values['threads']), 1),
      rounds: wholeNumber('rounds', String(values['rounds']), 1),
      pythons: values['ours-only'] === true ? [] : pythons,
      folderPython: pythons[0] ?? 'python3',
      peersOnly: values['peers-only'] === true,
      note: (text) => console.error(text),
    },
    values as { readonly [name in keyof Extra]: string },
  )
  if (values['json'] === true) {
    console.error(sideTable(report))
    console.log(JSON.stringify(report))
  } else console.log(sideTable(report))
}

/** Interpreters that have the peer: `--python`, else `RLVR_BENCH_PYTHON`, else `python3`. */
export function pythonsOf(given: readonly string[] | undefined): readonly string[] {
  return given ?? (process.env['RLVR_BENCH_PYTHON'] || 'python3').split(':').filter(Boolean)
}

export function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < least)
    throw new RlvrError('RLVR_USAGE', `--${option} takes a whole number of ${least} or more, not \`${text}\`.`)
  return value
}
