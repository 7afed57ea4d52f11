// Snapshots in tests: in a folder of their own, compared by a digest, read as tensors.
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TrainablePolicy } from '../../src/core/policy.ts'
import { SafetensorsFile } from '../../src/policy/checkpoints/safetensors.ts'
import { temporaryFolder } from '../record/temporary-folder.ts'

/** The folder of a snapshot of the policy as it is now; gone after the test. */
export async function snapshotOf(policy: Pick<TrainablePolicy, 'snapshot'>): Promise<string> {
  const folder = join(temporaryFolder(), 'snapshot')
  mkdirSync(folder)
  await policy.snapshot(folder)
  return folder
}

/** For comparing: to show how two long arrays differ takes minutes. */
export function digestOf(folder: string): string {
  const hash = createHash('sha256')
  for (const name of readdirSync(folder).sort()) hash.update(name).update(readFileSync(join(folder, name)))
  return hash.digest('hex')
}

/** Every tensor in the safetensors files of a folder. */
export async function tensorsOf(folder: string): Promise<Map<string, Float32Array>> {
  const tensors = new Map<string, Float32Array>()
  for (const name of readdirSync(folder).sort()) {
    const file = await SafetensorsFile.open(join(folder, name))
    for (const tensor of file.shapes.keys()) tensors.set(tensor, await file.read(tensor))
    await file.close()
  }
  return tensors
}

/** What `work` makes of an empty folder, which is removed; for hooks, which have no end of a test. */
export async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'rlvr-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
