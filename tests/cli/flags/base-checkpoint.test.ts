import { mkdirSync, renameSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findAgain, findCheckpoint } from '../../../src/cli/flags/base-checkpoint.ts'
import { folderWith } from '../run-rlvr.ts'

async function modelFolder(): Promise<string> {
  const folder = join(await folderWith({}), 'model')
  mkdirSync(folder)
  writeFileSync(join(folder, 'config.json'), '{}')
  return folder
}

test('a checkpoint is found again where it was, to the bit', async () => {
  const folder = await modelFolder()
  const base = await findCheckpoint(folder)
  expect(base).toMatchObject({ source: folder, folder, commit: null })
  expect(await findAgain(base, { owner: 'runs/one' })).toEqual(base)
})

test('one that has moved is refused with how to say where it is, and found there', async () => {
  const folder = await modelFolder()
  const base = await findCheckpoint(folder)
  const moved = `${folder}-elsewhere`
  renameSync(folder, moved)
  await expect(findAgain(base, { owner: 'runs/one' })).rejects.toThrow(
    /^runs\/one stands on the checkpoint .* is not at .* any more. Say where it is now: `--base hf:FOLDER`/,
  )
  expect(await findAgain(base, { owner: 'runs/one', moved })).toEqual({ ...base, folder: moved })
})

test('another in its place is refused', async () => {
  const folder = await modelFolder()
  const base = await findCheckpoint(folder)
  writeFileSync(join(folder, 'config.json'), '{ }')
  await expect(findAgain(base, { owner: 'runs/one' })).rejects.toThrow(/stands on another checkpoint.*SHA-256/)
})

test('a folder that is not there is named', async () => {
  await expect(findCheckpoint('./nowhere')).rejects.toThrow(/no checkpoint at .\/nowhere/)
})

test('what a header tells is told before the weights are read', async () => {
  const header = JSON.stringify({ w: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } })
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(header.length))
  for (const [config, words] of [
    ['config.json', /config.json: `model_type` is missing/],
    ['adapter_config.json', /its last \d+ bytes belong to no tensor/],
  ] as const) {
    const folder = join(await folderWith({}), 'model')
    mkdirSync(folder)
    writeFileSync(join(folder, config), '{}')
    const weights = join(folder, 'adapter_model.safetensors')
    writeFileSync(weights, Buffer.concat([length, Buffer.from(header)]))
    // 64 GB of nothing, which nobody could read in the time of a test.
    truncateSync(weights, 2 ** 36)
    await expect(findCheckpoint(folder)).rejects.toThrow(words)
  }
})
