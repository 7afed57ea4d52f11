// What `evaluate` is given, checked before anything is opened.
import { RlvrError, show, unknownField } from '../core/errors.ts'
import { limitsFault } from '../core/limits.ts'
import type { Policy } from '../core/policy.ts'
import { checkSampling } from '../core/sampling.ts'

const known = [
  'environment',
  'policy',
  'opponent',
  'tasks',
  'repliesPerTask',
  'sampling',
  'seed',
  'split',
  'run',
  'signal',
  'onProgress',
  'maxConcurrent',
  'batchEpisodes',
  'tolerance',
  'limits',
] as const

export type EvaluateOptionName = (typeof known)[number]

/** Throws `RLVR_USAGE` for an option that is not known or cannot be. */
export function checkEvaluateOptions(options: { readonly [Name in EvaluateOptionName]?: unknown }): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new RlvrError('RLVR_USAGE', `evaluate takes { environment, policy, tasks }; got ${show(options, 60)}.`)
  const strange = unknownField(options, known)
  if (strange !== null) throw new RlvrError('RLVR_USAGE', `What \`evaluate\` is given ${strange}`)
  const refuse = (name: EvaluateOptionName, what: string): never => {
    throw new RlvrError('RLVR_USAGE', `\`${name}\` is ${what}; got ${show(options[name], 60)}.`)
  }
  const policy = options.policy as Partial<Policy> | null | undefined
  if (typeof policy?.generate !== 'function' || typeof policy.name !== 'string')
    refuse('policy', 'a value with `name` and `generate`, as scriptedPolicy or openAiPolicy give')
  for (const name of ['tasks', 'repliesPerTask', 'maxConcurrent', 'batchEpisodes'] as const) {
    const value = options[name]
    if (value !== undefined && !(Number.isSafeInteger(value) && (value as number) >= 1))
      refuse(name, 'a whole number from 1')
  }
  if (options.opponent !== undefined && options.opponent !== 'self')
    refuse('opponent', "'self', the policy that is evaluated; another one is handed to the environment, by `configure`")
  const { tolerance = 0, seed = 0, split = 'test' } = options
  if (!(typeof tolerance === 'number' && tolerance >= 0 && tolerance <= 1)) refuse('tolerance', 'a share from 0 to 1')
  if (typeof seed !== 'string' && !Number.isSafeInteger(seed)) refuse('seed', 'a whole number or a text')
  if (split !== 'train' && split !== 'test') refuse('split', "'train' or 'test'")
  const fault = limitsFault(options.limits)
  if (fault !== null) throw new RlvrError('RLVR_USAGE', fault)
  if (options.sampling !== undefined) checkSampling(options.sampling)
}
