// An environment by whatever names it on the command line: an id, a name of `rlvr.config.ts`, a file, a package, or
// `harbor:FOLDER`.
import { relative, resolve } from 'node:path'
import type { EnvironmentFactory } from '../../core/define-env.ts'
import type { EnvironmentSpec } from '../../core/environment.ts'
import { RlvrError, show } from '../../core/errors.ts'
import { isFactory, isSpec, loadEnvironment, registered } from '../../core/registry.ts'
// oxlint-disable-next-line import/no-unassigned-import -- it makes the built-in environments known
import '../../../envs/table.ts'
import type { Recipe } from '../../../envs/recipe.ts'
import { project, projectValue } from './project.ts'
import { isFileName, loadFile, loadPackage, reloadSource, type OwnModule, type OwnSource } from './source.ts'

export interface NamedEnvironment {
  readonly factory: EnvironmentFactory
  /** Where it comes from; null for one of the library's own. */
  readonly source: OwnSource | null
  /** The `recipe` that its file exports. */
  readonly recipe: Recipe | null
}

/**
 * The environment of that name.
 * @throws RlvrError `RLVR_UNKNOWN_NAME` with the nearest id, `RLVR_USAGE` for a file that holds none
 */
export async function environmentNamed(name: string): Promise<NamedEnvironment> {
  if (name.startsWith(harborScheme)) return await harborNamed(name)
  if (isFileName(name)) return environmentOf(await loadFile(name, 'an environment'))
  const own = await projectValue('environments', name, 'an environment')
  if (own !== null) return environmentOf(own)
  const isKnown = registered().some(({ id }) => id === name)
  const packaged = isKnown ? null : await loadPackage(name, 'an environment')
  if (packaged !== null) return environmentOf(packaged)
  return { factory: await unlessUnknown(name), source: null, recipe: null }
}

/** The environment of a run: of the same file as then where it was one's own. */
export async function environmentAgain(id: string, source: OwnSource | null | undefined): Promise<NamedEnvironment> {
  if (source === null || source === undefined) return await environmentNamed(id)
  if (source.name.startsWith(harborScheme)) return await harborNamed(`${harborScheme}${source.absolute}`)
  if (source.export?.startsWith('environments.') === true)
    return await environmentNamed(source.export.slice('environments.'.length))
  return environmentOf(await reloadSource(source, 'its environment'))
}

const harborScheme = 'harbor:'

/** `harbor:FOLDER`: Harbor task folders. */
async function harborNamed(name: string): Promise<NamedEnvironment> {
  const path = name.slice(harborScheme.length)
  const { harborEnvironment } = await import('../../serve/environments/harbor/harbor-environment.ts')
  const absolute = resolve(path)
  const source = { name, path: relative(process.cwd(), absolute), absolute, export: null, hash: '' }
  return { factory: await harborEnvironment(path), source, recipe: null }
}

function environmentOf({ value, source, exports }: OwnModule): NamedEnvironment {
  const recipe = (exports['recipe'] ?? null) as Recipe | null
  const where = `${source.path}${source.export === null ? '' : `#${source.export}`}`
  if (typeof value === 'object' && value !== null && isFactory(value)) return { factory: value, source, recipe }
  if (typeof value === 'object' && value !== null && isSpec(value))
    return { factory: factoryOf(value, where), source, recipe }
  throw new RlvrError(
    'RLVR_USAGE',
    `${where} is no environment: export what \`defineEnv({ … })\` gives; got ${typeof value === 'function' ? 'a function' : show(value, 80)}.`,
  )
}

/** A configured environment as a factory that takes no more options. */
function factoryOf(spec: EnvironmentSpec, where: string): EnvironmentFactory {
  return {
    id: spec.id,
    description: spec.description,
    card: spec.card,
    optionsSchema: spec.optionsSchema,
    configure: (options = {}) => {
      if (
        Object.entries(options).every(([name, value]) => JSON.stringify(spec.options[name]) === JSON.stringify(value))
      )
        return spec
      throw new RlvrError('RLVR_USAGE', `${where} is configured already and takes no options; export its factory.`)
    },
  }
}

async function unlessUnknown(name: string): Promise<EnvironmentFactory> {
  const { environments } = await project()
  try {
    return await loadEnvironment(name)
  } catch (thrown) {
    if (!RlvrError.isInstance(thrown) || thrown.code !== 'RLVR_UNKNOWN_NAME') throw thrown
    const own = environments.size === 0 ? '' : ` In rlvr.config: ${[...environments.keys()].join(', ')}.`
    throw new RlvrError(
      'RLVR_UNKNOWN_NAME',
      `${thrown.message}${own} A file of your own is named like \`./env.ts\`, a package by its name.`,
    )
  }
}
