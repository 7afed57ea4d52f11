// No program chooses to be judged by nobody: whatever it does to what runs it, it is told as its own doing, at once.
import { afterAll, describe, expect, test } from 'vitest'
import type { CodeTests } from '../../src/sandbox/code-tests.ts'
import type { Language } from '../../src/sandbox/engine.ts'
import { openSandbox } from '../../src/sandbox/open-sandbox.ts'
import { measureHostile } from '../../benchmarks/hostile-answers.ts'
import { pythonHere } from './python/python-here.ts'

const { engine, whyNot } = await pythonHere({ workers: 1, spares: 0 })
const hasPython = engine !== null
await engine?.close()

const sandbox = await openSandbox({ languages: ['javascript', 'python'], cacheEntries: 0, concurrency: 2 })
afterAll(() => sandbox.close())

const limits = { timeMs: 2000, memoryMb: 128 }
const cases = [1, 2, 3].map((x) => ({ args: [x], expected: x + 1 }))
const calls: CodeTests = { format: 'call', entry: 'f', cases, scoring: 'fraction', limits }
const script = (text: string): CodeTests => ({ format: 'assert', entry: 'f', script: text, limits })

/** As many attempts as a busy machine may take by itself, and not those of a program that is suspected of the fault. */
const mostAttempts = 3

async function expectOwnDoing(language: Language, source: string, tests: CodeTests): Promise<void> {
  const { verdict, reward, attempts, reason } = await sandbox.judge({ language, source, tests })
  expect([
    verdict === 'harness_error' || verdict === 'tests_invalid',
    reward,
    attempts <= mostAttempts,
    reason,
  ]).toEqual([false, 0, true, reason])
}

describe.skipIf(!hasPython)(`programs in Python ${whyNot}`, () => {
  test.each<[what: string, source: string, tests?: CodeTests]>([
    ['kills itself', 'import os\nos.kill(os.getpid(), 9)'],
    [
      'kills all it can',
      'import os\nfor s in range(1, 65):\n    for p in (-1, 1):\n        try: os.kill(p, s)\n        except OSError: pass\ndef f(x): return 0',
    ],
    ['stops itself', 'import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)'],
    ['closes every descriptor', 'import os\nos.closerange(0, 64)\ndef f(x): return 0'],
    ['shuts the report down', 'import ctypes\nctypes.CDLL(None).shutdown(3, 2)\ndef f(x): return 0'],
    ['forks without end', 'import os\nwhile True:\n    try: os.fork()\n    except OSError: pass'],
    [
      'takes every inode',
      'import os\ni = 0\ntry:\n    while True:\n        os.mkdir("/tmp/d%d" % i); i += 1\nexcept OSError: pass\ndef f(x): return 0',
    ],
    [
      'lowers every limit, of others too',
      'import resource\nfor p in range(3):\n    for r in range(16):\n        try: resource.prlimit(p, r, (1, 1))\n        except Exception: pass\ndef f(x): return 0',
    ],
    [
      'fills its pipes',
      'import os, fcntl\nl = []\ntry:\n    while True:\n        r, w = os.pipe(); l.append((r, w)); os.set_blocking(w, False)\n        fcntl.fcntl(w, 1031, 1 << 20)\n        try:\n            while True: os.write(w, b"a" * 65536)\n        except BlockingIOError: pass\nexcept OSError: pass\ndef f(x): return 0',
    ],
    ['ends with codes of ours', 'import os\nos._exit(71)'],
    ['announces a frame of 2 GB', 'import os\nos.write(3, b"\\xff\\xff\\xff\\x7fA")\ndef f(x): return 0'],
    ['announces an empty one', 'import os\nos.write(3, b"\\0\\0\\0\\0")\ndef f(x): return 0'],
    ['breaks off in a frame', 'import os\nos.write(3, b"\\x10\\0\\0\\0A")\nos._exit(0)'],
    ['floods the report', 'import os\nwhile True: os.write(3, b"\\x01\\0\\0\\0P")'],
    ['answers in zeros', 'def f(x): return "\\0" * 1000000'],
    [
      'answers a million levels deep',
      'import sys\nsys.setrecursionlimit(10 ** 9)\ndef f(x):\n    a = []\n    for _ in range(10 ** 6): a = [a]\n    return a',
    ],
    ['throws what cannot be told', 'class E(BaseException):\n    def __str__(self): raise self\ndef f(x): raise E()'],
    [
      'forges answers to a script',
      'import os, struct\ndef f(x):\n    os.write(4, struct.pack("<I", 1 << 30))\n    while True: os.write(4, b"[" * 65536)',
      script('assert f(1) == 2'),
    ],
    [
      'answers a script deep',
      'import os, struct\ndef f(x):\n    b = b\'{"r":\' + b"[" * 3000000\n    os.write(4, struct.pack("<I", len(b)))\n    while b: b = b[os.write(4, b):]',
      script('assert f(1) == 2'),
    ],
    ['leaves a script', 'import os\ndef f(x): os.close(4)', script('assert f(1) == 2')],
  ])('one that %s', { timeout: 60_000 }, async (_, source, tests = calls) => expectOwnDoing('python', source, tests))
})

describe('programs in JavaScript', () => {
  test.each<[what: string, source: string, tests?: CodeTests]>([
    ['throws half a gigabyte', 'function f() { throw "a".repeat(5e8) }'],
    ['throws a proxy that throws', 'throw new Proxy({}, { get() { throw 1 }, getPrototypeOf() { throw 2 } })'],
    [
      'poisons every prototype',
      'Object.prototype.then = Object.prototype.toJSON = Array.prototype.toJSON = () => { for (;;); }; Object.defineProperty(Array.prototype, 0, { set() { throw 1 } }); function f() { return [1] }',
    ],
    ['has an entry that is never read', 'Object.defineProperty(globalThis, "f", { get() { for (;;); } })'],
    [
      'is a module that ends late',
      'const from = Date.now(); while (Date.now() - from < 1998); export function f() { return 0 }',
    ],
    [
      'rejects a hundred thousand promises',
      'function f() { for (let i = 0; i < 1e5; i++) Promise.reject(i); return 0 }',
    ],
    ['aborts the engine', 'function f() { return "x".repeat(2 ** 28).split("").length }'],
    ['answers a hole of fifty million', 'function f() { const a = []; a.length = 5e7; return a }'],
    ['has a stack trace without end', 'Error.prepareStackTrace = () => { for (;;); }; function f() { return null.x }'],
    ['is brackets alone', '['.repeat(100_000)],
    [
      'aborts the engine under a script',
      'function f() { return "x".repeat(2 ** 28).split("").length }',
      script('assert.equal(f(1), 2)'),
    ],
  ])('one that %s', { timeout: 60_000 }, async (_, source, tests = calls) =>
    expectOwnDoing('javascript', source, tests),
  )
})

test('answers that are too much cost the caller little memory', { timeout: 180_000 }, async () => {
  const only = `^javascript: (small objects|zeros)$${hasPython ? '|^python: (zeros|forged .*)$' : ''}`
  const { judged, wrong, growthMb } = await measureHostile({ only })
  expect([judged >= 2, wrong]).toEqual([true, []])
  expect(growthMb).toBeLessThan(100)
})
