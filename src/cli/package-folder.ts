// Where this package is: the nearest folder above with a package.json. How far that is differs between the sources and the
// build.
import { existsSync } from 'node:fs'

/** Throws where there is none, as in a bundle. */
export function packageFolder(): URL {
  for (let folder = new URL('./', import.meta.url); ; folder = new URL('../', folder)) {
    if (existsSync(new URL('package.json', folder))) return folder
    if (folder.pathname === '/') throw new Error('This package is not in its own folder.')
  }
}
