import { expect, test } from 'vitest'
import { RlvrError } from '../../src/core/errors.ts'
import { recordError, systemCode } from '../../src/record/record-error.ts'

test('says what failed, what is kept and what to do', () => {
  const cause = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' })
  const error = recordError(cause, 'write x', 'The rest is kept.')
  expect(error).toMatchObject({
    code: 'RLVR_RECORD',
    cause,
    message:
      'Could not write x: EACCES: permission denied. The rest is kept. Permission is missing: make the folder writable, or choose another one.',
  })
  expect(recordError(new Error('odd'), 'write x').message).toBe(
    'Could not write x: odd. Mend the cause, then try again.',
  )
})

test('an error of the library stays what it is', () => {
  const own = new RlvrError('RLVR_DATA', 'x')
  expect(recordError(own, 'write x')).toBe(own)
})

test('the system’s code is read from its errors alone', () => {
  expect(systemCode(Object.assign(new Error('x'), { code: 'ENOENT' }))).toBe('ENOENT')
  expect(systemCode(new Error('ENOSPC: no space left on device, write'))).toBe('ENOSPC')
  expect(recordError(new Error('ENOSPC: no space left on device, write'), 'write run/x').message).toBe(
    'Could not write run/x: ENOSPC: no space left on device, write. The disk is full: free some space, then go on.',
  )
  for (const other of [new Error('x'), { code: 7 }, null, undefined, 'ENOENT']) expect(systemCode(other)).toBeNull()
})
