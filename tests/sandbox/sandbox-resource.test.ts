import { expect, test } from 'vitest'
import { resourcesFrom } from '../../src/core/resources.ts'
import { runVerifier } from '../../src/core/verifier.ts'
import { makeTask } from '../../src/core/task.ts'
import { openSandbox } from '../../src/sandbox/open-sandbox.ts'
import { sandboxOf } from '../../src/sandbox/sandbox-resource.ts'
import { code, type CodeAnswer } from '../../verifiers/index.ts'

test('the sandbox is the one that was handed in, else one of each environment’s own', async () => {
  const given = await openSandbox()
  const handed = resourcesFrom({ sandbox: given }, 'handed')
  expect(await sandboxOf(handed)).toBe(given)
  const [one, other] = [resourcesFrom({}, 'one'), resourcesFrom({}, 'other')]
  const own = await sandboxOf(one)
  expect(await sandboxOf(one)).toBe(own)
  expect(await sandboxOf(other)).not.toBe(own)
  await Promise.all([handed, one, other].map(async (each) => await each.close()))
  await expect(sandboxOf(one)).rejects.toThrow('one is closed')
  expect(await sandboxOf(handed)).toBe(given)
  await given.close()
})

test('code() by itself has no sandbox, and says where to get one', async () => {
  const tests: CodeAnswer['tests'] = { format: 'stdio', cases: [{ stdin: '', stdout: '1' }] }
  const task = makeTask<CodeAnswer>({ prompt: 'x', answer: { language: 'python', tests } }, 't')
  const verdict = await runVerifier(code(), { task, reply: '```python\nprint(1)\n```', messages: [] })
  expect(verdict).toMatchObject({ status: 'invalid', reason: expect.stringContaining('`code({ sandbox })`') as string })
})
