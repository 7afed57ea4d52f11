import { expect, test } from 'vitest'
import { fileNameFault, inputFault } from '../../src/sandbox/input-fault.ts'

test.each(['a', '.hidden', 'Datei ä.txt', 'é'.repeat(127), '😀'.repeat(63), 'a'.repeat(255)])(
  '%s is a file name',
  (name) => {
    expect(fileNameFault(name)).toBeNull()
  },
)

test.each([
  ['', /plain file name/],
  ['..', /plain file name/],
  ['a/b', /plain file name/],
  ['a\0b', /plain file name/],
  ['\ud800', /Unicode text/],
  ['a'.repeat(256), /at most 255 bytes; .* has 256/],
  // 128 letters, of two bytes each.
  ['é'.repeat(128), /has 256/],
  ['😀'.repeat(64), /has 256/],
])('%j is none', (name, said) => {
  expect(fileNameFault(name)).toMatch(said)
  expect(inputFault({ files: { good: '', [name]: '' } })).toMatch(said)
})

test('files and arguments are as many and as long as a process can be given', () => {
  const files = Object.fromEntries(Array.from({ length: 1001 }, (_, place) => [`f${place}`, '']))
  expect(inputFault({ files })).toBe('Expected at most 1000 files; got 1001.')
  expect(inputFault({ args: Array<string>(1001).fill('') })).toBe('Expected at most 1000 arguments; got 1001.')
  expect(inputFault({ args: ['a'.repeat(140_000)] })).toMatch(/bytes together; got 140001/)
  expect(inputFault({ args: ['a\0'] })).toMatch(/without NUL/)
  expect(inputFault({ args: ['\udc00'] })).toMatch(/Unicode text/)
  expect(inputFault({ args: ['--x', 'é'], files: { 'data.txt': 'x' } })).toBeNull()
})
