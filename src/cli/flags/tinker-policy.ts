// A policy at a Tinker-compatible service by its name on the command line, `tinker:MODEL@URL`, with what `--set` says of it.
//   tinker:Qwen/Qwen3-8B@http://localhost:8000 --set policy.tokenizer=./Qwen3-8B
import { RlvrError } from '../../core/errors.ts'
import { openTinker } from '../../policy/servers/tinker/open-tinker.ts'
import type { TinkerPolicy } from '../../policy/servers/tinker/tinker-policy.ts'
import { stderrLogger } from '../display/stderr-logger.ts'
import { orClosed } from './closing-policy.ts'
import type { SnapshotAtPath } from './open-snapshot-path.ts'
import { policyChoice, type GivenPolicySettings } from './policy-settings.ts'
import { policyOfRun } from './pretrained-settings.ts'
import type { StartingPolicy } from './start.ts'
import type { TinkerSettings } from './tinker-settings.ts'

const taken = ['--lora', 'lora.rank', 'policy.tokenizer', 'policy.maxLengthTokens']

/** @returns null for a name of another form */
export function tinkerName(name: string): Pick<TinkerSettings, 'model' | 'baseUrl'> | null {
  if (!name.startsWith('tinker:')) return null
  const { model, baseUrl } = /^tinker:(?<model>.+)@(?<baseUrl>https?:\/\/.+)$/.exec(name)?.groups ?? {}
  if (model !== undefined && baseUrl !== undefined) return { model, baseUrl }
  throw new RlvrError(
    'RLVR_USAGE',
    `\`${name}\` names no service. Expected tinker:MODEL@URL, as in tinker:Qwen/Qwen3-8B@http://localhost:8000.`,
  )
}

/** @throws RlvrError `RLVR_USAGE` for settings that such a policy does not have */
export function startingTinker(
  { model, baseUrl }: Pick<TinkerSettings, 'model' | 'baseUrl'>,
  given: GivenPolicySettings,
): StartingPolicy {
  const strange = given.names.find((name) => !taken.includes(name))
  if (strange !== undefined)
    throw new RlvrError(
      'RLVR_USAGE',
      `\`${strange}\` has no effect on a model at a service, where an adapter learns as the service makes it. Of it there are ${taken.slice(1).join(', ')}.`,
    )
  const { lora, maxLengthTokens, tokenizer } = policyChoice(given)
  const tinker: TinkerSettings = {
    model,
    baseUrl,
    tokenizer: tokenizer ?? model,
    rank: given.said.lora['rank'] === undefined ? 32 : (lora?.rank ?? 32),
    maxLengthTokens: maxLengthTokens ?? 2048,
  }
  const described = { maxLengthTokens: tinker.maxLengthTokens, pretrained: 'adapter' as const }
  return { kept: { tinker }, snapshot: null, described, isSmall: false, opened: null }
}

/** What the run at a path, or the run that a checkpoint is of, keeps of a policy at a service; null for any other path. */
export function tinkerOfRun(path: string): TinkerSettings | null {
  const policy = policyOfRun(path)
  return policy !== null && 'tinker' in policy ? (policy as { tinker: TinkerSettings }).tinker : null
}

/** Opens the policy of a run, as it was at a snapshot of it where there is one. */
export async function openTinkerAgain(
  settings: TinkerSettings,
  { seed, snapshot, name }: { seed: number | string; snapshot: SnapshotAtPath | null; name?: string },
): Promise<TinkerPolicy> {
  const policy = await openTinker({ ...settings, seed, logger: stderrLogger, ...(name !== undefined && { name }) })
  return await orClosed(policy, async () => {
    if (snapshot === null) return policy
    await policy.restore(snapshot.snapshot)
    await snapshot.close()
    return policy
  })
}
