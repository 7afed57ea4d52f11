import { expect, test } from 'vitest'
import { folderWith, runRlvr } from './run-rlvr.ts'

test('what to serve must be said, and a server that others can reach needs a token', async () => {
  const folder = await folderWith({})
  const unsaid = await runRlvr(folder, ['serve'])
  expect(unsaid).toMatchObject({ code: 2, stderr: expect.stringContaining('rlvr serve --sandbox') })
  const open = await runRlvr(folder, ['serve', '--sandbox', '--host', '0.0.0.0'])
  expect(open).toMatchObject({ code: 2, stderr: expect.stringContaining('Give a token') })
})
