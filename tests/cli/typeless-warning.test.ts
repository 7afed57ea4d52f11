import { expect, test } from 'vitest'
import { folderWith, runRlvr } from './run-rlvr.ts'

test('a project without a type gets no warning of Node’s at a command, and other warnings are shown', async () => {
  const folder = await folderWith({
    'package.json': '{}',
    'verifier.ts': "process.emitWarning('mind this')\nexport default ({ reply }: { reply: string }) => reply === 'yes'",
    'rows.jsonl': '{"reply":"yes"}\n',
  })
  const { code, stderr } = await runRlvr(folder, ['verify', './verifier.ts', '-i', 'rows.jsonl'])
  expect(stderr).toContain('mind this')
  expect(stderr).not.toContain('MODULE_TYPELESS_PACKAGE_JSON')
  expect(code).toBe(0)
})
