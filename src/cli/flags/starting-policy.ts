// What a training starts from, by the name of `--policy`: fresh weights of the recipe, a snapshot of a run or a checkpoint
// of this library, a Hugging Face checkpoint, a run that was trained on one, a model at a Tinker-compatible service, or a policy of one's own. What it is is known
// before it is opened, so that settings that do not fit are refused before anything large is read.
import type { EnvironmentSpec } from '../../core/environment.ts'
import { RlvrError } from '../../core/errors.ts'
import type { Recipe } from '../../../envs/recipe.ts'
import type { StartingPolicy } from './start.ts'
import { policyNamed, trainable } from '../own/own-policy.ts'
import { orClosed } from './closing-policy.ts'
import { openSnapshotPath } from './open-snapshot-path.ts'
import { shapeOf } from './open-training-policy.ts'
import type { GivenPolicySettings } from './policy-settings.ts'
import { pretrainedName } from './pretrained-name.ts'
import { pretrainedOfRun, startingPretrained } from './pretrained-policy.ts'
import { startingTinker, tinkerName, tinkerOfRun } from './tinker-policy.ts'

interface Context {
  readonly environment: EnvironmentSpec
  readonly seed: number | string
  readonly recipe: Recipe
  readonly given: GivenPolicySettings
  /** Where the checkpoint is now that a run stands on. */
  readonly moved: string | undefined
}

/** @throws RlvrError `RLVR_USAGE` for a name of no policy, or of one that cannot be trained */
export async function startingPolicy(name: string | undefined, context: Context): Promise<StartingPolicy> {
  const { environment, seed, recipe, given, moved } = context
  const pretrained = name === undefined ? null : pretrainedName(name)
  if (pretrained !== null && moved !== undefined)
    throw new RlvrError('RLVR_USAGE', `\`--base\` is for runs; \`${name}\` names its checkpoint itself.`)
  if (pretrained !== null) return await startingPretrained(pretrained, given)
  const remote = name === undefined ? null : tinkerName(name)
  if (remote !== null) return startingTinker(remote, given)
  if (name !== undefined) {
    const run = await pretrainedOfRun(name, given, moved)
    if (run !== null) return run
  }
  const atService = name === undefined ? null : tinkerOfRun(name)
  if (name !== undefined && atService !== null) {
    refusePolicySettings(given.names, name)
    const { maxLengthTokens } = atService
    const described = { maxLengthTokens, pretrained: 'adapter' as const }
    return {
      kept: { tinker: atService },
      snapshot: await openSnapshotPath(name),
      described,
      isSmall: false,
      opened: null,
    }
  }
  refusePolicySettings(moved === undefined ? given.names : ['--base', ...given.names], name)
  const own = name === undefined ? null : await policyNamed(name)
  if (own !== null) {
    const opened = await orClosed(await own.open({ environment, seed }), (policy) => trainable(policy, own.source))
    return { kept: { source: own.source }, snapshot: null, described: opened, isSmall: false, opened }
  }
  const snapshot = name === undefined ? null : await openSnapshotPath(name)
  const kept = snapshot === null ? recipe.policy : await shapeOf(snapshot.snapshot)
  const { maxLengthTokens } = kept.architecture
  const described = { maxLengthTokens, version: snapshot === null ? 0 : 1 }
  return { kept, snapshot, described, isSmall: true, opened: null }
}

/** Settings of checkpoints change nothing of another policy. */
function refusePolicySettings([first]: readonly string[], policy: string | undefined): void {
  if (first === undefined) return
  throw new RlvrError(
    'RLVR_USAGE',
    `\`${first}\` has no effect ${policy === undefined ? 'on fresh weights' : `on ${policy}`}: it is for checkpoints of Hugging Face, \`--policy hf:FOLDER\`.`,
  )
}
