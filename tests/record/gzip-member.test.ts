import { spawnSync } from 'node:child_process'
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { gzipMember, memberPlaces, memberText } from '../../src/record/gzip-member.ts'
import { temporaryFolder } from './temporary-folder.ts'

const texts = ['a\n', 'möglich\u2028\n'.repeat(5000), '', '{"b":1}\n']

function written(bytes: Buffer): { path: string; file: number } {
  const path = join(temporaryFolder(), 'text.gz')
  writeFileSync(path, bytes)
  const file = openSync(path, 'r')
  onTestFinished(() => closeSync(file))
  return { path, file }
}

test('members one after another are one text to gzip itself', () => {
  const bytes = Buffer.concat(texts.map((text) => gzipMember(Buffer.from(text))))
  expect(gunzipSync(bytes).toString()).toBe(texts.join(''))
  const { path } = written(bytes)
  const { stdout, stderr, error } = spawnSync('gzip', ['-dc', path])
  // Windows has no gzip; zlib's word stands for it there.
  if (error === undefined) expect([stdout.toString(), stderr.toString()]).toEqual([texts.join(''), ''])
})

test('members are found by their headers, from any of them on, and each is unpacked alone', () => {
  const members = texts.map((text) => gzipMember(Buffer.from(text)))
  const bytes = Buffer.concat(members)
  const { path, file } = written(bytes)
  const places = [...memberPlaces(file, 0, bytes.length)]
  expect(places.map(({ lengthBytes }) => lengthBytes)).toEqual(members.map(({ length }) => length))
  expect(places.map((place) => memberText(path, file, place))).toEqual(texts)
  expect([...memberPlaces(file, places[2]?.offsetBytes ?? 0, bytes.length)]).toEqual(places.slice(2))
})

test('a member that is cut anywhere is not found, and those before it are', () => {
  const whole = gzipMember(Buffer.from('first\n'))
  const bytes = Buffer.concat([whole, gzipMember(Buffer.from('second\n'))])
  for (let length = whole.length; length < bytes.length; length++) {
    const { file } = written(bytes.subarray(0, length))
    expect([...memberPlaces(file, 0, length)]).toEqual([{ offsetBytes: 0, lengthBytes: whole.length }])
  }
})

test('a gzip file of another program has no members that could be told apart', () => {
  const { path, file } = written(Buffer.from('H4sIAAAAAAAAA0vkAgAHoerdAgAAAA==', 'base64'))
  expect([...memberPlaces(file, 0, readFileSync(path).length)]).toEqual([])
})

test('a member whose bytes have changed is named with its place', () => {
  const whole = gzipMember(Buffer.from('first\n'))
  const changed = gzipMember(Buffer.from('second\n'))
  changed[25] = (changed[25] ?? 0) ^ 0xff
  const { path, file } = written(Buffer.concat([whole, changed]))
  const place = { offsetBytes: whole.length, lengthBytes: changed.length }
  expect(() => memberText(path, file, place)).toThrow(`${path} is damaged from byte ${whole.length} on`)
})
