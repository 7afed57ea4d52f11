// Comma-separated values (RFC 4180, csv-parse) as a stream of rows with their line numbers. The first line names the
// fields. Every value is a text; an empty cell without quotes is a field that the row does not have.
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { JsonObject } from '../core/json.ts'
import type { JsonlRow } from './jsonl.ts'

type Cells = readonly (string | undefined)[]

/** The rows of a CSV stream; empty lines are passed over. A row with too many or too few cells is a fault. */
export async function* readCsv(
  source: AsyncIterable<Uint8Array | string>,
  { delimiter = ',' }: { delimiter?: string } = {},
): AsyncGenerator<JsonlRow> {
  const { CsvError, parse } = await import('csv-parse')
  const parser = parse({
    delimiter,
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    cast: (value, { quoting }) => (quoting || value !== '' ? value : undefined),
  })
  // What goes wrong in the source or in the parser is thrown by the loop below.
  void pipeline(Readable.from(source), parser).catch(() => null)
  let names: readonly string[] | null = null
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: Cells; info: { lines: number } }>) {
      const line = info.lines - lineEndsIn(record)
      if (names !== null) {
        yield rowOf(names, record, line)
        continue
      }
      const fault = headerFault(record)
      if (fault !== null) {
        yield { ok: false, line, field: null, fault }
        return
      }
      names = record as readonly string[]
    }
  } catch (thrown) {
    if (!(thrown instanceof CsvError)) throw thrown
    const line = typeof thrown['lines'] === 'number' ? thrown['lines'] : 1
    yield { ok: false, line, field: null, fault: `is no CSV: ${thrown.message}` }
  }
}

function rowOf(names: readonly string[], record: Cells, line: number): JsonlRow {
  if (record.length !== names.length) {
    const fault = `expected ${names.length} cells, as the first line has; got ${record.length}`
    return { ok: false, line, field: null, fault }
  }
  const pairs = names.map((name, index) => [name, record[index]] as const)
  const value: JsonObject = Object.fromEntries(pairs.filter(([, cell]) => cell !== undefined))
  return { ok: true, line, value }
}

function headerFault(record: Cells): string | null {
  if (record.some((name) => name === undefined || name.trim() === '')) return 'expected a name for every field'
  const twice = record.find((name, index) => record.indexOf(name) !== index)
  return twice === undefined ? null : `names the field \`${twice}\` twice`
}

function lineEndsIn(record: Cells): number {
  return record.reduce((count, cell) => count + (cell?.split('\n').length ?? 1) - 1, 0)
}
