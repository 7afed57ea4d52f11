// A policy of one's own by its name on the command line: a name of `rlvr.config.ts`, or a file. What is exported is a
// policy, or a function that opens one.
import type { EnvironmentSpec } from '../../core/environment.ts'
import { RlvrError, describeError, show } from '../../core/errors.ts'
import type { Policy, TrainablePolicy } from '../../core/policy.ts'
import { projectValue } from './project.ts'
import { isModuleName, loadFile, reloadSource, whereOf, type OwnModule, type OwnSource } from './source.ts'

/** What a function that opens a policy is told. */
export interface OwnPolicyContext {
  readonly environment: EnvironmentSpec
  readonly seed: number | string
}

/** A module with a policy that is not opened yet. */
export interface OwnPolicy {
  readonly source: OwnSource
  open(context: OwnPolicyContext): Promise<Policy>
}

/** The policy of that name; null where the name is no file and not in the configuration. */
export async function policyNamed(name: string): Promise<OwnPolicy | null> {
  // A path that is no module's is that of a run or a checkpoint.
  const module = isModuleName(name)
    ? await loadFile(name, 'a policy')
    : await projectValue('policies', name, 'a policy')
  return module === null ? null : opening(module)
}

/** The policy of a run. */
export async function policyAgain(source: OwnSource): Promise<OwnPolicy> {
  if (source.export?.startsWith('policies.') === true) {
    const again = await policyNamed(source.export.slice('policies.'.length))
    if (again !== null) return again
  }
  return opening(await reloadSource(source, 'its policy'))
}

/** A policy that can be trained. Throws `RLVR_USAGE` naming what it lacks. */
export function trainable(policy: Policy, source: OwnSource): TrainablePolicy {
  const lacks = (
    ['encode', 'score', 'accumulate', 'apply', 'discard', 'snapshot', 'restore', 'freeze'] as const
  ).filter((name) => typeof (policy as Partial<TrainablePolicy>)[name] !== 'function')
  if (lacks.length === 0) return policy as TrainablePolicy
  throw new RlvrError(
    'RLVR_USAGE',
    `${whereOf(source)} is a policy that cannot be trained: it has no ${lacks.join(', ')}. See TrainablePolicy in docs/plug-in-a-policy.md; \`rlvr eval\` takes it as it is.`,
  )
}

function opening({ value, source }: OwnModule): OwnPolicy {
  return {
    source,
    open: async (context) => {
      let made: unknown = value
      try {
        if (typeof value === 'function') made = await (value as (given: OwnPolicyContext) => unknown)(context)
      } catch (thrown) {
        throw new RlvrError('RLVR_POLICY', `${whereOf(source)} could not open its policy: ${describeError(thrown)}`, {
          cause: thrown,
        })
      }
      const policy = made as Partial<Policy> | null | undefined
      if (typeof policy?.generate === 'function' && typeof policy.name === 'string') return policy as Policy
      throw new RlvrError(
        'RLVR_USAGE',
        `${whereOf(source)} is no policy: export { name, generate } or a function that gives one; got ${show(made, 80)}.`,
      )
    },
  }
}
