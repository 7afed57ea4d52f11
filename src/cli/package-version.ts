// The version of this package, as `--version` tells it and as exports name it.
import { readFileSync } from 'node:fs'

/** From the nearest package.json above: the depth differs between the sources and the build. */
export function packageVersion(): string {
  for (let folder = new URL('./', import.meta.url); ; folder = new URL('../', folder)) {
    try {
      return (JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')) as { version: string }).version
    } catch {
      if (folder.pathname === '/') return 'unknown'
    }
  }
}
