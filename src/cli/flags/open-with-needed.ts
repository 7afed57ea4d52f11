// Environments with the policies that they need: opened once however many need them, closed behind the environments, and
// refused at the start where one is lacking, with the flag that gives it, or where nobody would ask it.
import type { EnvironmentFactory } from '../../core/define-env.ts'
import type { EnvironmentSpec } from '../../core/environment.ts'
import { RlvrError } from '../../core/errors.ts'
import type { JsonObject } from '../../core/json.ts'
import { itself, needs, neededWords, type Need } from '../../core/needs.ts'
import type { Policy } from '../../core/policy.ts'
import { stderrLogger } from '../display/stderr-logger.ts'
import type { NeededPolicies, NeededPolicy } from './needed-policy.ts'
import { openPolicy } from './open-policy.ts'
import { withSampling } from './with-sampling.ts'

export interface Configured {
  readonly factory: EnvironmentFactory
  readonly options: JsonObject
}

export interface OpenedEnvironments extends AsyncDisposable {
  readonly specs: readonly EnvironmentSpec[]
}

/** @throws RlvrError `RLVR_USAGE` where an environment lacks a policy, or none needs one that was given */
export async function openAllWithNeeded(
  asked: readonly Configured[],
  chosen: NeededPolicies,
): Promise<OpenedEnvironments> {
  await using ends = new AsyncDisposableStack()
  const specs = asked.map(({ factory, options }) => ends.use(factory.configure(options)))
  for (const spec of specs) requireFlags(spec, chosen)
  const given = needs.filter((need) => chosen[need] !== undefined)
  for (const need of given) refuseUnneeded(need, specs)
  if (given.length === 0) return { specs, [Symbol.asyncDispose]: disposal(ends.move()) }
  await using opened = new AsyncDisposableStack()
  const policies: { [need in Need]?: Policy } = {}
  for (const need of given) {
    const asker = specs.find(({ lacks }) => lacks.includes(need)) as EnvironmentSpec
    const policy = await openOne(chosen[need] as NeededPolicy, asker)
    opened.defer(async () => await policy.close?.())
    policies[need] = policy
  }
  const handed = asked.map(({ factory, options }, index) => {
    const spec = specs[index] as EnvironmentSpec
    return spec.lacks.length === 0 ? spec : opened.use(factory.configure(options, only(policies, spec.lacks)))
  })
  opened.use(ends.move())
  return { specs: handed, [Symbol.asyncDispose]: disposal(opened.move()) }
}

/** One environment, as `openAllWithNeeded` opens it. */
export async function openWithNeeded(
  asked: Configured,
  chosen: NeededPolicies,
): Promise<{ readonly spec: EnvironmentSpec } & AsyncDisposable> {
  const opened = await openAllWithNeeded([asked], chosen)
  return { spec: opened.specs[0] as EnvironmentSpec, [Symbol.asyncDispose]: opened[Symbol.asyncDispose] }
}

async function openOne(
  { policy: name, sampling, server, model, concurrency }: NeededPolicy,
  spec: EnvironmentSpec,
): Promise<Policy> {
  // Whoever trains or evaluates puts the policy in its place.
  if (name === itself.name) return itself
  const opened = await openPolicy(name, {
    spec,
    tasks: [],
    logger: stderrLogger,
    server,
    model,
    ...(concurrency !== null && { maxConcurrent: concurrency }),
  })
  return withSampling(opened, sampling)
}

function requireFlags({ id, lacks }: EnvironmentSpec, chosen: NeededPolicies): void {
  const lacked = lacks.filter((need) => chosen[need] === undefined)
  if (lacked.length === 0) return
  const flags = lacked.map((need) => `\`--${need} POLICY\``).join(' and ')
  const words = lacked.map((need) => neededWords[need]).join(' and ')
  throw new RlvrError(
    'RLVR_USAGE',
    `\`${id}\` needs ${words}: give ${flags}, as in \`--${lacked[0]} openai:MODEL@URL\` or \`--${lacked[0]} ./${lacked[0]}.ts\` (any name that \`rlvr eval -m\` takes).`,
  )
}

function refuseUnneeded(need: Need, specs: readonly EnvironmentSpec[]): void {
  if (specs.some(({ lacks }) => lacks.includes(need))) return
  const ids = specs.map(({ id }) => `\`${id}\``).join(', ')
  const isGiven = specs.some((spec) => spec.needs.includes(need))
  throw new RlvrError(
    'RLVR_USAGE',
    isGiven
      ? `${ids} was configured with a ${need} of its own: leave \`--${need}\` out.`
      : `\`--${need}\` has no effect: ${ids} under these options needs no ${neededWords[need].replace(/^a /, '')}. Leave it out.`,
  )
}

function only(policies: { readonly [need in Need]?: Policy }, lacks: readonly Need[]): { [need in Need]?: Policy } {
  return Object.fromEntries(lacks.map((need) => [need, policies[need]])) as { [need in Need]?: Policy }
}

function disposal(ends: AsyncDisposableStack): () => Promise<void> {
  return async () => await ends.disposeAsync()
}
