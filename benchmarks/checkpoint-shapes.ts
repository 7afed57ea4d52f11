// Checkpoint folders with random weights in the shapes of public models, made once by transformers and kept beside
// temporary files: what the checkpoint benchmarks read on both sides.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { unknownName } from '../src/core/errors.ts'
import { SideMissing } from './json-process.ts'

/** SmolLM2-135M, Qwen3-0.6B, and a small one to try the commands with. */
export const checkpointShapes: readonly string[] = ['135M', '0.6B', 'tiny']

/** The folder of a shape. Its weights and its vocabulary are made up; sizes, layout and dtype (bfloat16) are the model's. */
export function checkpointFolder(shape: string, python: string, note: (text: string) => void): string {
  if (!checkpointShapes.includes(shape)) throw unknownName('shape', shape, checkpointShapes)
  const cache = join(tmpdir(), 'rlvr-checkpoint-shapes')
  const folder = join(cache, shape)
  if (existsSync(folder)) return folder
  mkdirSync(cache, { recursive: true })
  note(`writing a checkpoint of shape ${shape} with random weights into ${folder}`)
  const script = fileURLToPath(new URL('peers/checkpoint_folder.py', import.meta.url))
  const { status, error, stderr } = spawnSync(python, ['-B', script, shape, folder], { encoding: 'utf8' })
  if (status !== 0)
    throw new SideMissing(
      `\`${python}\` could not write a checkpoint (it needs torch, transformers and tokenizers): ${error?.message ?? stderr.trim().slice(-400)}`,
    )
  return folder
}
