// Rows of a Parquet file (hyparquet), as JSON values: whole numbers of 64 bits become numbers where they fit.
import { RlvrError, describeError } from '../core/errors.ts'
import type { Json, JsonObject } from '../core/json.ts'

/** Every row of a Parquet file in memory. Throws `RLVR_DATA` where the bytes are no Parquet that can be read. */
export async function readParquet(bytes: Uint8Array, name = 'the file'): Promise<JsonObject[]> {
  // hyparquet takes a buffer of its own, not a window into a larger one.
  const file = new Uint8Array(bytes).buffer
  const { parquetReadObjects } = await import('hyparquet')
  try {
    const rows = await parquetReadObjects({ file })
    return rows.map((row) => toJson(row, '$') as JsonObject)
  } catch (thrown) {
    throw new RlvrError('RLVR_DATA', `Cannot read ${name} as Parquet: ${describeError(thrown)}`, { cause: thrown })
  }
}

function toJson(value: unknown, path: string): Json {
  if (value === null || value === undefined) return null
  if (typeof value === 'bigint') {
    const number = Number(value)
    return Number.isSafeInteger(number) ? number : value.toString()
  }
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return value
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map((inner, index) => toJson(inner, `${path}[${index}]`))
  if (ArrayBuffer.isView(value)) throw new Error(`${path} holds raw bytes, which a task cannot`)
  if (typeof value !== 'object') throw new Error(`${path} is a ${typeof value}, which JSON cannot hold`)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toJson(inner, `${path}.${key}`)]))
}
