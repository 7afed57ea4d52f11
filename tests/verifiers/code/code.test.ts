import { expect, test } from 'vitest'
import { runVerifier } from '../../../src/core/verifier.ts'
import { makeTask } from '../../../src/core/task.ts'
import type { CodeTests } from '../../../src/sandbox/code-tests.ts'
import { code } from '../../../verifiers/code/code.ts'

const sound: CodeTests = { format: 'call', entry: 'f', cases: [{ args: [1], expected: 1 }] }

test.each<[unknown, string]>([
  [{ language: 'python3', tests: sound }, 'The answer\'s language "python3" is unknown. Known: python'],
  [{ language: 'python' }, 'The answer of a coding task is { language, tests }'],
  ['x', 'it is "x"'],
  [null, 'it is null'],
  [{ language: 'python', tests: { ...sound, cases: [] } }, 'zero tests show nothing'],
])('a broken gold %j is invalid whatever the reply, never a 0', async (answer, cause) => {
  const task = makeTask({ prompt: 'Write f.', answer: answer as never }, 'one')
  for (const reply of ['no program', '```python\nprint(1)\n```'])
    expect(await runVerifier(code(), { task, reply, messages: [] })).toMatchObject({
      status: 'invalid',
      cause: 'broken-gold',
      reason: expect.stringContaining(cause) as string,
    })
})

test('a reply without a program is a 0 where the tests are sound', async () => {
  const task = makeTask({ prompt: 'Write f.', answer: { language: 'python' as const, tests: sound } }, 'one')
  expect(await runVerifier(code(), { task, reply: 'no program', messages: [] })).toMatchObject({
    status: 'scored',
    score: 0,
  })
})
