// The base model, taught: from an empty folder to a folder whose model answers some questions rightly. Interrupted, it
// goes on from the last fifty of steps.
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openPretrained } from '../../src/index.ts'
import { exportCheckpoint } from '../../src/policy/checkpoints/export-checkpoint.ts'
import { SnapshotReader } from '../../src/policy/transformer/model/snapshot.ts'
import { emptyBase, type BaseSize } from './empty-base.ts'
import { teach } from './teach.ts'

export interface TaughtBaseOptions {
  /** Holds `empty` and `base` at the end. */
  readonly folder: string
  readonly size: BaseSize
  readonly steps: number
  readonly batchSize: number
  readonly learningRate: number
  readonly threads: number
  readonly note: (text: string) => void
}

/** The path of the taught model. */
export async function taughtBase(options: TaughtBaseOptions): Promise<string> {
  const { folder, size, steps, batchSize, learningRate, threads, note } = options
  const [empty, base, kept] = ['empty', 'base', 'teaching'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  if (existsSync(base)) return base
  await mkdir(folder, { recursive: true })
  if (!existsSync(empty)) await emptyBase(empty, size)
  const policy = await openPretrained(empty, { threads, optimizer: { beta2: 0.98 } })
  try {
    const begun = join(kept, 'steps')
    const from = existsSync(begun) ? Number(readFileSync(begun, 'utf8')) : 0
    if (from > 0) await policy.restore(join(kept, 'snapshot'))
    await teach({
      policy,
      batchSize,
      steps,
      learningRate,
      from,
      spoilt: 0.1,
      until: { countdown: 0.25, sort: 0.25 },
      note,
      onKeep: async (done) => {
        const fresh = `${kept}.new`
        await rm(fresh, { recursive: true, force: true })
        await mkdir(join(fresh, 'snapshot'), { recursive: true })
        await policy.snapshot(join(fresh, 'snapshot'))
        await writeFile(join(fresh, 'steps'), String(done))
        await rm(kept, { recursive: true, force: true })
        await rename(fresh, kept)
      },
    })
    const snapshot = await SnapshotReader.open(join(kept, 'snapshot'))
    await exportCheckpoint(
      {
        architecture: policy.architecture,
        read: async (name) => await snapshot.read(name),
        config: JSON.parse(readFileSync(join(empty, 'config.json'), 'utf8')) as { [field: string]: unknown },
        filesOf: empty,
      },
      base,
      { to: 'hf' },
    )
    await snapshot.close()
  } finally {
    await policy.close()
  }
  return base
}
