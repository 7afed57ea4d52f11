// The rules of the tree, as functions from files to faults in words, so that they can be tried on made-up files.
import { basename, dirname, join, normalize } from 'node:path'
import { importsOf } from './imports.ts'

/** Sources by their path from the root, with `/`. */
export type Files = ReadonlyMap<string, string>

/** Folders from low to high. A file imports from its own folder and from lower layers only. */
const layers: readonly (readonly string[])[] = [
  ['src/core'],
  ['src/data', 'src/sandbox', 'src/tensor', 'src/record'],
  ['verifiers', 'src/policy', 'src/rollout', 'src/testing', 'src/tools'],
  ['src/eval', 'src/probe'],
  ['trainers'],
  ['envs'],
  ['src/serve', 'src/view'],
  ['src/cli'],
]

/** The public entry points that stand over the folders. They import everything but the command line. */
const facades = ['src/index.ts', 'src/testing.ts']

/**
 * What entry points put together from above: the table that makes the built-in environments known, where an
 * environment's id is taken; the report of a run, where runs are made.
 */
const composed = [
  { path: 'envs/table.ts', readers: ['trainers/index.ts', 'src/testing.ts', 'src/index.ts'] },
  { path: 'src/view/run-report.ts', readers: ['trainers/train-into.ts'] },
]

/** Packages that one place alone may load. */
const keptPackages: readonly { readonly name: RegExp; readonly place: RegExp }[] = [
  { name: /^@tensorflow\//, place: /^src\/tensor\/tfjs\/load-tfjs\.ts$/ },
  { name: /^onnxruntime-node(\/|$)/, place: /^src\/tensor\/onnx\// },
]

const maxLines = 400

/** Imports that go up or sideways, that reach into the command line, or that come back to where they started. */
export function layerFaults(files: Files): string[] {
  const faults: string[] = []
  for (const [path, source] of files) {
    for (const target of localImports(path, source)) {
      const [from, to] = [folderOf(path), folderOf(target)]
      if (from === to) continue
      if (to === 'src/cli') {
        faults.push(`${path} imports ${target}, of the command line`)
        continue
      }
      if (facades.includes(path)) continue
      if (composed.some((each) => each.path === target && each.readers.includes(path))) continue
      const [own, other] = [layerOf(from), layerOf(to)]
      if (own < 0 || other < 0) faults.push(`${path} imports ${target}: ${own < 0 ? from : to} has no layer`)
      else if (facades.includes(target)) faults.push(`${path} imports the facade ${target}`)
      else if (other >= own) faults.push(`${path} (layer ${own}) imports ${target} (layer ${other})`)
    }
  }
  return faults
}

/** Cycles of imports between files, each named once. */
export function cycleFaults(files: Files): string[] {
  const faults: string[] = []
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      faults.push([...trail.slice(trail.indexOf(path)), path].join(' → '))
      return
    }
    if (done.has(path)) return
    for (const target of localImports(path, files.get(path) ?? '')) visit(target, [...trail, path])
    done.add(path)
  }
  for (const path of files.keys()) visit(path, [])
  return faults
}

/** Packages loaded outside the one place for them. A type import loads nothing. */
export function packageFaults(files: Files): string[] {
  const faults: string[] = []
  for (const [path, source] of files) {
    for (const name of importsOf(withoutTypeImports(source))) {
      const kept = keptPackages.find((each) => each.name.test(name))
      if (kept !== undefined && !kept.place.test(path)) faults.push(`${path} loads ${name}`)
    }
  }
  return faults
}

// A program that is quoted, as in a task, is no program of ours.
export const texts: RegExp = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g
const comments = /\/\/.*$|\/\*[^]*?\*\//gm

/** Files that are too long, print where they must not, or leave work for later. */
export function textFaults(files: Files): string[] {
  const faults: string[] = []
  for (const [path, source] of files) {
    const lines = source.split('\n').length - 1
    if (lines > maxLines) faults.push(`${path} has ${lines} lines; at most ${maxLines}`)
    const code = source.replaceAll(texts, "''")
    if (!path.startsWith('src/cli/') && /\bconsole\./.test(code.replaceAll(comments, ''))) faults.push(`${path} prints`)
    const later = /\b(TO[D]O|FIXM[E]|XX[X])\b/.exec(code)
    if (later !== null) faults.push(`${path} says ${later[0]}`)
  }
  return faults
}

/**
 * Tests that mirror nothing. `tests/A/b.test.ts` belongs to `A/b.ts` or the folder `A/b`, below `src` or the root; a
 * test of a whole family stands in the family's folder and opens with a line that says what it is about.
 */
export function mirrorFaults(tests: Files, sources: Files): string[] {
  const roots = ['src/', '']
  const exists = (path: string): boolean =>
    roots.some((root) => sources.has(`${root}${path}.ts`) || isFolder(sources, `${root}${path}`))
  return [...tests].flatMap(([path, source]) => {
    const mirrored = path.replace(/^tests\//, '').replace(/\.test\.ts$/, '')
    const family = dirname(mirrored)
    const isOfFamily = (source.startsWith('//') || basename(family) === basename(mirrored)) && exists(family)
    return exists(mirrored) || isOfFamily || (family === '.' && source.startsWith('//'))
      ? []
      : [`${path} mirrors no source and does not open with what it is about`]
  })
}

function isFolder(files: Files, folder: string): boolean {
  return [...files.keys()].some((path) => path.startsWith(`${folder}/`))
}

function localImports(path: string, source: string): string[] {
  return importsOf(source)
    .filter((name) => name.startsWith('.'))
    .map((name) => normalize(join(dirname(path), name)))
}

/** `src/core/json.ts` is of `src/core`, `verifiers/math/math.ts` of `verifiers`; a facade is its own folder. */
function folderOf(path: string): string {
  const [first = '', second = ''] = path.split('/')
  return first === 'src' ? `${first}/${second}` : first
}

function layerOf(folder: string): number {
  return facades.includes(folder) ? layers.length : layers.findIndex((folders) => folders.includes(folder))
}

/** The source without what is gone when types are erased. */
export function withoutTypeImports(source: string): string {
  return source
    .replaceAll(/^(?:im|ex)port type [^'"]*from\s*['"][^'"]+['"]/gm, '')
    .replaceAll(/typeof import\(['"][^'"]+['"]\)/g, '')
}
