import { spawnSync } from 'node:child_process'
import { existsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolders } from '../../src/record/make-folders.ts'
import { temporaryFolder } from './temporary-folder.ts'

test('what is missing above a folder is made too, and what is there stays', () => {
  const root = temporaryFolder()
  makeFolders(join(root, 'a', 'b'))
  makeFolders(join(root, 'a', 'b'))
  expect(statSync(join(root, 'a', 'b')).isDirectory()).toBe(true)
})

test('a file on the way is the system’s error', () => {
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, '')
  expect(() => makeFolders(file)).toThrow(expect.objectContaining({ code: 'EEXIST' }))
  expect(() => makeFolders(join(file, 'a'))).toThrow(expect.objectContaining({ code: 'EEXIST' }))
})

test.runIf(existsSync('/proc/self'))('a place where the system makes no folders is refused at once', () => {
  // In a process of its own: what this is about could not be stopped in ours.
  const source = new URL('../../src/record/make-folders.ts', import.meta.url).href
  const code = `import { makeFolders } from '${source}'; try { makeFolders('/proc/rlvr-runs/a') } catch (e) { console.log(e.code) }`
  const ended = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    encoding: 'utf8',
    timeout: 60_000,
    killSignal: 'SIGKILL',
  })
  expect(ended.stdout.trim()).toMatch(/^E[A-Z]+$/)
})
