import { expect, test } from 'vitest'
import { folderWith, runRlvrHere } from '../run-rlvr.ts'

test('a setup that lacks something ends with what is missing and the command that brings it', async () => {
  const folder = await folderWith({})
  const { code, stdout, stderr } = await runRlvrHere(folder, ['setup', 'tensorflow', '--gpu', '--python', './none'])
  expect(stderr).toMatch(
    /^rlvr: No Python here has TensorFlow \(\.\/none is not there\)\. Install it with `python3 -m venv tensorflow && tensorflow\/bin\/pip install 'tensorflow\[and-cuda\]==2\.21\.0'`/,
  )
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
})
