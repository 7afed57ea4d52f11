// Sources must have tests, as tests must mirror sources. A rule that can be held without counting lines: a test of the
// same place must reach the source.
import { dirname, join, normalize } from 'node:path'
import { importsOf } from './imports.ts'
import { texts, withoutTypeImports, type Files } from './rules.ts'

/** Where every source has a test that imports it by itself. Elsewhere a test of its folder may reach it by others. */
const closelyTested = ['src/core', 'src/data', 'src/record', 'trainers']

/** Sources that no test imports, and why. A name that ends in a slash stands for a folder. */
export type Exceptions = Readonly<Record<string, string>>

/**
 * Sources with behaviour that have no test: none that mirrors or imports them, and (outside of `closelyTested`) none in
 * the folder that mirrors theirs, or the one above it, that reaches them through imports. Exceptions that excuse nothing
 * are faults too.
 */
export function untestedFaults(tests: Files, sources: Files, exceptions: Exceptions): string[] {
  const all: Files = new Map([...sources, ...tests])
  const direct = new Set<string>()
  const reached = new Set<string>()
  for (const path of tests.keys()) {
    if (!path.endsWith('.test.ts')) continue
    for (const source of importedBy(path, all)) direct.add(source)
    // What stands beside a test helps it: what such a file imports, the test imports.
    for (const helper of importedBy(path, all))
      if (helper.startsWith('tests/')) for (const source of importedBy(helper, all)) direct.add(source)
    for (const source of namedFromFacades(path, all)) direct.add(source)
    const own = path.replace(/^tests\//, '').replace(/\.test\.ts$/, '')
    for (const source of reachableFrom(path, all))
      if (isOfPlace(source, dirname(own)) || isOfPlace(source, own)) reached.add(source)
  }
  const used = new Set<string>()
  const faults: string[] = []
  for (const [path, text] of sources) {
    if (path.endsWith('.d.ts') || !hasBehaviour(text) || direct.has(path) || all.has(mirrorOf(path))) continue
    const isClose = closelyTested.some((folder) => path.startsWith(`${folder}/`))
    if (!isClose && reached.has(path)) continue
    const excuse = Object.keys(exceptions).find(
      (name) => path === name || (name.endsWith('/') && path.startsWith(name)),
    )
    if (excuse === undefined) faults.push(`${path} has no test: ${mirrorOf(path)}, or one that imports it`)
    else used.add(excuse)
  }
  for (const name of Object.keys(exceptions)) if (!used.has(name)) faults.push(`${name} needs no exception`)
  return faults
}

/** Whether a source does anything: it has a function, not only types and tables of data. */
function hasBehaviour(source: string): boolean {
  const code = source
    .replaceAll(texts, "''")
    .replaceAll(/\/\/.*$|\/\*[^]*?\*\//gm, '')
    .replaceAll(/^(?:export )?(?:declare )?interface [^]*?^\}/gm, '')
    .replaceAll(/^(?:export )?type [^]*?(?:\n\n|(?![^]))/gm, '')
  return /\bfunction\b|=>|\bclass\b/.test(code)
}

/** The folder of a source, or the one above it, is the place, and the place is no whole room. */
function isOfPlace(source: string, place: string): boolean {
  const folder = dirname(source).replace(/^src\//, '')
  return place !== '' && (folder === place || dirname(folder) === place) && (place.includes('/') || folder === place)
}

/** The sources whose names a test takes from a public entry point, which does nothing but hand them on. */
function namedFromFacades(path: string, files: Files): string[] {
  const text = files.get(path) ?? ''
  return importedBy(path, files).flatMap((facade) =>
    [...(files.get(facade) ?? '').matchAll(/^export \{([^}]*)\} from '([^']+)'/gm)].flatMap(
      ([, names = '', from = '']) =>
        names.split(',').some((name) => new RegExp(`\\b${name.trim().replace(/^type /, '') || '\\0'}\\b`).test(text))
          ? [normalize(join(dirname(facade), from))]
          : [],
    ),
  )
}

function mirrorOf(source: string): string {
  return `tests/${source.replace(/^src\//, '').replace(/\.ts$/, '')}.test.ts`
}

const known = new Map<string, string[]>()

/** The modules that a file loads, by path. Reading one takes a while, so each text is read once. */
function importedBy(path: string, files: Files): string[] {
  const text = files.get(path) ?? ''
  const key = `${path}\n${text}`
  const targets =
    known.get(key) ??
    importsOf(withoutTypeImports(text))
      .filter((name) => name.startsWith('.'))
      .map((name) => normalize(join(dirname(path), name)))
  known.set(key, targets)
  return targets.filter((target) => files.has(target))
}

function reachableFrom(start: string, files: Files): Set<string> {
  const found = new Set<string>([start])
  for (const path of found) for (const target of importedBy(path, files)) found.add(target)
  return found
}
