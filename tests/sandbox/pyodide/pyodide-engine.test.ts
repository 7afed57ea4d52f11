import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CallsJob, Engine, Execution } from '../../../src/sandbox/engine.ts'
import { defaultLimits, type Limits } from '../../../src/sandbox/limits.ts'
import { openPyodideEngine } from '../../../src/sandbox/pyodide/pyodide-engine.ts'

const isInstalled = ((): boolean => {
  try {
    createRequire(import.meta.url).resolve('pyodide/pyodide.mjs')
    return true
  } catch {
    return false
  }
})()

test('where the package is missing, the error says how to get it', async () => {
  await expect(openPyodideEngine({ packagePath: '/nowhere' })).rejects.toMatchObject({
    code: 'RLVR_SANDBOX',
    message: expect.stringContaining('npm install pyodide'),
  })
})

describe.skipIf(!isInstalled)('with the optional package pyodide', { timeout: 300_000 }, () => {
  let engine: Engine
  beforeAll(async () => {
    engine = await openPyodideEngine({ workers: 1 })
  }, 600_000)
  afterAll(async () => await engine.close())

  const run = async (source: string, stdin = '', limits: Partial<Limits> = {}): Promise<Execution> =>
    await engine.execute({ kind: 'stdio', language: 'python', source, stdin, limits: { ...defaultLimits, ...limits } })

  test('a program runs with its input, arguments, files and exit code', async () => {
    const source =
      'import sys\nprint(input(), sys.argv[1], open("a.txt").read())\nprint("note", file=sys.stderr)\nsys.exit(3)'
    const execution = await engine.execute({
      kind: 'stdio',
      language: 'python',
      source,
      stdin: 'ä\n',
      args: ['one'],
      files: { 'a.txt': 'file' },
      limits: defaultLimits,
    })
    expect(execution).toMatchObject({ ending: 'runtime_error', exitCode: 3, stdout: 'ä one file\n', stderr: 'note\n' })
    expect(engine).toMatchObject({ name: 'pyodide', isolation: { level: 'L0' }, versions: { python: /^3\./ } })
  })

  test('the ways in which programs end are told apart', async () => {
    expect(await run('print(sum(map(int, open(0))))', '1\n2\n')).toMatchObject({ ending: 'finished', stdout: '3\n' })
    expect(await run('import os\nprint(1, flush=True)\nos._exit(4)')).toMatchObject({ exitCode: 4, stdout: '1\n' })
    expect(await run('1 / 0')).toMatchObject({
      ending: 'runtime_error',
      message: 'ZeroDivisionError: division by zero',
      stderr: expect.stringContaining('line 1, in <module>'),
    })
    expect(await run('def f(:')).toMatchObject({ ending: 'compile_error' })
    expect(await run('x = [0] * 10**9')).toMatchObject({ ending: 'memory_limit' })
    expect(await run('print("x" * 2000)', '', { outputBytes: 1000 })).toMatchObject({
      ending: 'output_limit',
      stdout: 'x'.repeat(1000),
      stdoutTruncated: true,
    })
    expect(await run('print(1, flush=True)\nwhile True: pass', '', { timeMs: 500 })).toMatchObject({
      ending: 'time_limit',
      stdout: '1\n',
    })
  })

  test('deep recursion, in a thread made for it, works as it does elsewhere', async () => {
    const source = `
import sys, threading
sys.setrecursionlimit(10**6)
threading.stack_size(1 << 27)
def depth(n): return 0 if n == 0 else 1 + depth(n - 1)
thread = threading.Thread(target=lambda: print(depth(20000)))
thread.start()
thread.join()`
    // Not about time: the thread's own clock runs on while a busy machine lets it wait.
    const patient = { timeMs: 100_000 }
    expect(await run(source, '', patient)).toMatchObject({ ending: 'finished', stdout: '20000\n' })
    const endless = 'import sys\nsys.setrecursionlimit(10**9)\ndef f(n): return f(n + 1)\nf(1)'
    expect(await run(endless, '', patient)).toMatchObject({ ending: 'runtime_error' })
  })

  test('nothing of the JavaScript around, of this machine or of another program is within reach', async () => {
    const source = `
import gc, importlib, os, sys
reached = []
for name in ("js", "pyodide_js"):
    try: reached.append(importlib.import_module(name))
    except ImportError: pass
import pyodide.code, pyodide.ffi
try: reached.append(pyodide.code.run_js("process.pid"))
except BaseException: pass
reached += [each for each in gc.get_objects() if isinstance(each, pyodide.ffi.JsProxy)]
for path in ("/etc/passwd", "/proc/self/environ", "/proc/1/cmdline"):
    try: reached.append(open(path).read())
    except OSError: pass
try:
    import subprocess
    reached.append(subprocess.run(["ls"]))
except OSError: pass
try:
    import socket
    reached.append(socket.create_connection(("127.0.0.1", 9), timeout=1))
except OSError: pass
import builtins
reached += [getattr(builtins, "left", None)] * hasattr(builtins, "left") + [f for f in os.listdir("/tmp")]
builtins.left = 1
open("/tmp/left", "w").write("1")
print(reached, sorted(os.environ))`
    for (let time = 0; time < 2; time++) {
      const { ending, stdout, stderr } = await run(source)
      expect({ ending, stdout, stderr }).toEqual({
        ending: 'finished',
        stdout: "[] ['HOME', 'LANG', 'TZ']\n",
        stderr: '',
      })
    }
  })

  test('calls give plain data; one that does not end costs itself and what follows', async () => {
    const job = {
      kind: 'calls',
      language: 'python',
      source: 'def f(x):\n    while x == 3: pass\n    print(x)\n    return (x, {x: 1.0}, object() if x == 2 else None)',
      entry: 'f',
      calls: [{ args: [1] }, { args: [2] }, { args: [3] }, { args: [4] }],
      limits: { ...defaultLimits, timeMs: 1500 },
    } satisfies CallsJob
    const execution = await engine.execute(job)
    expect(execution).toMatchObject({
      ending: 'time_limit',
      loaded: true,
      stdout: '1\n2\n',
      flags: ['non_plain_result'],
      answers: [
        { ending: 'finished', value: { $tuple: [1, { $dict: [[1, { $float: '1.0' }]] }, null] } },
        { ending: 'finished', value: { $tuple: [2, { $dict: [[2, { $float: '1.0' }]] }, { $opaque: 'object' }] } },
      ],
    })
    expect(execution.answers).toHaveLength(2)
    expect(await engine.execute({ ...job, source: '1 / 0' })).toMatchObject({ loaded: false, ending: 'runtime_error' })
  })

  test('scripts are refused, an abort ends a job, and a closed engine takes none', async () => {
    const script = { kind: 'script', style: 'assert', language: 'python', source: '', script: 'assert 1' } as const
    await expect(engine.execute({ ...script, limits: defaultLimits })).rejects.toThrow('pyodide runs no test scripts')
    const stop = new AbortController()
    const looping = {
      kind: 'stdio',
      language: 'python',
      source: 'while True: pass',
      stdin: '',
      limits: defaultLimits,
    } as const
    const running = engine.execute(looping, stop.signal)
    stop.abort(new Error('enough'))
    await expect(running).rejects.toThrow('enough')
    // The last test: a second engine would make a snapshot of its own.
    await engine.close()
    await engine.close()
    await expect(engine.execute(looping)).rejects.toMatchObject({ reason: 'closed' })
  })
})
