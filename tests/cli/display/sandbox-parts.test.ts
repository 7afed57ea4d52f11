// What `rlvr doctor` says of the sandbox, on this machine and on one that offers less.
import { afterEach, expect, test } from 'vitest'
import { sandboxParts } from '../../../src/cli/display/sandbox-parts.ts'
import { wordsOf } from '../../../src/sandbox/jail/ladder.ts'

const path = process.env['PATH']
afterEach(() => {
  process.env['PATH'] = path
})

test(
  'every language is told with its level and what that means, or why it does not run',
  { timeout: 60_000 },
  async () => {
    const parts = await sandboxParts()
    expect(parts.map(({ name }) => name)).toEqual(
      ['python', 'javascript', 'typescript', 'cpp'].map((language) => `sandbox ${language}`),
    )
    for (const { name, ok, required, detail } of parts) {
      expect([name, required]).toEqual([name, false])
      expect(detail).not.toMatch(/\n|Traceback/)
      if (ok) expect(detail).toMatch(/^\S+, isolation (L[0-3]: (walled in|a user of its own|a virtual machine)|unsafe)/)
    }
    expect(parts.find(({ name }) => name === 'sandbox javascript')?.ok).toBe(true)
  },
)

test('without Python JavaScript still runs, and is told to be weaker and why', { timeout: 60_000 }, async () => {
  process.env['PATH'] = '/nowhere'
  const parts = await sandboxParts()
  const javascript = parts.find(({ name }) => name === 'sandbox javascript')
  expect(javascript).toMatchObject({ ok: true, detail: expect.stringMatching(/isolation L0: .*Missing: .*python3/) })
})

test('a step that fails for the cause of the next one lacks nothing of its own', () => {
  const noNamespaces = 'unshare: Operation not permitted'
  expect(
    wordsOf([
      { way: 'a group', fault: noNamespaces },
      { way: 'namespaces', fault: noNamespaces },
      { way: 'users', fault: '' },
    ]),
  ).toEqual([`namespaces: ${noNamespaces}`, 'users'])
})
