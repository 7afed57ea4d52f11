import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readJsonFile } from '../../../src/policy/checkpoints/json-file.ts'
import { temporaryFolder } from '../../record/temporary-folder.ts'

test('an object is read, with a byte order mark too, and anything else is refused', async () => {
  const path = join(temporaryFolder(), 'x.json')
  const read = async (text: string): Promise<unknown> => {
    writeFileSync(path, text)
    return await readJsonFile(path).catch((thrown: Error) => thrown.message)
  }
  expect(await read('\uFEFF{"a": 1}')).toEqual({ a: 1 })
  expect(await read('{"a": 1')).toMatch(/x\.json is no JSON: /)
  expect(await read('[1]')).toMatch(/should hold a JSON object/)
  expect(await read('{"a": 1, "a": 2}')).toMatch(/gives `a` twice/)
  await expect(readJsonFile(`${path}.gone`)).rejects.toThrow(/cannot be read: ENOENT/)
  truncateSync(path, 2e8)
  await expect(readJsonFile(path)).rejects.toThrow(/takes 200000000 bytes, and at most 100000000 are read as JSON/)
})
