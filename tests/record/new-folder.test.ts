import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { intoNewFolder } from '../../src/record/new-folder.ts'

test('a folder is there once it is filled, in the place of an empty one too', async () => {
  const root = mkdtempSync(join(tmpdir(), 'rlvr-folder-'))
  mkdirSync(join(root, 'empty'))
  for (const name of ['new/below', 'empty']) {
    const place = join(root, name)
    const filled = await intoNewFolder(place, async (partial) => {
      expect(partial).not.toBe(place)
      writeFileSync(join(partial, 'file'), 'text')
      return await Promise.resolve(7)
    })
    expect([filled, readFileSync(join(place, 'file'), 'utf8')]).toEqual([7, 'text'])
  }
})

test('nothing is left of one that could not be filled, and what is there stays', async () => {
  const root = mkdtempSync(join(tmpdir(), 'rlvr-folder-'))
  await expect(
    intoNewFolder(join(root, 'broken'), async () => await Promise.reject(new Error('ours'))),
  ).rejects.toThrow('ours')
  expect(readdirSync(root)).toEqual([])
  writeFileSync(join(root, 'file'), '')
  const fill = async (): Promise<void> => await Promise.resolve()
  await expect(intoNewFolder(root, fill)).rejects.toThrow('already holds file')
  await expect(intoNewFolder(join(root, 'file'), fill)).rejects.toThrow('is a file')
  expect(existsSync(join(root, 'file'))).toBe(true)
})
