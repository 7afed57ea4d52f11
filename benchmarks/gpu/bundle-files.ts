// Which files a bundle for a bare machine carries: this library's sources and the packages that run them. What other
// platforms, compilers and debuggers need is left out.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

export interface BundledFile {
  readonly from: string
  /** Its path within the bundle. */
  readonly to: string
}

const sourceFolders = ['src', 'envs', 'verifiers', 'trainers', 'benchmarks']

/** Packages of `dependencies` that nothing on a card needs. */
const leftOut = new Set(['pyodide', '@ts-morph/common', 'isolated-vm', 'mathjs', '@modelcontextprotocol/server'])

const needed = /\.(?:c?js|mjs|json|wasm|node|ts|py|sh|h)$|\.so(?:\.\d+)*$|(?:^|\/)LICEN[CS]E[^/]*$/i
const unneeded =
  /\.d\.[cm]?ts$|(?:^|\/)(?:test|tests|__tests__|docs|example|examples)\/|onnxruntime-node\/bin\/napi-v\d+\/(?!linux\/x64)|tfjs(?:-core|-layers|-data|-converter|-backend-[a-z]+)?\/dist\/(?!.*(?:node\.js|\.wasm)$)/

function* filesBelow(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules' && entry.name !== '__pycache__') yield* filesBelow(path)
    } else yield path
  }
}

/** A package that Node would load from `within`, or from a folder above it; null where there is none. */
function packageFolder(name: string, within: string): string | null {
  for (let folder = within; ; folder = join(folder, '..')) {
    const candidate = join(folder, 'node_modules', name)
    if (existsSync(join(candidate, 'package.json'))) return candidate
    if (folder === join(folder, '..')) return null
  }
}

interface Manifest {
  readonly dependencies?: { readonly [name: string]: string }
}

const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest

/** Packages and all they need, by the folders in which they lie; those that are not installed are left out. */
export function packageFolders(names: readonly string[], root: string): Set<string> {
  const found = new Set<string>()
  const visit = (name: string, within: string): void => {
    const folder = leftOut.has(name) ? null : packageFolder(name, within)
    if (folder === null || found.has(folder)) return
    found.add(folder)
    for (const each of Object.keys(manifestOf(folder).dependencies ?? {})) visit(each, folder)
  }
  for (const name of names) visit(name, root)
  return found
}

/** Sources, and what `packageFolders` finds for the packages that the library depends on. */
export function bundledFiles(root: string): BundledFile[] {
  const files: BundledFile[] = []
  for (const folder of sourceFolders)
    for (const from of filesBelow(join(root, folder))) files.push({ from, to: relative(root, from) })
  for (const name of ['package.json', 'LICENSE']) files.push({ from: join(root, name), to: name })
  const names = [...Object.keys(manifestOf(root).dependencies ?? {}), 'onnxruntime-node']
  for (const folder of packageFolders(names, root))
    for (const from of filesBelow(folder)) {
      const to = relative(root, from).split(sep).join('/')
      if (needed.test(to) && !unneeded.test(to)) files.push({ from, to })
    }
  return files
}
