// A folder with those above it. Node's own `recursive` goes round for ever, deaf to signals, where the system says of a
// folder that is there that there is no such place, as /proc does.
import { mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { systemCode } from './record-error.ts'

/** Makes `path` and what is missing above it. Throws the system's error where it cannot. */
export function makeFolders(path: string): void {
  const missing: string[] = []
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    // Of a file on the way, making what is to be in it tells.
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true || folder === dirname(folder)) break
    missing.unshift(folder)
  }
  for (const folder of missing) {
    try {
      mkdirSync(folder)
    } catch (thrown) {
      // Another process may have made it meanwhile.
      if (systemCode(thrown) !== 'EEXIST' || !statSync(folder).isDirectory()) throw thrown
    }
  }
}
