// The snapshot of a policy by a path: a checkpoint file, a run directory (its newest checkpoint), or safetensors.
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { RlvrError, describeError } from '../../core/errors.ts'
import { newestCheckpoint, readCheckpoint } from '../../record/checkpoint-file.ts'

/** Throws `RLVR_USAGE` where there is none. */
export function readSnapshot(path: string): { readonly path: string; readonly bytes: Uint8Array } {
  let isFolder: boolean
  try {
    isFolder = statSync(path).isDirectory()
  } catch (thrown) {
    throw new RlvrError(
      'RLVR_USAGE',
      `There is no policy at ${path} (${describeError(thrown, 80)}). Name a run, a checkpoint file or a safetensors file.`,
      { cause: thrown },
    )
  }
  if (!isFolder)
    return { path, bytes: path.endsWith('.checkpoint') ? readCheckpoint(path).snapshot : readFileSync(path) }
  const found = newestCheckpoint(join(path, 'checkpoints'))
  if (found === null)
    throw new RlvrError('RLVR_USAGE', `${path} holds no checkpoint yet; name a run that has written one.`)
  return { path: found.path, bytes: found.checkpoint.snapshot }
}
