// Whole programs: text in, text out.
import { afterAll, describe, expect, test } from 'vitest'
import { pythonHere, runProgram } from './python-here.ts'

const { engine, whyNot } = await pythonHere()

afterAll(() => engine?.close())

describe.skipIf(engine === null)(`a Python program on standard input${whyNot && ` (skipped: ${whyNot})`}`, () => {
  const run = (source: string, more = {}) => runProgram(engine!, source, more)

  test('every way to read standard input sees all of it', async () => {
    const ways = [
      'print(input(), input())',
      'import sys; print(*sys.stdin.read().split())',
      'import sys; print(*sys.stdin.buffer.read().decode().split())',
      'import os; print(*os.read(0, 100).decode().split())',
      'print(*open(0).read().split())',
      'print(*open("/dev/stdin").read().split())',
      'import sys; print(*[line.strip() for line in sys.stdin])',
    ]
    for (const way of ways) {
      const { stdout, ending, message } = await run(way, { stdin: 'one\ntwo\n' })
      expect([way, stdout, ending, message]).toEqual([way, 'one two\n', 'finished', undefined])
    }
  })

  test('an exit with 0 after the answer is an ordinary end, one with another code is a runtime error', async () => {
    const good = await run(
      'import sys\ndef main():\n    print(1)\n    sys.exit(0)\nif __name__ == "__main__":\n    main()',
    )
    expect([good.ending, good.exitCode, good.stdout]).toEqual(['finished', 0, '1\n'])
    const bad = await run('print(1, flush=True)\nraise SystemExit(3)')
    expect([bad.ending, bad.exitCode, bad.stdout]).toEqual(['runtime_error', 3, '1\n'])
  })

  test('what is still in buffers, threads and exit functions comes out as with an interpreter', async () => {
    const source = `
import atexit, threading, time
out = open(1, 'w')
out.write('buffered ')
atexit.register(lambda: print('exit function'))
def late():
    time.sleep(0.05)
    print('thread')
threading.Thread(target=late).start()
`
    const { stdout, ending } = await run(source)
    expect(ending).toBe('finished')
    expect(stdout.split(/\s+/).filter(Boolean).toSorted()).toEqual(['buffered', 'exit', 'function', 'thread'])
  })

  test('a standard output that the program closes, replaces or takes apart ends as with an interpreter', async () => {
    const ways = [
      'import sys; print("a"); print("b"); sys.stdout.close()',
      'import sys; print("a"); print("b"); sys.stdout = None',
      'import sys\nwith sys.stdout as o:\n    print("a"); o.write("b\\n")',
      'import sys, io; print("a"); sys.stdout = io.TextIOWrapper(sys.stdout.detach(), encoding="utf-8"); print("b")',
      'import sys, codecs; print("a"); sys.stdout = codecs.getwriter("utf-8")(sys.stdout.detach()); print("b")',
      'import sys, io; sys.stdout = io.StringIO(); print("lost"); sys.__stdout__.write("a\\nb\\n")',
      'import sys; print("a"); print("b"); sys.stderr.close(); sys.stderr = None; sys.exit(0)',
      'class Out:\n    file = open(1, "w")\nOut.file.write("a\\nb\\n")',
      'import sys; sys.held = open(1, "wb"); sys.held.write(b"a\\nb\\n")',
      'import os, sys, io\nclass Late(io.StringIO):\n    def flush(self):\n        os.write(1, self.getvalue().encode()); self.seek(0); self.truncate(0)\nsys.stdout = Late()\nprint("a"); print("b")',
    ]
    for (const way of ways) {
      const { stdout, stderr, ending, message } = await run(way)
      expect([way, stdout, stderr, ending, message]).toEqual([way, 'a\nb\n', '', 'finished', undefined])
    }
    const message = await run('import sys; sys.stderr = None; sys.exit("said to nobody")')
    expect([message.ending, message.exitCode]).toEqual(['runtime_error', 1])
  })

  test('an output that cannot be flushed at the end is a runtime error', async () => {
    const { ending, exitCode, message } = await run('import os\nprint("a")\nos.close(1)')
    expect([ending, exitCode, message]).toEqual(['runtime_error', 120, 'OSError: [Errno 9] Bad file descriptor'])
  })

  test('a byte order mark before the source is no part of it', async () => {
    const { stdout, message } = await run('\u{FEFF}print(1)')
    expect([stdout, message]).toEqual(['1\n', undefined])
    expect((await run('\u{FEFF}\u{FEFF}print(1)')).ending).toBe('compile_error')
  })

  test('deep recursion in the main thread and in one with a large stack works', async () => {
    const source = `
import sys, threading
sys.setrecursionlimit(10**6)
threading.stack_size(128 << 20)
def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)
print(depth(50_000))
thread = threading.Thread(target=lambda: print(depth(50_000)))
thread.start()
thread.join()
`
    const { stdout, message } = await run(source)
    expect([stdout, message]).toEqual(['50000\n50000\n', undefined])
  })

  test('a program may raise the limit of its stack; what the stack takes is bounded as all memory is', async () => {
    const raised = (limit: string) => `
import resource, sys, threading
resource.setrlimit(resource.RLIMIT_STACK, ${limit})
sys.setrecursionlimit(10**9)
threading.stack_size(512 << 20)
def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)
`
    for (const limit of ['(resource.RLIM_INFINITY, resource.RLIM_INFINITY)', '(0x10000000, resource.RLIM_INFINITY)']) {
      const { stdout, message } = await run(`${raised(limit)}print(depth(50_000))`)
      expect([limit, stdout, message]).toEqual([limit, '50000\n', undefined])
    }
    const endless = await run(
      `${raised('(-1, -1)')}def deep(_):\n    return max([0], key=deep)\nthread = threading.Thread(target=deep, args=(0,))\nthread.start()\nthread.join()`,
      { memoryMb: 64 },
    )
    expect([endless.ending, endless.peakRssMb! < 80]).toEqual(['memory_limit', true])
  })

  test('the standard streams can be opened by their names', async () => {
    const source = `
import sys
for name in ('stdout', 'stderr'):
    with open('/dev/' + name, 'w') as out:
        print('by name', file=out)
`
    const { stdout, stderr, message } = await run(source)
    expect([stdout, stderr, message]).toEqual(['by name\n', 'by name\n', undefined])
  })

  test('a program can read its own source', async () => {
    const source = `import os\nprint(open(__file__).read(), os.listdir(os.path.dirname(__file__)))`
    const { stdout, message } = await run(source)
    expect([stdout, message]).toEqual([`${source} ['solution.py']\n`, undefined])
  })

  test('the names that an interpreter adds to the built-in ones are there', async () => {
    const { stdout, message } = await run('help(abs)\nfor it in (copyright, credits, license, exit, quit): str(it)')
    expect([stdout.split('\n')[0], message]).toEqual(['Help on built-in function abs in module builtins:', undefined])
  })

  test('an exception is a runtime error that names its line; its trace is on standard error', async () => {
    const { ending, message, stderr, exitCode } = await run('x = 1\n\nprint(x / 0)\n')
    expect([ending, message, exitCode]).toEqual(['runtime_error', 'ZeroDivisionError: division by zero (line 3)', 1])
    expect(stderr).toContain('print(x / 0)')
  })

  test('source that does not compile is a compile error', async () => {
    for (const source of ['def f(:', 'print(1)\0', '  x = 1', '('.repeat(5000)]) {
      expect((await run(source)).ending).toBe('compile_error')
    }
  })

  test('each limit ends the work and says which it was', async () => {
    const endless = await run('while True:\n    try:\n        pass\n    except BaseException:\n        pass', {
      timeMs: 300,
    })
    expect(endless.ending).toBe('time_limit')
    expect(endless.wallMs).toBeLessThan(6000)
    const idle = await run('import time\ntime.sleep(60)', { timeMs: 300 })
    expect(idle.ending).toBe('time_limit')
    const hungry = await run('x = []\nwhile True:\n    x.append(bytearray(1 << 20))')
    expect(hungry.ending).toBe('memory_limit')
    const caught = await run('import sys\ntry:\n    x = bytearray(1 << 45)\nexcept ValueError:\n    pass')
    expect(caught.ending).toBe('memory_limit')
    const chatty = await run('while True:\n    print("x" * 1000)')
    expect([chatty.ending, chatty.stdoutTruncated, chatty.stdout.length]).toEqual(['output_limit', true, 65_536])
  })

  test('a flood on standard error is cut and changes nothing', async () => {
    const { ending, stderr, stderrTruncated, stdout } = await run(
      'import sys\nsys.stderr.write("e" * (1 << 20))\nprint("done")',
    )
    expect([ending, stderr.length, stderrTruncated, stdout]).toEqual(['finished', 65_536, true, 'done\n'])
  })

  test('bytes that are no UTF-8 become replacement characters', async () => {
    const { stdout } = await run('import sys\nsys.stdout.buffer.write(b"a\\xff\\xfeb\\x00")')
    expect(stdout).toBe('a\u{FFFD}\u{FFFD}b\0')
  })

  test('arguments and files are there, and nothing else is in the working directory', async () => {
    const execution = await engine!.execute({
      language: 'python',
      kind: 'stdio',
      source:
        'import os, sys\nprint(sys.argv[1:], sorted(os.listdir(".")), open("a.txt").read(), open("b", "rb").read())',
      stdin: '',
      args: ['one', 'two'],
      files: { 'a.txt': 'text', b: new Uint8Array([0, 255]) },
      limits: { timeMs: 2000, memoryMb: 128, outputBytes: 1000, processes: 8 },
    })
    expect(execution.stdout).toBe("['one', 'two'] ['a.txt', 'b'] text b'\\x00\\xff'\n")
  })

  test('files of a job are there however large they are, with room for what the program writes', async () => {
    const text = 'é'.repeat(10 << 20)
    const execution = await engine!.execute({
      language: 'python',
      kind: 'stdio',
      source: `
import os
print(os.path.getsize('a.txt'), os.path.getsize('b.txt'))
with open('c', 'wb') as file:
    file.write(bytes(15 << 20))
print(os.path.getsize('c'))
`,
      stdin: '',
      files: { 'a.txt': text, 'b.txt': text },
      limits: { timeMs: 8000, memoryMb: 512, outputBytes: 1000, processes: 8 },
    })
    expect([execution.message, execution.stdout]).toEqual([undefined, `${20 << 20} ${20 << 20}\n${15 << 20}\n`])
    const large = 'with open("f", "wb") as file:\n    file.write(bytes(17 << 20))'
    expect((await run(large)).message).toMatch(/^OSError: \[Errno (27|28)\]/)
  })

  test('a death by signal is a runtime error with the name of the signal', async () => {
    const ended = await run('import os\nos.kill(os.getpid(), 15)')
    expect([ended.ending, ended.signal, ended.exitCode]).toEqual(['runtime_error', 'SIGTERM', null])
    const crashed = await run('import ctypes\nctypes.string_at(0)')
    expect([crashed.ending, crashed.signal]).toEqual(['runtime_error', 'SIGSEGV'])
  })
})
