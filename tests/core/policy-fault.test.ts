import { expect, test } from 'vitest'
import { requirePolicy } from '../../src/core/policy-fault.ts'

test('a policy has a name and `generate`', () => {
  expect(() => requirePolicy('evaluate', { name: 'mine', generate: () => [] })).not.toThrow()
  for (const other of [undefined, null, 'mine', { name: 'mine' }, { generate: () => [] }, () => []])
    expect(() => requirePolicy('evaluate', other)).toThrow(
      'evaluate: `policy` is { name, generate(requests, sampling) };',
    )
})
