import { spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { watchForHangs } from '../../src/cli/interrupt.ts'
import { temporaryFolder } from '../record/temporary-folder.ts'

/** A program that listens to Ctrl-C and computes in a thread that hears nothing. */
const program = `
import { Worker } from 'node:worker_threads'
import { interruptSignal } from ${JSON.stringify(new URL('../../src/cli/interrupt.ts', import.meta.url).href)}
const signal = interruptSignal()
process.on('exit', () => process.stderr.write('put right'))
new Worker('require("node:worker_threads").parentPort.postMessage(0); for (;;);', { eval: true, execArgv: [] }).once('message', () => process.stdout.write('computing'))
signal.addEventListener('abort', () => process.stdout.write('asked to stop'))
setInterval(() => {}, 1000)
`

test('a second Ctrl-C ends at once with 130, while a thread computes, and puts right what has to be', async () => {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', program])
  let stdout = ''
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    child.kill('SIGINT')
  })
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    child.on('close', (...ended) => resolve(ended)),
  )
  expect(stdout).toBe('computingasked to stop')
  expect([code, signal, stderr]).toEqual([130, null, 'put right'])
})

test('what hung before is forgotten when a run goes on', () => {
  const run = temporaryFolder()
  writeFileSync(join(run, 'hang.json'), '{}')
  using off = watchForHangs({ advice: '', seconds: 0, run })
  void off
  expect(existsSync(join(run, 'hang.json'))).toBe(false)
})
