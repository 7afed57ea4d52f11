// A file that is either the old one or the new one, whole, whatever stops the writer: the bytes go to a
// `.partial` file beside it, reach the disk, and take the name by a rename, which file systems do in one go.
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { recordError } from './record-error.ts'

/** Ends the name of a file that is being written. A file so named is never complete. */
export const partialSuffix = '.partial'

/** Writes at least one byte of `bytes` to an open file and says how many; `fs.writeSync` unless a test stands in. */
export type WriteBytes = (file: number, bytes: Uint8Array) => number

/** Puts `parts`, one after another, in place of what was at `path`. On failure the old file stays as it was. */
export function writeAtomically(path: string, parts: readonly Uint8Array[], write: WriteBytes = writeSync): void {
  const partial = path + partialSuffix
  try {
    const file = openSync(partial, 'w')
    try {
      for (const part of parts) writeWhole(file, part, write)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(partial, path)
    syncFolder(dirname(path))
  } catch (thrown) {
    rmSync(partial, { force: true })
    throw recordError(thrown, `write ${path}`, 'What was there before is kept.')
  }
}

/** Writes all of `bytes`: the system may take fewer at a time. */
export function writeWhole(file: number, bytes: Uint8Array, write: WriteBytes = writeSync): void {
  let written = 0
  while (written < bytes.length) written += write(file, bytes.subarray(written))
}

/** Makes a rename survive a power cut. Systems that cannot open a folder for it do without. */
export function syncFolder(path: string): void {
  let folder: number
  try {
    folder = openSync(path, 'r')
  } catch {
    return
  }
  try {
    fsyncSync(folder)
  } catch {
    // Windows and some network file systems refuse to sync a folder; the rename itself is still atomic.
  } finally {
    closeSync(folder)
  }
}
