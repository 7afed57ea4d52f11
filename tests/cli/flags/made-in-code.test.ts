import { join } from 'node:path'
import { expect, test } from 'vitest'
import { refuseMadeInCode } from '../../../src/cli/flags/made-in-code.ts'
import { RunDirectory } from '../../../src/record/run-directory.ts'
import { temporaryFolder } from '../../record/temporary-folder.ts'
import { runRlvrHere } from '../run-rlvr.ts'

function runOf(algorithm: string, settings: { [name: string]: string }): string {
  const path = join(temporaryFolder(), 'run')
  RunDirectory.openOrCreate(path, { environment: 'addition', algorithm, settings }).close()
  return path
}

test('a run that was made in code says how it goes on, and others pass', () => {
  expect(() => refuseMadeInCode(runOf('grpo', { madeIn: 'code' }))).toThrow(
    /by `train\(\{ run \}\)`: start that program/,
  )
  expect(() => refuseMadeInCode(runOf('eval', { madeIn: 'code' }))).toThrow(/by `evaluate\(\{ run \}\)`/)
  refuseMadeInCode(runOf('grpo', {}))
})

test('rlvr train --resume of such a run ends with 2 and says so', async () => {
  const { code, stderr } = await runRlvrHere(temporaryFolder(), [
    'train',
    '--resume',
    runOf('grpo', { madeIn: 'code' }),
  ])
  expect([code, stderr]).toEqual([2, expect.stringContaining('was made in code, by `train({ run })`')])
})
