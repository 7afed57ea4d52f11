import { readFileSync, readdirSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeAtomically, writeWhole } from '../../src/record/atomic-file.ts'
import { temporaryFolder } from './temporary-folder.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text)

test('parts stand one after another, in place of what was there', () => {
  const path = join(temporaryFolder(), 'a')
  writeAtomically(path, [bytes('one '), bytes('two')])
  expect(readFileSync(path, 'utf8')).toBe('one two')
  writeAtomically(path, [bytes('3')])
  expect(readFileSync(path, 'utf8')).toBe('3')
})

test('a system that takes a few bytes at a time gets them all', () => {
  const path = join(temporaryFolder(), 'a')
  writeAtomically(path, [bytes('twelve bytes')], (file, rest) => writeSync(file, rest.subarray(0, 5)))
  expect(readFileSync(path, 'utf8')).toBe('twelve bytes')
  const taken: number[] = []
  writeWhole(0, bytes('abc'), (_, rest) => (taken.push(rest.length), 1))
  expect(taken).toEqual([3, 2, 1])
})

test('where it cannot be written the old file stays, and nothing beside it', () => {
  const folder = temporaryFolder()
  const path = join(folder, 'a')
  writeFileSync(path, 'old')
  let writes = 0
  const full = (): number => {
    if (writes++ === 0) return 2
    throw Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' })
  }
  expect(() => writeAtomically(path, [bytes('newer')], full)).toThrow(
    expect.objectContaining({
      code: 'RLVR_RECORD',
      message: `Could not write ${path}: ENOSPC: no space left. What was there before is kept. The disk is full: free some space, then go on.`,
    }) as Error,
  )
  expect(readFileSync(path, 'utf8')).toBe('old')
  expect(readdirSync(folder)).toEqual(['a'])
  expect(() => writeAtomically(join(folder, 'none', 'a'), [])).toThrow(/does not exist: check the path/)
})
