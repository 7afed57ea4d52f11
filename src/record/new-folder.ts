// A folder that is there whole or not at all: it is written under a name beside it that ends in `.partial`, and renamed.
import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { RlvrError } from '../core/errors.ts'
import { makeFolders } from './make-folders.ts'
import { recordError, systemCode } from './record-error.ts'

/**
 * Fills a folder that is new or empty. `fill` is given the place to write to.
 * @throws RlvrError `RLVR_USAGE` for a folder that holds something, `RLVR_RECORD` where it cannot be written
 */
export async function intoNewFolder<T>(folder: string, fill: (place: string) => Promise<T>): Promise<T> {
  const path = resolve(folder)
  await checkIsFree(path)
  const partial = `${path}.${randomUUID()}.partial`
  try {
    makeFolders(dirname(path))
    await mkdir(partial)
    const filled = await fill(partial)
    // Where an empty folder has the name.
    await rmdir(path).catch(() => undefined)
    await rename(partial, path)
    return filled
  } catch (thrown) {
    await rm(partial, { recursive: true, force: true }).catch(() => undefined)
    if (systemCode(thrown) === null) throw thrown
    throw recordError(thrown, `write the export ${path}`, 'Nothing of it was kept.')
  }
}

async function checkIsFree(path: string): Promise<void> {
  const held = await readdir(path).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return []
    if (thrown.code !== 'ENOTDIR') throw recordError(thrown, `write the export ${path}`)
    throw new RlvrError('RLVR_USAGE', `${path} is a file; an export needs a folder that is new or empty.`)
  })
  if (held.length === 0) return
  throw new RlvrError(
    'RLVR_USAGE',
    `${path} already holds ${held.slice(0, 3).join(', ')}${held.length > 3 ? ', …' : ''}; an export needs a folder that is new or empty.`,
  )
}
