// What a program inside can reach of the world outside: nothing.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { pythonHere, runCalls, runProgram } from './python-here.ts'

process.env['RLVR_TEST_SECRET'] = 'a secret of the parent'
const { engine, whyNot } = await pythonHere({ workers: 1, spares: 0 })
const folder = mkdtempSync(join(tmpdir(), 'rlvr-outside-'))

afterAll(async () => {
  await engine?.close()
  rmSync(folder, { recursive: true })
})

describe.skipIf(engine === null)(`the walls around a Python program${whyNot && ` (skipped: ${whyNot})`}`, () => {
  const run = (source: string, more = {}) => runProgram(engine!, source, more)

  test('files outside can be neither read nor written', async () => {
    const file = join(folder, 'outside.txt')
    writeFileSync(file, 'outside', { mode: 0o666 })
    const source = `
import os
for path in (${JSON.stringify(file)}, '/etc/shadow', '/etc/hostname', '/proc/1/environ', '/proc/1/mem', '/proc/1/root/etc/shadow'):
    try:
        print('LEAK', path, open(path).read())
    except OSError:
        pass
for path in (${JSON.stringify(file)}, '/usr/lib/planted', '/bin/planted', '/planted', '/dev/planted', '/proc/sys/kernel/hostname'):
    try:
        open(path, 'w').write('x')
        print('WROTE', path)
    except OSError:
        pass
print(os.path.exists(${JSON.stringify(folder)}), os.listdir('/tmp'))
`
    const { stdout, stderr } = await run(source)
    expect([stdout, stderr]).toEqual(['False []\n', ''])
    expect(readdirSync(folder)).toEqual(['outside.txt'])
  })

  test('no connection reaches a listener of this machine', async () => {
    let connections = 0
    const server = createServer((socket) => {
      connections++
      socket.end()
    })
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address()
        resolve(typeof address === 'object' && address ? address.port : 0)
      })
    })
    const { stdout } = await run(
      `import socket\ntry:\n    socket.create_connection(('127.0.0.1', ${port}), timeout=1)\n    print('LEAK')\nexcept OSError as error:\n    print(type(error).__name__)`,
    )
    server.close()
    expect([stdout, connections]).toEqual(['PermissionError\n', 0])
  })

  test('the environment, the arguments and the descriptors hold nothing of the parent', async () => {
    const source = `
import os, sys
print(sorted(os.environ), sys.argv)
for fd in range(5, 64):
    try:
        os.fstat(fd)
        print('OPEN', fd)
    except OSError:
        pass
`
    const { stdout } = await run(source)
    expect(stdout).toBe("['HOME', 'LANG', 'PATH', 'TMPDIR', 'TZ'] ['solution.py']\n")
  })

  test('no other process can be seen or signalled', async () => {
    const source = `
import os, signal
print(sorted(int(name) for name in os.listdir('/proc') if name.isdigit()) == [os.getpid()] if os.path.isdir('/proc/self') else True)
for pid in (1, ${process.pid}, ${process.ppid}):
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.kill(pid, number)
        except OSError:
            pass
print('alive')
`
    expect((await run(source)).stdout).toBe('True\nalive\n')
    expect((await run('print("next")')).stdout).toBe('next\n')
    expect(engine!.stats().deaths).toEqual({})
  })

  test('calls into other processes and the kernel end the program and are flagged', async () => {
    const calls = {
      ptrace: 'libc.ptrace(16, 1, 0, 0)',
      process_vm_readv: 'libc.process_vm_readv(1, 0, 0, 0, 0, 0)',
      unshare: 'libc.unshare(0x10000000)',
      mount: 'libc.mount(b"a", b"/tmp", b"tmpfs", 0, 0)',
    }
    for (const [name, call] of Object.entries(calls)) {
      const { ending, signal, flags } = await run(`import ctypes\nlibc = ctypes.CDLL(None)\n${call}\nprint('LEAK')`)
      expect([name, ending, signal, flags]).toEqual([name, 'runtime_error', 'SIGSYS', ['denied_syscall']])
    }
  })

  test('no program brings SIGKILL upon itself, now or later, so one that dies of it was killed by others', async () => {
    const source = `
import ctypes, fcntl, os, resource, signal, threading
libc = ctypes.CDLL(None, use_errno=True)
prlimit64 = 302 if os.uname().machine == 'x86_64' else 261
me = os.getpid()
ways = [
    lambda: os.kill(me, 9),
    lambda: os.kill(threading.get_native_id(), 9),
    lambda: os.kill(0, 9),
    lambda: signal.pthread_kill(threading.get_ident(), 9),
    lambda: signal.pidfd_send_signal(os.pidfd_open(me), 9),
    lambda: fcntl.fcntl(0, fcntl.F_SETSIG, 9),
    lambda: resource.setrlimit(resource.RLIMIT_CPU, (0, 0)),
    lambda: resource.prlimit(0, resource.RLIMIT_CPU, (0, 0)),
    lambda: -(libc.syscall(prlimit64, 0, resource.RLIMIT_CPU, ctypes.c_void_p(1 << 32), 0) == -1 and ctypes.get_errno() == 1),
    lambda: libc.raise_(9),
    lambda: libc.sigqueue(me, 9, 0),
    lambda: -libc.pthread_sigqueue(ctypes.c_ulong(threading.get_ident()), 9, 0),
    lambda: libc.timer_create(0, 0, ctypes.byref(ctypes.c_void_p())),
    lambda: libc.clone(ctypes.CFUNCTYPE(ctypes.c_int)(lambda: 0), ctypes.c_void_p(ctypes.addressof(stack) + 65536), 9, 0),
]
libc.raise_ = getattr(libc, 'raise')
stack = ctypes.create_string_buffer(65536)
if os.fork() == 0:
    try:
        os.kill(me, 9)
    finally:
        os._exit(0)
os.wait()
for place, way in enumerate(ways):
    try:
        print(place, 'refused' if way() == -1 else 'done')
    except (PermissionError, ValueError):
        print(place, 'refused')
soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
print(0 < soft < hard, resource.prlimit(0, resource.RLIMIT_CPU) == (soft, hard))
`
    const { stdout, signal, stderr } = await run(source)
    expect([stdout, signal, stderr]).toEqual([
      Array.from({ length: 14 }, (_, n) => `${n} refused\n`).join('') + 'True True\n',
      null,
      '',
    ])
  })

  test('no program can be started, and no namespace entered by cloning', async () => {
    const source = `
import ctypes, subprocess
try:
    subprocess.run('id', shell=True)
    print('LEAK')
except PermissionError:
    print('refused')
libc = ctypes.CDLL(None, use_errno=True)
print(libc.syscall(56, 0x10000000 | 17, 0, 0, 0, 0), ctypes.get_errno())
`
    const { stdout } = await run(source)
    expect(stdout.split('\n')[0]).toBe('refused')
    if (process.arch === 'x64') expect(stdout.split('\n')[1]).toBe('-1 1')
  })

  test('nothing of a run is there for the next: no process, file, mode or builtin', async () => {
    const poison = `
import builtins, os, time
builtins.sum = lambda *_: 6
open('left', 'w').write('x')
open('/tmp/sitecustomize.py', 'w').write('raise SystemExit')
os.mkdir('/tmp/folder')
os.chmod('/tmp', 0o000)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        while True:
            time.sleep(0.01)
    os._exit(0)
os.wait()
print('poisoned')
`
    const look = `
import os
print(sum([1, 2]), os.listdir('/tmp'), oct(os.stat('/tmp').st_mode), len([n for n in os.listdir('/proc') if n.isdigit()]))
`
    expect((await run(poison)).stdout).toBe('poisoned\n')
    expect((await run(look)).stdout).toBe('3 [] 0o40700 1\n')
  })

  test('processes, descriptors and disk are bounded, and a bomb leaves nothing behind', async () => {
    const bomb = 'import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass'
    expect((await run(bomb, { timeMs: 500 })).ending).toBe('time_limit')
    const disk =
      'try:\n    with open("f", "wb") as f:\n        while True:\n            f.write(b"x" * (1 << 20))\nexcept OSError as e:\n    print(e.errno)'
    expect((await run(disk)).stdout).toMatch(/^(27|28)\n$/)
    const open = 'import os\nk = []\nwhile True:\n    k.append(os.open("/dev/null", os.O_RDONLY))'
    expect((await run(open)).message).toMatch(/Too many open files/)
    expect((await run('import os\nprint(os.listdir("/tmp"))')).stdout).toBe('[]\n')
  })

  test('memory of all processes together is bounded', async () => {
    const source = `
import os, time
for _ in range(8):
    if os.fork() == 0:
        held = bytearray(40 << 20)
        time.sleep(30)
time.sleep(30)
`
    // Without the bound it would come to its time limit.
    expect((await run(source, { timeMs: 15_000 })).ending).toBe('memory_limit')
  })

  test('expected values and the script are nowhere in the candidate’s memory', async () => {
    const source = `
import gc
def f():
    marker = ''.join(['marker', '_of', '_the', '_script'])
    held = [o for o in gc.get_objects() if type(o) in (dict, list, tuple)]
    return any(marker in x for o in held for x in (o.values() if type(o) is dict else o) if type(x) is str)
`
    const execution = await engine!.execute({
      language: 'python',
      kind: 'script',
      style: 'assert',
      source,
      script: `expected = 'marker_of_the_script'\nassert f() is False`,
      limits: { timeMs: 4000, memoryMb: 256, outputBytes: 1000, processes: 8 },
    })
    expect(execution.tests?.map((test) => test.ending)).toEqual(['passed'])
    const again = await runCalls(engine!, source, { entry: 'f', calls: [{ args: [] }] })
    expect(again.answers?.[0]?.value).toBe(false)
  })
})
