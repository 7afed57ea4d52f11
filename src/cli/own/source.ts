// Code of a person's own as it is named on the command line: a file (`./env.ts`, `./env.ts#name`), or a package that
// exports `./rlvr`. What was loaded is recorded with a hash, so that a run finds it again and a change is told.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { authorPlace } from '../../core/author-place.ts'
import { RlvrError, describeError, nearestName } from '../../core/errors.ts'

/** Where code was loaded from: what `config.json` keeps. */
export interface OwnSource {
  /** As it was named, without the export. */
  readonly name: string
  /** From the working directory of then. */
  readonly path: string
  readonly absolute: string
  /** The name of the export; null for the default one. */
  readonly export: string | null
  /** SHA-256 of the file, its first 16 digits. Files that it imports are not looked at. */
  readonly hash: string
}

export interface OwnModule {
  readonly source: OwnSource
  readonly exports: { readonly [name: string]: unknown }
  /** The export that was named. */
  readonly value: unknown
}

/** Whether a name is a file's rather than an id: it begins with a dot or a slash, or ends like a module. */
export function isFileName(name: string): boolean {
  const [path = ''] = name.split('#')
  return /^(?:\.{1,2}\/|\/|\.\\|[A-Za-z]:\\)/.test(path) || /\.[cm]?[jt]s$/.test(path)
}

/** Whether a name is that of a module, with or without an export, rather than of data or a run. */
export function isModuleName(name: string): boolean {
  return /\.[cm]?[jt]s(?:#|$)/.test(name)
}

/**
 * Loads the file that a name says. `what` is what should be in it, for messages.
 * @throws RlvrError `RLVR_USAGE` with the cause and the line of the person's own code where it does not load
 */
export async function loadFile(name: string, what: string): Promise<OwnModule> {
  const [path = '', exported] = name.split('#')
  const absolute = resolve(path)
  if (!existsSync(absolute))
    throw new RlvrError(
      'RLVR_USAGE',
      `There is no file ${path} to take ${what} from (looked for ${absolute}: a path counts from the working directory).`,
    )
  if (statSync(absolute).isDirectory())
    throw new RlvrError(
      'RLVR_USAGE',
      `${path} is a folder; name the file in it that holds ${what}, as in \`${join(path, 'env.ts')}\`.`,
    )
  return await loadModule({ name: path, absolute, exported: exported ?? null, what })
}

/** Loads the `./rlvr` export of a package of the working directory; null where there is no such package. */
export async function loadPackage(name: string, what: string): Promise<OwnModule | null> {
  const [id = '', exported] = name.split('#')
  if (!/^(?:@[\w.-]+\/)?[\w.-]+$/.test(id) || !existsSync(join('node_modules', id, 'package.json'))) return null
  let absolute: string
  try {
    absolute = createRequire(join(process.cwd(), 'package.json')).resolve(`${id}/rlvr`)
  } catch (thrown) {
    absolute = exportedFile(id)
    if (absolute === '')
      throw new RlvrError(
        'RLVR_USAGE',
        `Package \`${id}\` exports no \`./rlvr\`, so there is no ${what} in it: ${describeError(thrown, 160)}`,
        { cause: thrown },
      )
  }
  return await loadModule({ name: id, absolute, exported: exported ?? null, what })
}

/** Loads what was recorded: from where it was, or from the same place in the present working directory. */
export async function reloadSource(source: OwnSource, what: string): Promise<OwnModule> {
  const absolute = [source.absolute, resolve(source.path)].find((path) => existsSync(path))
  if (absolute === undefined)
    throw new RlvrError(
      'RLVR_USAGE',
      `The run took ${what} from ${source.absolute}, which is not there any more, and there is none at ${resolve(source.path)}. Put the file back, or go where it is.`,
    )
  return await loadModule({ name: source.name, absolute, exported: source.export, what })
}

/** The file and the export, for messages. */
export function whereOf({ path, export: exported }: OwnSource): string {
  return `${path}${exported === null ? '' : `#${exported}`}`
}

/** A sentence that says that a file has changed since; null where it has not. */
export function changeOf(then: OwnSource, now: OwnSource): string | null {
  // Another file was asked for, and is no change of the first.
  const isSameFile = then.absolute === now.absolute || then.path === now.path
  return !isSameFile || then.hash === now.hash
    ? null
    : `${now.path} has changed since the run began (${then.hash} then, ${now.hash} now).`
}

/** The file that a package's `exports` name for `./rlvr`, for importers alone; empty where there is none. */
function exportedFile(id: string): string {
  const folder = join('node_modules', id)
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    exports?: { [name: string]: unknown }
  }
  const entry = exports?.['./rlvr']
  const conditions = typeof entry === 'string' ? { default: entry } : ((entry ?? {}) as { [name: string]: unknown })
  const target = conditions['import'] ?? conditions['default']
  return typeof target === 'string' ? resolve(folder, target) : ''
}

interface Asked {
  readonly name: string
  readonly absolute: string
  readonly exported: string | null
  readonly what: string
}

async function loadModule({ name, absolute, exported, what }: Asked): Promise<OwnModule> {
  let exports: { readonly [name: string]: unknown }
  try {
    exports = (await import(pathToFileURL(absolute).href)) as typeof exports
  } catch (thrown) {
    throw new RlvrError(
      'RLVR_USAGE',
      `${name} does not load: ${withoutStop(describeError(thrown, 400))}${placeOf(thrown, absolute)}.${mendOf(thrown)}`,
      {
        cause: thrown,
      },
    )
  }
  const known = Object.keys(exports)
  const wanted = exported ?? 'default'
  if (!known.includes(wanted)) {
    const named = known.filter((each) => each !== 'default')
    const nearest = exported === null ? null : nearestName(exported, named)
    const there =
      named.length === 0
        ? 'It exports nothing: write `export default` before it.'
        : `It exports ${named.join(', ')}: \`${name}#${nearest ?? named[0]}\`, say.`
    throw new RlvrError(
      'RLVR_USAGE',
      exported === null
        ? `${name} has no default export to take as ${what}. ${there}`
        : `${name} exports no \`${exported}\` to take as ${what}.${nearest === null ? '' : ` Did you mean \`${nearest}\`?`} ${there}`,
    )
  }
  const hash = createHash('sha256').update(readFileSync(absolute)).digest('hex').slice(0, 16)
  const path = relative(process.cwd(), absolute)
  return { source: { name, path, absolute, export: exported, hash }, exports, value: exports[wanted] }
}

function placeOf(thrown: unknown, absolute: string): string {
  const place = authorPlace(thrown, absolute)
  return place === null ? '' : ` (at ${place})`
}

function withoutStop(words: string): string {
  return words.trim().replace(/\.+$/, '')
}

/** What to write in place of TypeScript that Node cannot run. */
function mendOf(thrown: unknown): string {
  const words = describeError(thrown)
  if (!words.includes('not supported in strip-only mode')) return ''
  return ' Node runs TypeScript whose types can be erased: write a union of texts or `{ … } as const` for an enum, fields of its own for parameter properties, modules for namespaces (`erasableSyntaxOnly` in tsconfig.json finds them).'
}
