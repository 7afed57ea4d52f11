// Every record of a file as something else, or one error that names all that are faulty.
import { RlvrError, describeError } from '../core/errors.ts'
import type { JsonObject } from '../core/json.ts'
import { FieldFault } from './field.ts'
import { faultText } from './jsonl.ts'
import { recordFile, recordsOfBytes, type RecordFile } from './record-file.ts'

/** Where a record stands: its line or number from 1, and its place among the records of its files from 0. */
export interface RecordPlace {
  readonly line: number
  readonly index: number
}

/** Makes something of a record. Throws `FieldFault` (or anything) where it cannot. */
export type ParseRecord<Row> = (record: JsonObject, index: number) => Row

/**
 * Every record of a file. The name's ending says the form; one that none of `recordFileEndings` ends is read as JSON
 * Lines. `index` counts from 0.
 * @throws RlvrError `RLVR_DATA` naming faulty records, `RLVR_USAGE` where there is no such file
 */
export async function loadRecords<Row>(path: string, parse: ParseRecord<Row>): Promise<Row[]> {
  return await gatherRecords(recordFile(path), (record, { index }) => parse(record, index))
}

/** As `loadRecords`, for a file whose bytes are at hand. `name` has the ending that says the form. */
export async function parseRecords<Row>(bytes: Uint8Array, name: string, parse: ParseRecord<Row>): Promise<Row[]> {
  const file = recordsOfBytes(name, () => bytes)
  return await gatherRecords(file, (record, { index }) => parse(record, index))
}

/** As `loadRecords`, for any file and a parser that may wait. Indexes go on from `from`. */
export async function gatherRecords<Row>(
  file: RecordFile,
  parse: (record: JsonObject, place: RecordPlace) => Row | Promise<Row>,
  { from = 0 }: { from?: number } = {},
): Promise<Row[]> {
  const rows: Row[] = []
  const faults: string[] = []
  const refuse = (fault: { line: number; field: string | null; fault: string }): void => {
    faults.push(faultText(fault).replace(/^line/, file.unit))
  }
  let index = from
  for await (const row of file.rows()) {
    if (!row.ok) {
      refuse(row)
      continue
    }
    try {
      rows.push(await parse(row.value, { line: row.line, index: index++ }))
    } catch (thrown) {
      const field = thrown instanceof FieldFault ? thrown.field : null
      refuse({ line: row.line, field, fault: describeError(thrown) })
    }
  }
  if (faults.length === 0) return rows
  const more = faults.length > 5 ? ` And ${faults.length - 5} more.` : ''
  const told = faults.slice(0, 5).join('; ')
  throw new RlvrError('RLVR_DATA', `\`${file.name}\` has faulty records: ${told}.${more} Mend them.`)
}
