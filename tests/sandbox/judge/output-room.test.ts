import { expect, test } from 'vitest'
import type { CodeTests } from '../../../src/sandbox/code-tests.ts'
import { limitsWithRoom } from '../../../src/sandbox/judge/output-room.ts'
import { defaultLimits } from '../../../src/sandbox/limits.ts'

const printing = (stdout: string, rest: Partial<CodeTests> = {}): CodeTests =>
  ({
    format: 'stdio',
    cases: [
      { stdin: '', stdout: 'a' },
      { stdin: '', stdout },
    ],
    ...rest,
  }) as CodeTests

const megabytes = (count: number): string => 'x'.repeat(count << 20)

test('an expected output above the limit raises it, with room for white space', () => {
  expect(limitsWithRoom(printing('a'), defaultLimits)).toEqual(defaultLimits)
  expect(limitsWithRoom(printing(megabytes(3)), defaultLimits)).toEqual({
    ...defaultLimits,
    outputBytes: (3 << 20) + (64 << 10),
  })
  const call: CodeTests = { format: 'call', entry: 'f', cases: [{ args: [], expected: megabytes(2) }] }
  expect(limitsWithRoom(call, defaultLimits)).toMatchObject({ outputBytes: (2 << 20) + 2 + (64 << 10) })
})

test('a limit that the tests set below their own output is their fault, and so is an output beyond all limits', () => {
  expect(limitsWithRoom(printing('abcd', { limits: { outputBytes: 3 } }), defaultLimits)).toMatch(
    /has 4 bytes and the tests allow 3/,
  )
  expect(limitsWithRoom(printing('abcd', { limits: { outputBytes: 4 } }), defaultLimits)).toMatchObject({
    outputBytes: 4,
  })
  expect(limitsWithRoom(printing(megabytes(64)), defaultLimits)).toMatch(/no program may print as much/)
})

test('what a checker is shown binds nobody', () => {
  const checker = { language: 'python', code: 'x' } as const
  expect(limitsWithRoom(printing(megabytes(3), { checker }), defaultLimits)).toEqual(defaultLimits)
})
