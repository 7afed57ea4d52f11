// The version of this package, as `--version` tells it and as exports name it.
import { readFileSync } from 'node:fs'
import { packageFolder } from './package-folder.ts'

export function packageVersion(): string {
  try {
    return (JSON.parse(readFileSync(new URL('package.json', packageFolder()), 'utf8')) as { version: string }).version
  } catch {
    return 'unknown'
  }
}
