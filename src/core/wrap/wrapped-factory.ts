// What all wrappers share: a factory in, a factory out. A wrapper has an id of its own, because runs are compared by
// it, and takes the options and resources of what it wraps. After Gymnasium's `Wrapper` (Farama-Foundation/Gymnasium
// gymnasium/core.py), over the configured environment instead of over its Gym face, so that rollouts see it too.
import { checkNames } from '../check-names.ts'
import type { EnvironmentFactory } from '../define-env.ts'
import { checkEnvironmentId } from '../definition.ts'
import type { EnvironmentSpec } from '../environment.ts'
import { RlvrError, show } from '../errors.ts'
import { GymEnvironment } from '../gym-environment.ts'
import { isFactory } from '../registry.ts'
import { checkSplit } from '../split.ts'

/** What every wrapper takes beside its own settings. */
export interface WrapperFace {
  /** That of the environment with a word after it, such as `wordle-memory`, unless said otherwise. */
  readonly id?: string
  readonly description?: string
}

export interface Wrapper<Settings extends WrapperFace> {
  /** The function that wraps, for errors. */
  readonly name: string
  /** What stands behind the id of what is wrapped. */
  readonly suffix: string
  readonly fields: readonly (keyof Settings & string)[]
  /** In a sentence, behind the description of what is wrapped. */
  readonly told: string
  /** What differs in the configured environment. Throws `RLVR_USAGE` where it cannot be wrapped. */
  readonly change: (spec: EnvironmentSpec) => Partial<EnvironmentSpec>
}

/** @throws RlvrError `RLVR_USAGE` for what is no factory, or a field that nobody knows */
export function wrappedFactory<Settings extends WrapperFace>(
  factory: EnvironmentFactory,
  settings: Settings,
  { name, suffix, fields, told, change }: Wrapper<Settings>,
): EnvironmentFactory {
  requireFactory(name, factory)
  checkNames(`${name}()`, settings, ['id', 'description', ...fields], { word: 'field' })
  const id = settings.id ?? `${factory.id}-${suffix}`
  checkEnvironmentId(id)
  const face = {
    id,
    description: settings.description ?? `${factory.description} ${told}`.trim(),
    card: factory.card,
    optionsSchema: factory.optionsSchema,
  }
  const wrapped = (inner: EnvironmentSpec): EnvironmentSpec => {
    const spec: EnvironmentSpec = {
      ...inner,
      ...face,
      ...change(inner),
      handed: (resources) => wrapped(inner.handed(resources)),
      create: ({ split = 'train', seed = 0 } = {}) => {
        checkSplit(split)
        return new GymEnvironment(spec, { split, seed })
      },
    }
    return spec
  }
  return { ...face, configure: (options = {}, resources = {}) => wrapped(factory.configure(options, resources)) }
}

function requireFactory(name: string, given: unknown): void {
  if (typeof given === 'object' && given !== null && isFactory(given)) return
  const hint =
    typeof given === 'string'
      ? ` Load it before: ${name}(await loadEnvironment('${given}'), …).`
      : ' What is configured already can be wrapped no more; wrap its factory.'
  throw new RlvrError(
    'RLVR_USAGE',
    `${name}() takes what \`defineEnv\` or \`mix\` gives; got ${show(given, 80)}.${hint}`,
  )
}

/** @throws RlvrError `RLVR_USAGE` for an environment of one turn */
export function requireTurns(name: string, { id, maxTurns }: Pick<EnvironmentSpec, 'id' | 'maxTurns'>): void {
  if (maxTurns > 1) return
  throw new RlvrError(
    'RLVR_USAGE',
    `${name}() works between turns, and an episode of \`${id}\` has one. Wrap an environment of several turns.`,
  )
}
