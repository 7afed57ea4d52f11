import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sampledFingerprint } from '../../../src/policy/checkpoints/sampled-fingerprint.ts'
import { temporaryFolder } from '../../record/temporary-folder.ts'

function folderOf(weights: Uint8Array, config = '{}'): string {
  const folder = join(temporaryFolder(), 'model')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'config.json'), config)
  writeFileSync(join(folder, 'model.safetensors'), weights)
  writeFileSync(join(folder, 'README.md'), 'anything')
  return folder
}

const weights = Uint8Array.from({ length: 3 * 2 ** 20 }, (_, at) => (at * 7) % 251)

test('equal weights and shape have one fingerprint, whatever stands beside them', async () => {
  const first = await sampledFingerprint(folderOf(weights))
  const folder = folderOf(weights)
  appendFileSync(join(folder, 'README.md'), ' more')
  expect(await sampledFingerprint(folder)).toBe(first)
  expect(first).toMatch(/^[0-9a-f]{64}$/)
})

test('weights that were trained further, another size, or another shape have another', async () => {
  const first = await sampledFingerprint(folderOf(weights))
  const later = weights.map((each, at) => (at < 2 ** 20 ? each : each ^ 1))
  for (const other of [folderOf(later), folderOf(weights.subarray(1)), folderOf(weights, '{"a":1}')])
    expect(await sampledFingerprint(other)).not.toBe(first)
})

test('what changed in the first mebibyte, or in the last piece, is seen', async () => {
  const folder = folderOf(weights)
  const first = await sampledFingerprint(folder)
  const path = join(folder, 'model.safetensors')
  for (const at of [99, 2 ** 20 + Math.floor((255 / 256) * 2 ** 21) + 3]) {
    const bytes = readFileSync(path)
    bytes[at] = (bytes[at] as number) ^ 255
    writeFileSync(path, bytes)
    expect(await sampledFingerprint(folder)).not.toBe(first)
    writeFileSync(path, weights)
  }
  await expect(sampledFingerprint(join(folder, 'none'))).rejects.toThrow('no model that can be read')
})
