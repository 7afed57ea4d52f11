// `rlvr.config.ts` of the working directory: names for a project's own environments, verifiers, policies and data sets.
//   export default { environments: { maze }, policies: { mine: './policy.ts' }, verifiers: {…}, datasets: {…} }
// A value is the thing itself, or the file it is in. Packages whose keyword is `rlvr-env` are found beside it.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { nearestName, RlvrError, show } from '../../core/errors.ts'
import { loadFile, type OwnModule } from './source.ts'

export const projectKinds = ['environments', 'verifiers', 'policies', 'datasets'] as const
export type ProjectKind = (typeof projectKinds)[number]

/** What the project names, by kind. */
export type Project = { readonly [Kind in ProjectKind]: ReadonlyMap<string, unknown> } & {
  /** The configuration; null where there is none. */
  readonly module: OwnModule | null
}

const configNames = ['rlvr.config.ts', 'rlvr.config.mts', 'rlvr.config.js', 'rlvr.config.mjs']

let loaded: { readonly folder: string; readonly project: Promise<Project> } | undefined

/** The project of the working directory, read once. Throws `RLVR_USAGE` for a configuration that is none. */
export function project(): Promise<Project> {
  const folder = process.cwd()
  if (loaded?.folder !== folder) loaded = { folder, project: loadProject() }
  return loaded.project
}

async function loadProject(): Promise<Project> {
  const name = configNames.find((each) => existsSync(each))
  if (name === undefined)
    return { module: null, environments: new Map(), verifiers: new Map(), policies: new Map(), datasets: new Map() }
  const module = await loadFile(name, 'the configuration')
  const config = module.value
  if (typeof config !== 'object' || config === null || Array.isArray(config))
    throw new RlvrError(
      'RLVR_USAGE',
      `${name} exports an object like { environments: { maze } } by default; got ${show(config, 80)}.`,
    )
  const unknown = Object.keys(config).find((key) => !projectKinds.includes(key as ProjectKind))
  if (unknown !== undefined) {
    const nearest = nearestName(unknown, projectKinds)
    throw new RlvrError(
      'RLVR_USAGE',
      `${name} has \`${unknown}\`, which is no kind of thing.${nearest === null ? '' : ` Did you mean \`${nearest}\`?`} Kinds: ${projectKinds.join(', ')}.`,
    )
  }
  const namesOf = (kind: ProjectKind): Map<string, unknown> => {
    const given = (config as { [kind: string]: unknown })[kind] ?? {}
    if (typeof given !== 'object' || given === null || Array.isArray(given))
      throw new RlvrError('RLVR_USAGE', `\`${kind}\` of ${name} holds things by their names; got ${show(given, 80)}.`)
    return new Map(Object.entries(given))
  }
  return {
    module,
    environments: namesOf('environments'),
    verifiers: namesOf('verifiers'),
    policies: namesOf('policies'),
    datasets: namesOf('datasets'),
  }
}

/** What a name of the configuration stands for, loaded where it is a file's. */
export async function projectValue(kind: ProjectKind, name: string, what: string): Promise<OwnModule | null> {
  const { module, [kind]: named } = await project()
  if (module === null || !named.has(name)) return null
  const value = named.get(name)
  if (typeof value !== 'string') return { ...module, value, source: { ...module.source, export: `${kind}.${name}` } }
  return await loadFile(
    value.startsWith('.') || value.startsWith('/') ? value : join(dirname(module.source.path), value),
    what,
  )
}

/** Packages of the working directory that say they hold environments: the keyword `rlvr-env`. */
export function environmentPackages(): { readonly name: string; readonly description: string }[] {
  if (!existsSync('node_modules')) return []
  const names = readdirSync('node_modules').flatMap((name) =>
    name.startsWith('@') ? readdirSync(join('node_modules', name)).map((each) => `${name}/${each}`) : [name],
  )
  return names.flatMap((name) => {
    try {
      const { keywords = [], description = '' } = JSON.parse(
        readFileSync(join('node_modules', name, 'package.json'), 'utf8'),
      ) as { keywords?: string[]; description?: string }
      return keywords.includes('rlvr-env') ? [{ name, description }] : []
    } catch {
      return []
    }
  })
}
