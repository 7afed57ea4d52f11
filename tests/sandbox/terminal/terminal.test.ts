// What a terminal promises: commands one after another, walls, limits, files read whatever was left there.
import { describe, expect, test } from 'vitest'
import type { Terminal, TerminalOptions } from '../../../src/sandbox/terminal/terminal.ts'
import { terminals, whyNoTerminals } from './terminals-here.ts'

/** What holds of commands that wait: no time is measured, so that a busy machine passes. */
const soonMs = 300

async function inTerminal<T>(options: TerminalOptions, use: (terminal: Terminal) => Promise<T>): Promise<T> {
  const opened = await terminals!.open({ timeoutMs: 60_000, ...options })
  try {
    return await use(opened)
  } finally {
    await opened.close()
  }
}

describe.skipIf(terminals === null)(`a terminal${whyNoTerminals}`, { timeout: 120_000 }, () => {
  test('goes on where the last command left off: folder, variables, functions, aliases, umask, files', async () => {
    const outputs = await inTerminal({ files: { 'notes/a.txt': 'milk\n' } }, async (shell) => {
      await shell.run(
        'cd notes; count=3; export NAME="a b"; twice() { echo "$1$1"; }; alias say="echo said"; umask 077',
      )
      const { output, exitCode } = await shell.run(
        'pwd; twice $count; python3 -c "import os; print(os.environ[\'NAME\'])"; exit 3',
      )
      await shell.run('cat a.txt > b.txt; cd ..')
      return [output, exitCode, (await shell.run('say $count; umask; cat notes/b.txt; stat -c %a notes/b.txt')).output]
    })
    expect(outputs).toEqual(['/workspace/notes\n33\na b\n', 3, 'said 3\n0077\nmilk\n600\n'])
  })

  test('tells both streams in their order, and the exit code of what failed', async () => {
    const told = await inTerminal({}, async (shell) => [
      await shell.run('echo one; echo two >&2; echo three; false'),
      await shell.run('if'),
      await shell.run('exec sh -c "exit 9"'),
      await shell.run('kill -TERM $$'),
    ])
    expect(told.map(({ exitCode }) => exitCode)).toEqual([1, expect.any(Number), 9, -15])
    expect(told[0]!.output).toBe('one\ntwo\nthree\n')
    expect(told[1]!.output).toContain('syntax error')
    expect(told[1]!.exitCode).not.toBe(0)
  })

  test('has nothing of the host, no network, and nothing of another terminal', async () => {
    const other = await terminals!.open({ files: { secret: 'x' } })
    const { output } = await inTerminal(
      {},
      async (shell) =>
        await shell.run(
          'ls -A; ls /home /etc/hostname /workspace/secret 2>/dev/null; touch /usr/x; touch /x; ls /proc | grep -c "^[0-9]"; python3 -c "import socket; socket.socket()" 2>&1 | tail -1; cat /proc/1/environ; ls /proc/1/fd; kill -9 1',
        ),
    )
    await other.close()
    expect(output.replaceAll(/^\S*(ls|cat|touch|bash):.*(denied|permitted|Read-only|No such).*\n/gm, '')).toMatch(
      /^[1-4]\nPermissionError: .*\n$/,
    )
    expect(output).toContain('Read-only file system')
    expect(output).toContain('/proc/1/fd')
  })

  test('ends a command at its time, output goes on being read, and the terminal goes on', async () => {
    await inTerminal({ outputBytes: 1000 }, async (shell) => {
      await shell.run('here=1')
      expect(await shell.run('sleep 1000', { timeoutMs: soonMs })).toMatchObject({ timedOut: true, truncated: false })
      const flood = await shell.run('trap "" TERM; yes', { timeoutMs: soonMs })
      expect(flood).toMatchObject({ timedOut: true, truncated: true })
      expect(flood.output).toHaveLength(1000)
      expect(flood.outputBytes).toBeGreaterThan(1000)
      expect(await shell.run('yes | head -c 5000')).toMatchObject({ exitCode: 0, truncated: true, outputBytes: 5000 })
      expect((await shell.run('echo $here')).output).toBe('1\n')
    })
  })

  test('lets what was left in the background go on, and does not wait for it', async () => {
    await inTerminal({}, async (shell) => {
      expect((await shell.run('echo started; sleep 1000 & yes &')).output).toMatch(/started\n/)
      expect((await shell.run('kill %1 2>/dev/null; pkill -c "yes|sleep"')).output).toBe('2\n')
    })
  })

  test('bounds memory, disk and processes, and goes on after each', async () => {
    await inTerminal({ memoryMb: 64, diskMb: 2, processes: 16 }, async (shell) => {
      expect(await shell.run('python3 -c "x = bytearray(1 << 29)"')).toMatchObject({ outOfMemory: true })
      expect((await shell.run('head -c 9000000 /dev/zero > big; stat -c %s big; rm big')).output).toMatch(
        /[Nn]o space|too large/,
      )
      await shell.run('bomb() { bomb | bomb & }; bomb; for i in 1 2 3 4 5 6; do sleep 0; done', { timeoutMs: 2000 })
      const back = await shell.run('echo back')
      expect(back.exitCode === 0 ? back.output : 'back\n').toBe('back\n')
      // Whatever is left of it ends with a snapshot.
      expect((await shell.run('true')).timedOut).toBe(false)
    })
  })

  test('tells links, odd names, closed files and too much as what they are, and follows nothing', async () => {
    await inTerminal({ files: { 'a.txt': 'x', 'run.sh': 'echo' }, modes: { 'run.sh': 0o750 } }, async (session) => {
      const { exitCode, output } = await session.run(
        [
          'ln -s /etc/passwd link; ln -s . loop; ln a.txt again; mkdir d; touch "d/$(printf \'\\xff\')" "d/two',
          'lines"; echo secret > closed; chmod 000 closed; truncate -s 30M huge; chmod 000 .; sleep 1000 &',
        ].join('\n'),
      )
      expect([exitCode, output]).toEqual([0, ''])
      const { entries, complete } = await session.snapshot()
      expect(complete).toBe(false)
      const shown = entries.map(({ path, kind, mode, content, target, links }) => [
        path,
        `${kind} ${mode.toString(8)} ${links}`,
        content === undefined ? (target ?? null) : Buffer.from(content).toString(),
      ])
      expect(shown).toEqual([
        ['a.txt', 'file 644 2', 'x'],
        ['again', 'file 644 2', 'x'],
        ['closed', 'file 0 1', null],
        ['d', 'folder 755 2', null],
        ['d/two\nlines', 'file 644 1', ''],
        ['d/\udcff', 'file 644 1', ''],
        ['huge', 'file 644 1', null],
        ['link', 'link 777 1', '/etc/passwd'],
        ['loop', 'link 777 1', '.'],
        ['run.sh', 'file 750 1', 'echo'],
      ])
      // Everything that ran has ended by it.
      expect((await session.run('pgrep -c sleep')).output).toBe('0\n')
    })
  })

  test('a tree without an end is told as far as anybody reads it', async () => {
    await inTerminal({}, async (session) => {
      await session.run(
        'for i in $(seq 200); do mkdir d && cd d || break; done; cd /workspace; mkdir many; cd many; touch $(seq 3000)',
      )
      const all = await session.snapshot({ mostEntries: 1000 })
      expect([all.complete, all.entries.length]).toEqual([false, 1000])
    })
  })

  test('reads and writes files by name, and says in words what it cannot', async () => {
    await inTerminal({}, async (session) => {
      await session.writeFiles({ 'deep/er/a.txt': 'é\n', 'b.bin': new Uint8Array([0, 255]) })
      expect(await session.readFile('deep/er/a.txt')).toBe('é\n')
      expect((await session.run('od -An -tx1 b.bin')).output.trim()).toBe('00 ff')
      expect((await session.listFiles()).map(({ path }) => path)).toEqual(['b.bin', 'deep', 'deep/er', 'deep/er/a.txt'])
      await expect(session.readFile('none')).rejects.toThrow(/`none` could not be read: No such file/)
      await expect(session.readFile('deep')).rejects.toThrow(/could not be read/)
      await expect(session.readFile('../etc/passwd')).rejects.toThrow(/stays below it/)
      await expect(session.writeFiles({ '/x': '' })).rejects.toThrow(/begins at the working folder/)
      await expect(session.run('a\0b')).rejects.toThrow(/without NUL/)
    })
  })

  test('commands asked for at once run one after another', async () => {
    await inTerminal({}, async (shell) => {
      const told = await Promise.all([1, 2, 3].map(async (each) => await shell.run(`n=$((n * 10 + ${each})); echo $n`)))
      expect(told.map(({ output }) => output)).toEqual(['1\n', '12\n', '123\n'])
    })
  })
})
