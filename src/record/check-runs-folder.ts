// Whether runs can be made in a folder, asked before anything large is read; nothing is made.
import { accessSync, constants, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { RlvrError } from '../core/errors.ts'
import { recordError } from './record-error.ts'

/** @throws RlvrError `RLVR_USAGE` for a file, or a path through one; `RLVR_RECORD` for a folder that cannot be written */
export function checkRunsFolder(root: string): void {
  let folder = resolve(root)
  let found = lookedAt(folder)
  while (found === undefined && folder !== dirname(folder)) {
    folder = dirname(folder)
    found = lookedAt(folder)
  }
  if (found?.isDirectory() !== true)
    throw new RlvrError(
      'RLVR_USAGE',
      `${root} is a file, or a part of its path is; runs are made in a folder. Name another one.`,
    )
  try {
    accessSync(folder, constants.W_OK)
  } catch (thrown) {
    throw recordError(thrown, `make a folder for the run in ${root}`)
  }
}

/** Undefined where nothing is there, below a file too. */
function lookedAt(path: string): ReturnType<typeof statSync> | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}
