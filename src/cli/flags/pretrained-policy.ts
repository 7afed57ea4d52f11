// A policy that stands on a checkpoint of Hugging Face as what a training starts from: described before it is opened.
import { RlvrError } from '../../core/errors.ts'
import { loraOfAdapter } from '../../policy/transformer/lora-of-adapter.ts'
import type { Architecture } from '../../policy/transformer/model/architecture.ts'
import { checkLora, type LoraSettings } from '../../policy/transformer/model/lora.ts'
import type { SnapshotHeader } from '../../policy/transformer/model/snapshot.ts'
import { asNamed } from './as-named.ts'
import { findAgain, findCheckpoint, type BaseCheckpoint } from './base-checkpoint.ts'
import { openSnapshotPath } from './open-snapshot-path.ts'
import { policyChoice, type GivenPolicySettings } from './policy-settings.ts'
import type { PretrainedName } from './pretrained-name.ts'
import { architectureOf, lengthWithin, pretrainedRun, type PretrainedSettings } from './pretrained-settings.ts'
import { headerOnCheckpoint, standsOn } from './stands-on.ts'
import type { StartingPolicy } from './start.ts'

/** @throws RlvrError `RLVR_USAGE` for settings that do not fit, and for a checkpoint that cannot be read */
export async function startingPretrained(
  { base: source, adapters }: PretrainedName,
  given: GivenPolicySettings,
): Promise<StartingPolicy> {
  const { tokenizer, ...choice } = policyChoice(given)
  if (tokenizer !== null)
    throw new RlvrError(
      'RLVR_USAGE',
      `\`policy.tokenizer\` is for a model at a service, \`--policy tinker:MODEL@URL\`; ${source} has its own.`,
    )
  if (adapters.length > 1)
    throw new RlvrError(
      'RLVR_USAGE',
      `One adapter learns at a time; ${adapters.length} were named (${adapters.join(', ')}). Merge the others first: \`rlvr export hf:${source}+${adapters[0]} --merge -o FOLDER\`.`,
    )
  const base = await findCheckpoint(source)
  const adapter = adapters[0] === undefined ? null : await findCheckpoint(adapters[0])
  const architecture = await architectureOf(base)
  const maxLengthTokens = lengthWithin(architecture, choice.maxLengthTokens, base)
  if (adapter === null && choice.lora !== null) checkLora(choice.lora, architecture)
  const lora = adapter === null ? choice.lora : await settingsOf(adapter, architecture, given)
  return described({ ...choice, base, adapter, lora, maxLengthTokens }, null)
}

/** An adapter that is there learns on as it is. */
async function settingsOf(
  { folder }: BaseCheckpoint,
  architecture: Architecture,
  { said }: GivenPolicySettings,
): Promise<Required<LoraSettings>> {
  const { lora } = await asNamed(async () => await loraOfAdapter(folder, architecture, said.lora))
  return lora
}

/** The policy of a run, or of a checkpoint in one, that was trained on a checkpoint of Hugging Face; null for any other path. */
export async function pretrainedOfRun(
  path: string,
  given: GivenPolicySettings,
  moved?: string,
): Promise<StartingPolicy | null> {
  const run = pretrainedRun(path)
  const header = run === null ? await headerOnCheckpoint(path) : null
  if (run === null && header === null) return null
  const fixed = given.names.find((name) => /lora/.test(name))
  if (fixed !== undefined)
    throw new RlvrError(
      'RLVR_USAGE',
      `\`${fixed}\` cannot be given with \`--policy ${path}\`: what learns is as in that run. Begin with its checkpoint instead${run === null ? '' : `: \`--policy hf:${run.base.source}\``}.`,
    )
  const { maxLengthTokens, memoryMb, precision } = policyChoice({ ...given, lora: false })
  const { base, lora } =
    run === null
      ? await standsOn(path, header as SnapshotHeader, moved)
      : { base: await findAgain(run.base, { owner: path, moved }), lora: run.lora }
  const was = run ?? { maxLengthTokens: header?.architecture.maxLengthTokens ?? null, memoryMb: null, precision: null }
  return described(
    {
      lora,
      base,
      // The run's snapshot holds what has become of it.
      adapter: null,
      maxLengthTokens: lengthWithin(await architectureOf(base), maxLengthTokens ?? was.maxLengthTokens, base),
      memoryMb: memoryMb ?? was.memoryMb,
      precision: precision ?? was.precision,
    },
    await openSnapshotPath(path),
  )
}

function described(kept: PretrainedSettings, snapshot: StartingPolicy['snapshot']): StartingPolicy {
  const { lora, maxLengthTokens } = kept
  const pretrained = lora === null ? 'full' : 'adapter'
  return { kept, snapshot, described: { maxLengthTokens, pretrained }, isSmall: false, opened: null }
}
