// Reads a JSON object of a checkpoint's folder.
import { readFile, stat } from 'node:fs/promises'
import { RlvrError } from '../../core/errors.ts'
import { repeatedKey } from './repeated-key.ts'
import { isRecord } from './safetensors-header.ts'

/** As of the headers of safetensors files. */
const mostBytes = 100_000_000

/** Throws `RLVR_POLICY` where there is no such file, no JSON object in it, or a name that stands twice. */
export async function readJsonFile(path: string): Promise<Record<string, unknown>> {
  const { size } = await stat(path).catch(() => ({ size: 0 }))
  if (size > mostBytes)
    throw new RlvrError('RLVR_POLICY', `${path} takes ${size} bytes, and at most ${mostBytes} are read as JSON.`)
  const text = await readFile(path, 'utf8').catch((thrown: unknown) => {
    throw new RlvrError('RLVR_POLICY', `${path} cannot be read: ${(thrown as Error).message}.`, { cause: thrown })
  })
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (thrown) {
    throw new RlvrError('RLVR_POLICY', `${path} is no JSON: ${(thrown as Error).message}.`, { cause: thrown })
  }
  if (!isRecord(value)) throw new RlvrError('RLVR_POLICY', `${path} should hold a JSON object.`)
  const repeated = repeatedKey(text)
  if (repeated !== null) throw new RlvrError('RLVR_POLICY', `${path} gives \`${repeated}\` twice.`)
  return value
}
