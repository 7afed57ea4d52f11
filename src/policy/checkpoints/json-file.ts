// Reads a JSON object of a checkpoint's folder.
import { readFile, stat } from 'node:fs/promises'
import { RlvrError } from '../../core/errors.ts'
import { repeatedKey } from './repeated-key.ts'
import { isRecord } from './safetensors-header.ts'

/** As of the headers of safetensors files. */
const mostBytes = 100_000_000

/** Throws `RLVR_POLICY` where there is no such file, no JSON object in it, or a name that stands twice. */
export async function readJsonFile(path: string): Promise<Record<string, unknown>> {
  await checkRegular(path)
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

/**
 * A pipe or a device would be waited for, for ever. What is not there is left to who opens it.
 * @throws RlvrError `RLVR_POLICY` for what is there and is no file
 */
export async function checkRegular(path: string): Promise<void> {
  const found = await stat(path).catch(() => null)
  if (found !== null && !found.isFile())
    throw new RlvrError(
      'RLVR_POLICY',
      `${path} is ${found.isDirectory() ? 'a folder' : 'a pipe, a socket or a device'}; expected a file.`,
    )
}
