import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fingerprintOf } from '../../../src/policy/checkpoints/fingerprint.ts'

const files = { 'model.safetensors': 'weights', 'config.json': '{}', 'tokenizer.json': '[]' }

function folderOf(contents: { readonly [name: string]: string }): string {
  const folder = mkdtempSync(join(tmpdir(), 'rlvr-fingerprint-'))
  for (const [name, text] of Object.entries(contents)) writeFileSync(join(folder, name), text)
  return folder
}

test('a fingerprint is what sha256sum gives of the files and of its own lines', async () => {
  const folder = folderOf(files)
  const lines = execFileSync('sha256sum', Object.keys(files).sort(), { cwd: folder })
  const expected = execFileSync('sha256sum', { input: lines, encoding: 'utf8' }).slice(0, 64)
  expect(await fingerprintOf(folder)).toBe(expected)
})

test('it depends on weights, shape and tokenizer, and on nothing else', async () => {
  const same = await fingerprintOf(folderOf(files))
  expect(await fingerprintOf(folderOf({ ...files, 'README.md': 'words', 'generation_config.json': '{}' }))).toBe(same)
  for (const name of Object.keys(files))
    expect(await fingerprintOf(folderOf({ ...files, [name]: 'other' })), name).not.toBe(same)
  expect(await fingerprintOf(folderOf({ ...files, 'chat_template.jinja': '' }))).not.toBe(same)
})

test('progress counts bytes to the last', async () => {
  const seen: [number, number][] = []
  await fingerprintOf(folderOf(files), { onProgress: (done, total) => seen.push([done, total]) })
  expect(seen.at(-1)).toEqual([11, 11])
})

test('a folder without a checkpoint is refused by its name', async () => {
  await expect(fingerprintOf(folderOf({ 'README.md': '' }))).rejects.toThrow(/holds no config.json/)
  await expect(fingerprintOf('/nowhere')).rejects.toThrow(/^\/nowhere is no checkpoint/)
})
