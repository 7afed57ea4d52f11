// Rows of a file in any form that data has (JSON Lines, a JSON list, CSV, Parquet), of a data set of one's own, or JSON
// Lines from stdin for `-`.
import { access, constants } from 'node:fs/promises'
import { resolve } from 'node:path'
import { RlvrError, describeError } from '../../core/errors.ts'
import type { JsonObject } from '../../core/json.ts'
import { FieldFault } from '../../data/field.ts'
import { readJsonl, type JsonlRow } from '../../data/jsonl.ts'
import { recordFile } from '../../data/record-file.ts'
import { nearestDataset, rowsNamed } from '../own/own-rows.ts'

/** Where rows come from. */
export interface RowInput {
  /** For messages. */
  readonly name: string
  /** The file that is read; null where it is none. */
  readonly file: string | null
  rows(signal: AbortSignal): AsyncIterable<JsonlRow>
}

/**
 * What is called so: `-`, a file, a module, or a data set of `rlvr.config.ts`.
 * @throws RlvrError `RLVR_USAGE` where it cannot be read
 */
export async function rowInput(name: string): Promise<RowInput> {
  if (name === '-') return { name: 'stdin', file: null, rows: (signal) => readJsonl(openStdin(signal)) }
  const own = (await rowsNamed(name)) ?? { file: name, rows: () => recordFile(name).rows() }
  if (own.file !== null) await checkReadable(own.file, name)
  return { name: `\`${name}\``, file: own.file, rows: () => own.rows() }
}

async function checkReadable(file: string, name: string): Promise<void> {
  try {
    await access(file, constants.R_OK)
  } catch (thrown) {
    const nearest = await nearestDataset(name)
    const isMissing = (thrown as NodeJS.ErrnoException).code === 'ENOENT'
    const fault = isMissing
      ? `There is no file \`${file}\` (looked for ${resolve(file)}: a path counts from the working directory).`
      : `Cannot read \`${file}\`: ${describeError(thrown)}.`
    throw new RlvrError('RLVR_USAGE', `${fault}${nearest}`, { cause: thrown })
  }
}

/**
 * Reads on until the end of the file or until `signal` aborts, which throws its reason. The end of a file's name says
 * its form; one that says none is JSON Lines. A row that `parse` cannot make something of is a fault among the others.
 */
export async function* readRows<Row>(
  input: RowInput,
  parse: (row: JsonObject, line: number) => Row,
  signal: AbortSignal,
): AsyncGenerator<JsonlRow<Row>> {
  for await (const row of input.rows(signal)) {
    signal.throwIfAborted()
    yield row.ok ? parsed(row.value, row.line, parse) : row
  }
}

/** Throws `RLVR_USAGE` where a file had no rows at all: that is no result of 0. */
export function refuseNone(counts: { readonly [what: string]: number }, { name }: RowInput): void {
  if (Object.values(counts).some((count) => count > 0)) return
  throw new RlvrError('RLVR_USAGE', `There are no rows in ${name}. Give a file with a row a reply.`)
}

function parsed<Row>(value: JsonObject, line: number, parse: (row: JsonObject, line: number) => Row): JsonlRow<Row> {
  try {
    return { ok: true, line, value: parse(value, line) }
  } catch (thrown) {
    return { ok: false, line, field: thrown instanceof FieldFault ? thrown.field : null, fault: describeError(thrown) }
  }
}

/** Stdin, which may wait for a person for ever and so has to be ended by the signal itself. */
function openStdin(signal: AbortSignal): AsyncIterable<Uint8Array> {
  signal.addEventListener('abort', () => process.stdin.destroy(signal.reason as Error), { once: true })
  return process.stdin as AsyncIterable<Uint8Array>
}
