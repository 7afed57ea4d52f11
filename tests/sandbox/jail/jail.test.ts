// The jail for other engines, with Node inside.
import { realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterAll, describe, expect, test } from 'vitest'
import { openJail } from '../../../src/sandbox/jail/jail.ts'

const opened = await openJail()
const whyNot = opened.jail === null ? ` (skipped: ${opened.whyNot})` : ''

afterAll(() => opened.jail?.cleared())

describe.skipIf(opened.jail === null)(`a command in the jail${whyNot}`, () => {
  const node = realpathSync(process.execPath)
  const start = (source: string, binds: readonly string[] = []) =>
    opened.jail!.spawn({
      command: node,
      args: ['-e', source],
      env: { ONLY: 'this' },
      binds: [dirname(node), ...binds],
      memoryMb: 512,
      processes: 64,
      stdio: ['pipe', 'ignore', 'inherit', 'pipe'],
    })
  const exit = (child: ReturnType<typeof start>) =>
    new Promise((resolve) => child.once('exit', (code, signal) => resolve([code, signal])))

  test('keeps its descriptors, sees nothing of the host and ends as itself', async () => {
    const child = start(`
      const fs = require('node:fs')
      const tried = (action) => { try { return action() } catch (error) { return error.code } }
      const seen = {
        input: fs.readFileSync(0, 'utf8'), env: process.env, home: fs.existsSync('/root/.ssh') || fs.existsSync('/home'),
        shadow: tried(() => fs.readFileSync('/etc/shadow', 'utf8')), write: tried(() => fs.writeFileSync('/usr/x', '')),
        processes: fs.readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name)).length,
      }
      fs.writeSync(3, JSON.stringify(seen))
      process.exitCode = 7
    `)
    child.stdin!.end('hello')
    const [report, ended] = await Promise.all([text(child.stdio[3] as Readable), exit(child)])
    expect(JSON.parse(report)).toEqual({
      input: 'hello',
      env: { ONLY: 'this' },
      home: false,
      shadow: 'ENOENT',
      write: 'EROFS',
      processes: 1,
    })
    expect(ended).toEqual([7, null])
  })

  test('sees neither the package, which has right answers in it, nor /usr/src in a folder that holds them', async () => {
    const root = join(import.meta.dirname, '../../..')
    const child = start(
      `const fs = require('node:fs')
      const [root, kept, besides] = ${JSON.stringify([root, import.meta.dirname, dirname(root)])}
      const seen = [fs.existsSync(besides), fs.existsSync(root + '/envs'), fs.existsSync(root + '/package.json'), fs.readdirSync(kept)]
      const others = fs.existsSync('/usr/src') ? fs.readdirSync('/usr/src').filter((name) => !root.startsWith('/usr/src/' + name + '/')) : []
      fs.writeSync(3, JSON.stringify([...seen, others]))`,
      [dirname(root), import.meta.dirname],
    )
    const [report] = await Promise.all([text(child.stdio[3] as Readable), exit(child)])
    expect(JSON.parse(report)).toEqual([true, false, false, ['jail.test.ts'], []])
  })

  test('ends with the process that stands for it', async () => {
    const child = start("require('node:fs').writeSync(3, 'up'); setInterval(() => {}, 1000)")
    const report = child.stdio[3] as Readable
    const over = new Promise((resolve) => report.once('close', resolve))
    await new Promise((resolve) => report.once('data', resolve))
    child.kill('SIGKILL')
    expect(await exit(child)).toEqual([null, 'SIGKILL'])
    await over
  })
})
