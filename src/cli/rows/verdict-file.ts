// `--verdicts FILE` of `rlvr serve`: a line of JSON for each session that is over, added to what is there.
import { closeSync, openSync, writeSync } from 'node:fs'
import { describeError, RlvrError } from '../../core/errors.ts'
import type { VerdictRow } from '../../serve/environments/verdict-book.ts'

export interface VerdictFile extends Disposable {
  write(row: VerdictRow): void
}

/** Throws `RLVR_USAGE` where nothing can be written there. */
export function openVerdictFile(path: string): VerdictFile {
  let file: number
  try {
    file = openSync(path, 'a', 0o600)
  } catch (thrown) {
    throw new RlvrError('RLVR_USAGE', `Cannot write verdicts to ${path}: ${describeError(thrown)}`, { cause: thrown })
  }
  return {
    write: (row) => void writeSync(file, `${JSON.stringify(row)}\n`),
    [Symbol.dispose]: () => closeSync(file),
  }
}
