import { CommanderError } from 'commander'
import { expect, test } from 'vitest'
import { exitCodeOf } from '../../src/cli/exit-code.ts'
import { RlvrError, type ErrorCode } from '../../src/core/errors.ts'

const codes: { readonly [code in ErrorCode]: number } = {
  RLVR_USAGE: 2,
  RLVR_UNKNOWN_NAME: 2,
  RLVR_TASK: 2,
  RLVR_DATA: 2,
  RLVR_ENVIRONMENT: 2,
  RLVR_VERIFIER: 1,
  RLVR_POLICY: 1,
  RLVR_REFUSED: 1,
  RLVR_TRAINER: 1,
  RLVR_TOLERANCE: 1,
  RLVR_TENSOR: 1,
  RLVR_RECORD: 1,
  RLVR_SANDBOX: 1,
  RLVR_INTERRUPTED: 130,
}

test.each(Object.entries(codes))('%s ends a command with %d', (code, exit) => {
  expect(exitCodeOf(new RlvrError(code as ErrorCode, 'x'))).toBe(exit)
})

test('help ends with 0, an unknown option with 2, what nobody foresaw with 1', () => {
  expect(exitCodeOf(new CommanderError(0, 'commander.help', ''))).toBe(0)
  expect(exitCodeOf(new CommanderError(1, 'commander.unknownOption', ''))).toBe(2)
  expect(exitCodeOf(new Error('x'))).toBe(1)
})
