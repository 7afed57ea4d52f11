// The checkpoint that a run stands on which was made in code: `config.json` does not know it, its snapshots do.
import { existsSync } from 'node:fs'
import { RlvrError } from '../../core/errors.ts'
import { sampledFingerprint } from '../../policy/checkpoints/sampled-fingerprint.ts'
import { completeLora, type LoraSettings } from '../../policy/transformer/model/lora.ts'
import { readSnapshotHeader, type SnapshotHeader } from '../../policy/transformer/model/snapshot.ts'
import { isModuleName } from '../own/source.ts'
import { findCheckpoint, type BaseCheckpoint } from './base-checkpoint.ts'
import { openSnapshotPath } from './open-snapshot-path.ts'

export interface StandsOn {
  readonly base: BaseCheckpoint
  /** The adapter that the snapshot holds; null where it holds all weights. */
  readonly lora: Required<LoraSettings> | null
}

/** Whether a snapshot is of a policy that stands on a checkpoint of Hugging Face. */
export function isOnCheckpoint({ tokenizer }: SnapshotHeader): boolean {
  return tokenizer.kind === 'hugging-face'
}

/** What the snapshot at a path says where it stands on a checkpoint of Hugging Face; null for any other path. */
export async function headerOnCheckpoint(path: string): Promise<SnapshotHeader | null> {
  if (!existsSync(path) || isModuleName(path)) return null
  const found = await openSnapshotPath(path)
  try {
    const header = await readSnapshotHeader(found.snapshot).catch(() => null)
    return header !== null && isOnCheckpoint(header) ? header : null
  } finally {
    await found.close()
  }
}

/**
 * The checkpoint of a run that was made in code, by what its snapshot says of it.
 * @throws RlvrError `RLVR_USAGE` where it is not there any more, or is another
 */
export async function standsOn(
  name: string,
  { tokenizer, adapter }: SnapshotHeader,
  moved: string | undefined,
): Promise<StandsOn> {
  const known = adapter?.base.source ?? (tokenizer.kind === 'hugging-face' ? tokenizer.source : '')
  const source = (moved ?? known).replace(/^hf:/, '')
  const base = await findCheckpoint(source).catch((thrown: unknown) => {
    if (moved !== undefined || !RlvrError.isInstance(thrown)) throw thrown
    throw new RlvrError(
      'RLVR_USAGE',
      `${name} was made in code, on the checkpoint ${known}. ${thrown.message} Say where it is: \`--base hf:FOLDER\`.`,
      { cause: thrown },
    )
  })
  if (adapter !== undefined && (await sampledFingerprint(base.folder)) !== adapter.base.fingerprint)
    throw new RlvrError(
      'RLVR_USAGE',
      `${name} has an adapter of the checkpoint ${known}; ${base.folder} is another. Say where that one is: \`--base hf:FOLDER\`.`,
    )
  return { base, lora: adapter === undefined ? null : completeLora(adapter.lora) }
}
