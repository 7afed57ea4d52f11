// Rows of JSON Lines to a file or to stdout, each written whole before the next is made.
import { once } from 'node:events'
import { open, stat, type FileHandle } from 'node:fs/promises'
import { RlvrError, describeError } from '../../core/errors.ts'
import { stringifyStrict } from '../../core/json.ts'
import type { RowInput } from './row-input.ts'

export interface RowOutput {
  write(row: object): Promise<void>
  close(): Promise<void>
}

/**
 * Where rows go: to `--output`, or stdout. With `--json`, which prints what they come to as one value, they go to a file
 * that is named, or nowhere (null).
 * @throws RlvrError `RLVR_USAGE` where both are to go to stdout
 */
export function rowsPath({ output, json }: { readonly output?: string; readonly json?: boolean }): string | null {
  if (json !== true) return output ?? '-'
  if (output === '-')
    throw new RlvrError(
      'RLVR_USAGE',
      '`--json` prints the numbers to stdout; name a file for the rows, or leave `--output` out.',
    )
  return output ?? null
}

/**
 * Opens `path` for writing, or stdout for `-`, or nothing for null. A file that is there already is replaced.
 * The input has been found to be readable by then: a mistyped one must not cost the rows of an earlier run.
 * @throws RlvrError `RLVR_USAGE` when the input is the same file, or `path` cannot be opened, `RLVR_RECORD` when writing fails
 */
export async function openRowOutput(path: string | null, input: Pick<RowInput, 'file'>): Promise<RowOutput> {
  if (path === null) return { write: async () => {}, close: async () => {} }
  if (path === '-') return stdoutRows
  if (input.file !== null && (await areSameFile(path, input.file)))
    throw new RlvrError(
      'RLVR_USAGE',
      `\`--output\` is the input file \`${path}\`; writing would destroy it. Name another one.`,
    )
  let file: FileHandle
  try {
    file = await open(path, 'w')
  } catch (thrown) {
    throw new RlvrError('RLVR_USAGE', `Cannot write \`${path}\`: ${describeError(thrown)}.`, { cause: thrown })
  }
  return {
    async write(row) {
      try {
        // appendFile goes on after a short write; `write` alone would tear the line.
        await file.appendFile(`${stringifyStrict(row)}\n`)
      } catch (thrown) {
        const message = `Cannot write on to \`${path}\`: ${describeError(thrown)}. The rows before are in it.`
        throw new RlvrError('RLVR_RECORD', message, { cause: thrown })
      }
    },
    close: async () => await file.close(),
  }
}

const stdoutRows: RowOutput = {
  async write(row) {
    if (!process.stdout.write(`${stringifyStrict(row)}\n`)) await once(process.stdout, 'drain')
  },
  async close() {},
}

async function areSameFile(left: string, right: string): Promise<boolean> {
  const [a, b] = await Promise.all([left, right].map(async (path) => await stat(path).catch(() => null)))
  return a != null && b != null && a.dev === b.dev && a.ino === b.ino
}
