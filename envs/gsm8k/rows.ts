// Where the rows of GSM8K come from: a folder or file of the published JSON Lines, the hub, or the samples.
import { stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { RlvrError } from '../../src/core/errors.ts'
import { contentHash, type JsonObject } from '../../src/core/json.ts'
import type { Split } from '../../src/core/task.ts'
import { readHubFile } from '../../src/data/hub.ts'
import { loadJsonl } from '../../src/data/jsonl.ts'
import { readParquet } from '../../src/data/parquet.ts'
import { sampleRows } from './samples.ts'

/** Of a file that is not named after a split, one row in this many is held out for `test`. */
const heldOutShare = 8

/**
 * The rows of a split, made by `parse`.
 * @throws RlvrError `RLVR_DATA` naming the lines and fields of faulty rows, or a file that is not there
 */
export async function problemRows<Row>(
  source: { readonly path?: string; readonly hub: boolean },
  split: Split,
  parse: (row: JsonObject, index: number) => Row,
): Promise<Row[]> {
  if (source.path !== undefined && source.hub)
    throw new RlvrError('RLVR_USAGE', 'Options of Environment `gsm8k`: give `path` or `hub`, not both.')
  if (source.hub) {
    const path = `main/${split}-00000-of-00001.parquet`
    const bytes = await readHubFile({ kind: 'dataset', repository: 'openai/gsm8k', path })
    return (await readParquet(bytes, path)).map(parse)
  }
  if (source.path === undefined) return [parse(sampleRows[split], 0)]
  return await fileRows(source.path, split, parse)
}

async function fileRows<Row>(
  path: string,
  split: Split,
  parse: (row: JsonObject, index: number) => Row,
): Promise<Row[]> {
  const found = await stat(path).catch(() => null)
  if (found === null)
    throw new RlvrError('RLVR_DATA', `Option \`path\` of \`gsm8k\`: there is no file or folder \`${path}\`.`)
  const parseLine = (row: JsonObject, line: number): Row => parse(row, line - 1)
  if (found.isDirectory()) return await loadJsonl(join(path, `${split}.jsonl`), parseLine)

  const named = /train|test/.exec(basename(path))?.[0]
  if (named === split) return await loadJsonl(path, parseLine)
  if (named !== undefined)
    throw new RlvrError(
      'RLVR_DATA',
      `\`${path}\` is named after the ${named} split and the ${split} split is asked for. Give the folder that holds train.jsonl and test.jsonl.`,
    )
  const rows = await loadJsonl(path, (row, line) => ({ isTest: isHeldOut(row), row: parseLine(row, line) }))
  return rows.filter(({ isTest }) => isTest === (split === 'test')).map(({ row }) => row)
}

function isHeldOut(row: JsonObject): boolean {
  return Number.parseInt(contentHash(row['question'] ?? null).slice(0, 8), 16) % heldOutShare === 0
}
