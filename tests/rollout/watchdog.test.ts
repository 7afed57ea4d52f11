import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../record/temporary-folder.ts'

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

async function run(...given: string[]): Promise<Ended> {
  const program = new URL('./hanging-evaluation.ts', import.meta.url).pathname
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...given])
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, ...output }
}

test('a verifier that loops for ever is named, with its task and line, and ends the process', async () => {
  const record = join(temporaryFolder(), 'hang.json')
  const { code, stdout, stderr } = await run('1000', '', record)
  expect(stderr).toMatch(/the verifier `endless`, task `train-1` has kept everything else from running for 1 s/)
  expect(stderr).toMatch(/\(in loopForEver, .*hanging-evaluation\.ts:1[0-9]\)/)
  expect(stderr).toContain('Mend it, then resume.')
  expect([code, stdout]).toEqual([1, ''])
  expect(JSON.parse(readFileSync(record, 'utf8'))).toMatchObject({
    format: 1,
    what: 'the verifier `endless`, task `train-1`',
    where: expect.stringMatching(/^loopForEver, .*hanging-evaluation\.ts:1\d$/) as string,
    seconds: 1,
  })
})

test('a verifier that takes long, but not that long, is left alone', async () => {
  const ended = await run('2000', '600')
  expect(ended).toEqual({ code: 0, stdout: '3 replies\n', stderr: '' })
})
