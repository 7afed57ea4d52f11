import { expect, test } from 'vitest'
import { asNamed } from '../../../src/cli/flags/as-named.ts'
import { RlvrError } from '../../../src/core/errors.ts'

test('what cannot be opened is the fault of its name, in the same words; other faults stay what they are', async () => {
  expect(await asNamed(async () => await Promise.resolve(3))).toBe(3)
  const thrownBy = async (fault: Error): Promise<unknown> =>
    await asNamed(async () => await Promise.reject(fault)).catch((thrown: unknown) => thrown)
  const damaged = new RlvrError('RLVR_POLICY', 'model.safetensors is truncated.')
  expect(await thrownBy(damaged)).toMatchObject({ code: 'RLVR_USAGE', message: damaged.message, cause: damaged })
  for (const other of [new RlvrError('RLVR_RECORD', 'x'), new Error('x')]) expect(await thrownBy(other)).toBe(other)
})
