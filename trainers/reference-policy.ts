// The frozen policy of a KL term: the policy as it was after the cold start, kept beside the checkpoints for runs that
// are resumed.
import { join } from 'node:path'
import type { Scorer, TrainablePolicy } from '../src/core/policy.ts'
import { newestCheckpoint, writeCheckpoint } from '../src/record/checkpoint-file.ts'
import type { RunDirectory } from '../src/record/run-directory.ts'
import { KeptSnapshot } from './kept-snapshot.ts'

export async function referencePolicy(
  policy: TrainablePolicy,
  run: Pick<RunDirectory, 'path'> | null,
): Promise<Scorer & { close(): Promise<void> }> {
  if (run === null) return await policy.freeze()
  const folder = join(run.path, 'reference')
  const kept = await newestCheckpoint(folder)
  if (kept === null) {
    const snapshot = async (into: string): Promise<void> => await policy.snapshot(into)
    await writeCheckpoint(folder, { step: 0, metadata: {}, snapshot })
    return await policy.freeze()
  }
  // The policy is the one thing that can hold the kept weights for a moment; it steps aside on the disk.
  using aside = new KeptSnapshot()
  await aside.keep(policy)
  await policy.restore(kept.checkpoint.snapshot)
  await kept.checkpoint.close()
  const reference = await policy.freeze()
  await aside.giveBack(policy)
  return reference
}
