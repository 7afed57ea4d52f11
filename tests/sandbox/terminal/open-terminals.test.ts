// How terminals begin and end: first commands, options, abort, the end of who opened them.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, test, vi } from 'vitest'
import { openTerminal, openTerminals } from '../../../src/sandbox/terminal/open-terminals.ts'
import { identify, processesBelow, survivors } from '../process-tree.ts'
import { terminals, whyNoTerminals } from './terminals-here.ts'

const path = fileURLToPath(new URL('../../../src/sandbox/terminal/open-terminals.ts', import.meta.url))

test.each([
  [{ memory: 3 }, /has no field `memory`. Did you mean `memoryMb`/],
  [{ memoryMb: 1.5 }, /`memoryMb` of a terminal is a whole number from 16/],
  [{ files: { '../a': '' } }, /stays below it/],
  [{ modes: { a: 0o644 } }, /`modes` names "a", and `files` has no such file/],
  [{ commands: ['a\0'] }, /without NUL/],
])('options %o are refused before anything begins', async (options, words) => {
  await expect(openTerminal(options as never)).rejects.toThrow(words)
})

test('without a Python, what is lacking is said at the start', async () => {
  await expect(openTerminals({ python: '/none/python3' })).rejects.toMatchObject({
    code: 'RLVR_SANDBOX',
    message: expect.stringMatching(/gives no terminal behind walls. Missing: .*(Python|Linux)/),
  })
})

describe.skipIf(terminals === null)(`terminals${whyNoTerminals}`, { timeout: 120_000 }, () => {
  test('one by itself runs its first commands, and a first command that fails is an error that says why', async () => {
    const terminal = await openTerminal({ commands: ['echo hi > made.txt'] })
    expect(await terminal.readFile('made.txt')).toBe('hi\n')
    await terminal.close()
    await terminal.close()
    await expect(terminal.run('true')).rejects.toThrow('This terminal is closed.')
    await expect(terminals!.open({ commands: ['echo no; exit 4'] })).rejects.toThrow(/ended with 4: .*printed no/s)
  })

  test('nothing of one is left in the next, and nothing runs after its end', async () => {
    const own = await openTerminals({ spares: 1 })
    const first = await own.open({ files: { secret: 'x' } })
    await first.run('touch /tmp/left; (setsid sleep 4242 &) ; umask 0')
    const running = identify(processesBelow())
    await first.close()
    const second = await own.open()
    expect((await second.run('ls -A . /tmp; pgrep -c sleep; umask')).output).toBe('.:\n\n/tmp:\n0\n0022\n')
    expect(survivors(running).filter((each) => each.includes('4242'))).toEqual([])
    await own.close()
    await expect(own.open()).rejects.toThrow('These terminals are closed.')
    expect(survivors(running).filter((each) => each.includes('host.py'))).not.toContain(expect.stringContaining('4242'))
  })

  test('an abort ends the command and all that is left', async () => {
    const terminal = await terminals!.open()
    const abort = new AbortController()
    await terminal.run('sleep 4343 &')
    const waiting = terminal.run('echo; sleep 4344', { signal: abort.signal, timeoutMs: 600_000 })
    await vi.waitFor(() => expect(commandsBelow('4344')).not.toEqual([]), { timeout: 60_000 })
    const running = identify(processesBelow())
    abort.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
    await expect(terminal.run('true')).rejects.toThrow(/has ended/)
    await terminal.close()
    await vi.waitFor(() => expect(survivors(running).filter((each) => each.includes('434'))).toEqual([]), {
      timeout: 60_000,
    })
  })

  test('whoever is killed leaves nothing running', async () => {
    const program = `
      const { openTerminals } = await import(${JSON.stringify(path)})
      const terminal = await (await openTerminals({ spares: 1 })).open()
      void terminal.run('sleep 4545 & sleep 4546', { timeoutMs: 600_000 })
      setInterval(() => {}, 1000)
      console.log('up')`
    const flags = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', program]
    const child = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(child.stdout, 'data')
    await vi.waitFor(() => expect(commandsBelow('4546')).not.toEqual([]), { timeout: 60_000 })
    const running = identify(processesBelow(child.pid))
    child.kill('SIGKILL')
    await vi.waitFor(() => expect(survivors(running)).toEqual([]), { timeout: 60_000 })
  })
})

function commandsBelow(word: string): string[] {
  return survivors(identify(processesBelow())).filter((each) => each.includes(word))
}
