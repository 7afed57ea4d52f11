// Rows of a file in any form that data has (JSON Lines, a JSON list, CSV, Parquet), or JSON Lines from stdin for `-`.
import { RlvrError, describeError } from '../../core/errors.ts'
import type { JsonObject } from '../../core/json.ts'
import { FieldFault } from '../../data/field.ts'
import { readJsonl, type JsonlRow } from '../../data/jsonl.ts'
import { recordFile } from '../../data/record-file.ts'

/**
 * Reads on until the end of the file or until `signal` aborts, which throws its reason. The end of a file's name says
 * its form; one that says none is JSON Lines. A row that `parse` cannot make something of is a fault among the others.
 */
export async function* readRows<Row>(
  path: string,
  parse: (row: JsonObject, line: number) => Row,
  signal: AbortSignal,
): AsyncGenerator<JsonlRow<Row>> {
  for await (const row of path === '-' ? readJsonl(openStdin(signal)) : recordFile(path).rows()) {
    signal.throwIfAborted()
    yield row.ok ? parsed(row.value, row.line, parse) : row
  }
}

/** Throws `RLVR_USAGE` where a file had no rows at all: that is no result of 0. */
export function refuseNone(counts: { readonly [what: string]: number }, path: string): void {
  if (Object.values(counts).some((count) => count > 0)) return
  const name = path === '-' ? 'stdin' : `\`${path}\``
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
