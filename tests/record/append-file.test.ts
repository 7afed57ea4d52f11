import { readFileSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { AppendFile } from '../../src/record/append-file.ts'
import { temporaryFolder } from './temporary-folder.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text)

test('what is appended stands behind what was there, and the length is known', () => {
  const path = join(temporaryFolder(), 'a')
  writeFileSync(path, 'old ')
  const file = AppendFile.open(path)
  expect(file.lengthBytes).toBe(4)
  file.append(bytes('and é'), 'x')
  expect(file.lengthBytes).toBe(10)
  file.sync()
  expect(readFileSync(path, 'utf8')).toBe('old and é')
  file.truncate(4)
  file.append(bytes('new'), 'x')
  file.close()
  expect(file.lengthBytes).toBe(7)
  expect(readFileSync(path, 'utf8')).toBe('old new')
})

test('what the system cannot take whole leaves the file as it was', () => {
  const path = join(temporaryFolder(), 'a')
  let room = 5
  const write = (file: number, rest: Uint8Array): number => {
    const taken = Math.min(room, rest.length)
    if (taken === 0) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })
    room -= taken
    return writeSync(file, rest.subarray(0, taken))
  }
  const file = AppendFile.open(path, { write })
  file.append(bytes('abc'), 'x')
  expect(() => file.append(bytes('defgh'), 'All before it is kept.')).toThrow(
    expect.objectContaining({
      code: 'RLVR_RECORD',
      message: expect.stringContaining(`append to ${path}: ENOSPC. All before it is kept. The disk is full`) as string,
    }) as Error,
  )
  expect(readFileSync(path, 'utf8')).toBe('abc')
  expect(file.lengthBytes).toBe(3)
  room = 9
  file.append(bytes('de'), 'x')
  expect(readFileSync(path, 'utf8')).toBe('abcde')
  file.close()
})

test('a closed file takes nothing, and closing twice is nothing', () => {
  const path = join(temporaryFolder(), 'a')
  const file = AppendFile.open(path)
  file.close()
  file.close()
  expect(() => file.append(bytes('x'), 'x')).toThrow(`${path} is closed; open it again to write.`)
  expect(() => file.file).toThrow('is closed')
})

test('what cannot be opened says why', () => {
  const folder = temporaryFolder()
  expect(() => AppendFile.open(folder)).toThrow(/Could not open .* for writing: .*It is a folder, not a file/)
  expect(() => AppendFile.open(join(folder, 'none', 'a'))).toThrow('It does not exist: check the path.')
})
