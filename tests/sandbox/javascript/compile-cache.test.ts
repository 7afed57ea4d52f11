// The folder of the compile cache, and what becomes of those whose owners were killed.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { fillCompileCache } from '../../../src/sandbox/javascript/compile-cache.ts'
import { workerArgs } from '../../../src/sandbox/javascript/worker-command.ts'

test(
  'a cache that a killed process left is removed by the next one, a living one is kept',
  { timeout: 60_000 },
  async () => {
    const module = new URL('../../../src/sandbox/javascript/compile-cache.ts', import.meta.url).href
    const program = `
    const { fillCompileCache } = await import(${JSON.stringify(module)})
    const cache = await fillCompileCache(process.execPath, ${JSON.stringify(workerArgs())})
    const { writeSync } = await import('node:fs')
    writeSync(1, cache.folder)
    process.kill(process.pid, 'SIGKILL')`
    const flags = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', program]
    const child = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'] })
    const [folder] = await Promise.all([text(child.stdout), once(child, 'exit')])
    expect(existsSync(folder)).toBe(true)
    const first = await fillCompileCache(process.execPath, workerArgs())
    expect(existsSync(folder)).toBe(false)
    const second = await fillCompileCache(process.execPath, workerArgs())
    expect(readdirSync(first!.folder)).toHaveLength(1)
    await Promise.all([first!.remove(), second!.remove()])
    expect([first, second].map((cache) => existsSync(cache!.folder))).toEqual([false, false])
  },
)
