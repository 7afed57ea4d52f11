// A file of rows that is there whole or not at all.
import { rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { RlvrError, describeError } from '../../core/errors.ts'
import { partialSuffix } from '../../record/atomic-file.ts'
import { makeFolders } from '../../record/make-folders.ts'
import { openRowOutput } from './row-output.ts'

/** With those above it. Throws `RLVR_USAGE` where it cannot. */
export function makeFolder(path: string): void {
  try {
    makeFolders(path)
  } catch (thrown) {
    throw new RlvrError('RLVR_USAGE', `Cannot make the folder ${path}: ${describeError(thrown)}.`)
  }
}

/** Under its name the file is whole, or what it was before. */
export async function wholeRowFile(
  path: string,
  fill: (write: (row: object) => Promise<void>) => Promise<void>,
): Promise<void> {
  const place = path === '-' ? '-' : `${path}${partialSuffix}`
  if (path !== '-') makeFolder(dirname(path))
  const file = await openRowOutput(place, { file: null })
  try {
    await fill(async (row) => await file.write(row))
    await file.close()
    if (path !== '-') await rename(place, path)
  } catch (thrown) {
    await file.close().catch(() => undefined)
    if (path !== '-') await rm(place, { force: true })
    throw thrown
  }
}
