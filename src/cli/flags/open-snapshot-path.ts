// The snapshot of a policy by a path: a checkpoint, a run directory (its newest checkpoint), the folder that a policy
// wrote, or a safetensors file of weights.
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { RlvrError, describeError } from '../../core/errors.ts'
import { newestCheckpoint, openCheckpoint, type Checkpoint } from '../../record/checkpoint-file.ts'

export interface SnapshotAtPath {
  /** What was found: the checkpoint where a run was named. */
  readonly path: string
  /** What `restore` and `openSnapshot` take, until `close`. */
  readonly snapshot: string
  readonly close: () => Promise<void>
}

/** Throws `RLVR_USAGE` where there is none. */
export async function openSnapshotPath(path: string): Promise<SnapshotAtPath> {
  let isFolder: boolean
  try {
    isFolder = statSync(path).isDirectory()
  } catch (thrown) {
    throw new RlvrError(
      'RLVR_USAGE',
      `There is no policy at ${path} (${describeError(thrown, 80)}). Name a run, a checkpoint or a safetensors file.`,
      { cause: thrown },
    )
  }
  refuseForeign(path)
  const isRun = isFolder && existsSync(join(path, 'config.json'))
  if (!isRun && /\.checkpoint\/?$/.test(path)) return opened(path, await openCheckpoint(path))
  if (!isFolder || existsSync(join(path, 'weights.safetensors'))) return { path, snapshot: path, close: async () => {} }
  const found = await newestCheckpoint(join(path, 'checkpoints'))
  if (found === null)
    throw new RlvrError('RLVR_USAGE', `${path} holds no checkpoint yet; name a run that has written one.`)
  return opened(found.path, found.checkpoint)
}

/** A folder of Hugging Face has a `config.json` too, and another name here. */
export function refuseForeign(path: string): void {
  const holds = (name: string): boolean => existsSync(join(path, name))
  const isAdapter = holds('adapter_config.json')
  if (!isAdapter && !(holds('config.json') && (holds('model.safetensors') || holds('model.safetensors.index.json'))))
    return
  throw new RlvrError(
    'RLVR_USAGE',
    isAdapter
      ? `${path} is an adapter: name it behind the checkpoint that it is for, \`hf:FOLDER+${path}\`.`
      : `${path} is a Hugging Face checkpoint: name it \`hf:${path}\`.`,
  )
}

function opened(path: string, { snapshot, close }: Checkpoint): SnapshotAtPath {
  return { path, snapshot, close }
}
