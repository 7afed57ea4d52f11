// Opens a policy that stands on a checkpoint of Hugging Face, to answer or to learn.
import type { Logger } from '../../core/logger.ts'
import {
  openPretrained,
  type PretrainedOptions,
  type PretrainedProgress,
} from '../../policy/transformer/open-pretrained.ts'
import type { TransformerPolicy } from '../../policy/transformer/transformer-policy.ts'
import { backendNotice } from '../display/backend-notice.ts'
import { stderrLogger } from '../display/stderr-logger.ts'
import { tell } from '../display/tell.ts'
import { transferLine } from '../display/transfer-line.ts'
import { asNamed } from './as-named.ts'
import type { BaseCheckpoint } from './base-checkpoint.ts'
import type { EvaluatedModel } from './model-weights.ts'
import { orClosed } from './closing-policy.ts'
import { openSnapshotPath, type SnapshotAtPath } from './open-snapshot-path.ts'
import type { MachineFlags } from './machine-flags.ts'
import type { PretrainedSettings } from './pretrained-settings.ts'

interface LearningContext extends MachineFlags {
  readonly seed: number | string
  readonly snapshot: SnapshotAtPath | null
}

/** To learn: from the checkpoint, or from the snapshot of a run that stands on it. */
export async function openLearning(
  { base, adapter, lora, maxLengthTokens, memoryMb, precision }: PretrainedSettings,
  { backend = 'auto', threads, seed, snapshot }: LearningContext,
): Promise<TransformerPolicy> {
  const policy = await opened(base, stderrLogger, {
    name: `hf:${[base, ...(adapter === null ? [] : [adapter])].map(({ source }) => source).join('+')}`,
    seed,
    backend,
    maxLengthTokens,
    ...(threads !== undefined && { threads }),
    ...(lora !== null && { lora }),
    ...(adapter !== null && { adapter: adapter.folder }),
    ...(memoryMb !== null && { memoryBytes: memoryMb * 1e6 }),
    ...(precision !== null && { precision }),
  })
  return await orClosed(policy, async () => {
    tell(await backendNotice(backend, policy.backend))
    return snapshot === null ? policy : await restored(policy, snapshot)
  })
}

/** To answer, by the name that it was asked for. */
export async function openEvaluated(
  base: BaseCheckpoint,
  { adapters, snapshot, lora, precision, maxLengthTokens }: EvaluatedModel,
  { name, logger, machine }: { readonly name: string; readonly logger: Logger; readonly machine?: MachineFlags | null },
): Promise<TransformerPolicy> {
  const [adapter] = adapters
  const policy = await opened(base, logger, {
    name,
    trainable: false,
    ...machine,
    ...(maxLengthTokens !== null && { maxLengthTokens }),
    ...(lora !== null && { lora }),
    ...(adapter !== undefined && { adapter: adapter.folder }),
    ...(precision !== null && { precision }),
  })
  return await orClosed(policy, async () => {
    const notice = await backendNotice(machine?.backend ?? 'auto', policy.backend)
    if (notice !== null) logger.warn(notice)
    return snapshot === null ? policy : await restored(policy, await openSnapshotPath(snapshot.path))
  })
}

/** The policy is named after its checkpoint where it was found, so that records and snapshots of one are of one. */
async function opened(base: BaseCheckpoint, logger: Logger, options: PretrainedOptions): Promise<TransformerPolicy> {
  const line = transferLine(`loading ${base.source}`)
  const bytesANumber = 4
  const given = {
    ...options,
    // Descriptions of tools are of interest where there are any.
    logger: {
      ...logger,
      info: (notice: string) => (/\btools\b/.test(notice) ? logger.debug(notice) : logger.info(notice)),
    },
    onProgress: ({ done, total }: PretrainedProgress) => line(bytesANumber * done, bytesANumber * total),
  }
  return await asNamed(async () => await openPretrained(base.folder, given))
}

async function restored(policy: TransformerPolicy, snapshot: SnapshotAtPath): Promise<TransformerPolicy> {
  try {
    await asNamed(async () => await policy.restore(snapshot.snapshot))
    return policy
  } finally {
    await snapshot.close()
  }
}
