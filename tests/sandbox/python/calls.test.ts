// Calls of one function, and what crosses between processes.
import { afterAll, describe, expect, test } from 'vitest'
import { leetcodePreamble } from '../../../src/sandbox/python/candidate/leetcode-preamble.ts'
import { pythonHere, runCalls, runScript } from './python-here.ts'

const { engine, whyNot } = await pythonHere()

afterAll(() => engine?.close())

describe.skipIf(engine === null)(`calls of a Python function${whyNot && ` (skipped: ${whyNot})`}`, () => {
  const value = async (expression: string, imports = '') => {
    const { answers } = await runCalls(engine!, `${imports}\ndef f():\n    return ${expression}\n`, {
      entry: 'f',
      calls: [{ args: [] }],
    })
    return answers?.[0]?.value ?? answers?.[0]
  }

  test('each call is answered by itself, and a failing one does not end the others', async () => {
    const { answers, ending } = await runCalls(engine!, 'def div(a, b=2):\n    return a // b', {
      entry: 'div',
      calls: [{ args: [9, 3] }, { args: [1, 0] }, { args: [8] }, { args: [9], kwargs: { b: 4 } }],
    })
    expect(ending).toBe('finished')
    expect(answers?.map((answer) => answer.value ?? answer.ending)).toEqual([3, 'runtime_error', 4, 2])
    expect(answers?.[1]?.message).toBe('ZeroDivisionError: integer division or modulo by zero (line 2)')
  })

  test('the entry may be a function, `Solution().method` or a bare method, each call with a fresh object', async () => {
    const source =
      'class Solution:\n    seen = None\n    def go(self, x):\n        self.seen = (self.seen or 0) + x\n        return self.seen'
    for (const entry of ['go', 'Solution().go']) {
      const { answers } = await runCalls(engine!, source, { entry, calls: [{ args: [1] }, { args: [5] }] })
      expect(answers?.map((answer) => answer.value)).toEqual([1, 5])
    }
  })

  test('what a program does only as the main one is not done where its functions are tested', async () => {
    const source = `
import pickle, sys
from dataclasses import dataclass
from typing import List, NamedTuple, get_type_hints
@dataclass
class Point:
    x: 'List[int]'
class Pair(NamedTuple):
    a: int
def f(x):
    import __main__, solution
    same = sys.modules[__name__] is __main__ is solution
    return [pickle.loads(pickle.dumps(Point([x]))).x, list(pickle.loads(pickle.dumps(Pair(x)))), len(get_type_hints(Point)), same]
def main():
    print(f(int(input())))
if __name__ == '__main__':
    sys.exit(main())
`
    const called = await runCalls(engine!, source, { entry: 'f', calls: [{ args: [3] }] })
    expect([called.ending, called.message, called.answers?.[0]?.value]).toEqual([
      'finished',
      undefined,
      [[3], [3], 1, true],
    ])
    for (const style of ['assert', 'pytest'] as const) {
      const script =
        style === 'assert'
          ? 'assert f(3)[0] == [3]'
          : 'from solution import f\ndef test_f():\n    assert f(3)[1] == [3]'
      const { tests, message } = await runScript(engine!, source, { script, style })
      expect([style, tests?.map((test) => test.ending), message]).toEqual([style, ['passed'], undefined])
    }
  })

  test('an entry that is missing, or that only the preamble defines, is a runtime error', async () => {
    for (const entry of ['gcd', 'nothing', 'Solution().go']) {
      const { ending, answers } = await runCalls(engine!, 'x = 1', {
        entry,
        calls: [{ args: [4, 6] }],
        preamble: leetcodePreamble(),
      })
      expect([entry, ending, answers]).toEqual([entry, 'runtime_error', []])
    }
  })

  test('plain data of every built-in type crosses with its tag', async () => {
    expect(await value('[1, -2.5, "é", None, True, {"a": [1]}]')).toEqual([1, -2.5, 'é', null, true, { a: [1] }])
    expect(await value('(1, 2)')).toEqual({ $tuple: [1, 2] })
    expect(await value('2 ** 200')).toEqual({ $int: String(2n ** 200n) })
    expect(await value('-2 ** 53')).toBe(-(2 ** 53))
    expect(await value('3.0')).toEqual({ $float: '3.0' })
    expect(await value('float("nan")')).toEqual({ $float: 'nan' })
    expect(await value('{1: "a"}')).toEqual({ $dict: [[1, 'a']] })
    expect(await value('{"$int": "1"}')).toEqual({ $dict: [['$int', '1']] })
    expect(await value('{5}')).toEqual({ $set: [5] })
    expect(await value('b"\\x00\\xff"')).toEqual({ $bytes: 'AP8=' })
    expect(await value('1 + 2.5j')).toEqual({ $complex: [{ $float: '1.0' }, 2.5] })
    expect(await value('"\\ud800"')).toEqual({ $text: [0xd800] })
    expect(await value('Counter("aab")', 'from collections import Counter')).toEqual({ a: 2, b: 1 })
    expect(await value('10 ** 6000')).toEqual({ $int: `1${'0'.repeat(6000)}` })
  })

  test('arguments with tags arrive as what they stand for', async () => {
    const source = 'def show(*args):\n    return repr(args)'
    const { answers } = await runCalls(engine!, source, {
      entry: 'show',
      calls: [
        {
          args: [
            { $tuple: [1] },
            { $float: '2.0' },
            { $set: [1] },
            { $dict: [[1, 2]] },
            { $bytes: 'AP8=' },
            { $int: '123' },
          ],
        },
      ],
    })
    expect(answers?.[0]?.value).toBe("((1,), 2.0, {1}, {1: 2}, b'\\x00\\xff', 123)")
  })

  test('an object with its own equality, and every other one, is opaque and flagged', async () => {
    const source =
      'class I(int):\n    def __eq__(self, other):\n        return True\n    __hash__ = int.__hash__\ndef f():\n    return [I(3)]'
    const { answers, flags } = await runCalls(engine!, source, { entry: 'f', calls: [{ args: [] }] })
    expect(answers?.[0]?.value).toEqual([{ $opaque: 'I' }])
    expect(flags).toEqual(['non_plain_result'])
  })

  test('linked nodes go in and come out level by level', async () => {
    const source =
      'def flip(root):\n    if root:\n        root.left, root.right = flip(root.right), flip(root.left)\n    return root'
    const nodes = { type: 'TreeNode', values: [1, 2, 3, null, 4] }
    const { answers } = await runCalls(engine!, source, {
      entry: 'flip',
      calls: [{ args: [{ $nodes: nodes }] }],
      preamble: leetcodePreamble(),
    })
    expect(answers?.[0]?.value).toEqual({ $nodes: { type: 'TreeNode', values: [1, 3, 2, null, null, 4] } })
  })

  test('results too large, too deep or cyclic have an ending of their own', async () => {
    const source = `
def big(): return 'x' * (1 << 20)
def deep():
    r = []
    for _ in range(10**5): r = [r]
    return r
def cyclic():
    r = []
    r.append(r)
    return r
def wide():
    r = [0]
    for _ in range(60): r = [r, r]
    return r
`
    const ending = async (entry: string) =>
      (await runCalls(engine!, source, { entry, calls: [{ args: [] }] })).answers?.[0]?.ending
    expect(await ending('big')).toBe('output_limit')
    expect(await ending('deep')).toBe('finished')
    expect(await ending('cyclic')).toBe('finished')
    expect(await ending('wide')).toBe('output_limit')
  })

  test('the time limit holds for each call, not for all of them', async () => {
    const source = 'import time\ndef nap(s):\n    time.sleep(s)\n    return s'
    const { answers, ending } = await runCalls(engine!, source, {
      entry: 'nap',
      calls: [{ args: [0.25] }, { args: [0.25] }, { args: [9] }, { args: [0] }],
      limits: { timeMs: 400 },
    })
    expect(answers?.map((answer) => answer.ending)).toEqual(['finished', 'finished', 'time_limit'])
    expect(ending).toBe('time_limit')
    expect(answers?.[0]?.wallMs).toBeGreaterThan(200)
  })

  test('ending early is a runtime error with a flag, however it is done', async () => {
    for (const line of ['os._exit(0)', 'sys.exit(0)']) {
      const { answers, ending, flags } = await runCalls(engine!, `import os, sys\ndef f():\n    ${line}`, {
        entry: 'f',
        calls: [{ args: [] }],
      })
      expect([line, answers?.[0]?.ending, flags]).toEqual([line, 'runtime_error', ['exit_before_report']])
      expect(ending).toBe(line.startsWith('os') ? 'runtime_error' : 'finished')
    }
    const { ending, flags, answers } = await runCalls(engine!, 'raise SystemExit(0)', {
      entry: 'f',
      calls: [{ args: [] }],
    })
    expect([ending, flags, answers]).toEqual(['runtime_error', ['exit_before_report'], []])
  })

  test('a forged report is a runtime error with a flag', async () => {
    const source =
      'import os\nfor fd in range(3, 64):\n    try:\n        os.write(fd, b"{}" * 20)\n    except OSError:\n        pass\ndef f():\n    return 1'
    const { ending, flags } = await runCalls(engine!, source, { entry: 'f', calls: [{ args: [] }] })
    expect([ending, flags]).toEqual(['runtime_error', ['report_forged']])
  })
})
