import { expect, test } from 'vitest'
import { askedMachine, requireNoMachine } from '../../../src/cli/flags/machine-flags.ts'

test('what was not asked for is nobody’s wish', () => {
  expect(askedMachine({})).toBeNull()
  expect(askedMachine({ threads: 2 })).toEqual({ threads: 2 })
  expect(askedMachine({ backend: 'auto' })).toEqual({ backend: 'auto' })
  expect(() => askedMachine({ backend: 'onnx' as 'onnx-cpu' })).toThrow(
    expect.objectContaining({ code: 'RLVR_UNKNOWN_NAME' }) as Error,
  )
})

test('a wish that nothing would read is refused', () => {
  expect(() => requireNoMachine('scripted:gold', null)).not.toThrow()
  expect(() => requireNoMachine('scripted:gold', { backend: 'onnx-cpu', threads: 2 })).toThrow(
    'nothing reads --backend and --threads',
  )
})
