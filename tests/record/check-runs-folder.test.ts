import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkRunsFolder } from '../../src/record/check-runs-folder.ts'
import { temporaryFolder } from './temporary-folder.ts'

test('a folder that is there or can be made is none to refuse, and is not made', () => {
  const folder = temporaryFolder()
  checkRunsFolder(folder)
  checkRunsFolder(join(folder, 'a', 'b'))
  expect(existsSync(join(folder, 'a'))).toBe(false)
})

test('a file, and a path through one, is refused', () => {
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, '')
  for (const root of [file, join(file, 'runs')]) expect(() => checkRunsFolder(root)).toThrow(/is a file, or a part of/)
})
