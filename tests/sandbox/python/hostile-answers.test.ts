// What a candidate can answer to a test script: no name, value or message of its own decides a check.
import { afterAll, describe, expect, test } from 'vitest'
import { leetcodePreamble } from '../../../src/sandbox/python/candidate/leetcode-preamble.ts'
import { pythonHere, runScript } from './python-here.ts'

const { engine, whyNot } = await pythonHere()

afterAll(() => engine?.close())

/** Python that puts its own answer in the place of the next one, as a program can that knows the line. */
const writing = (answer: string) =>
  `import json, os, struct, time
def say(answer):
    body = answer.encode()
    os.write(4, struct.pack('<I', len(body)) + body)
def f(*args):
    say(${JSON.stringify(answer)})
    time.sleep(9)
`

/** Python that changes what its server answers to one kind of question. */
const serving = (asked: string, answer: string) =>
  `import sys
f = sys._getframe()
while 'Server' not in f.f_globals: f = f.f_back
server = f.f_globals['Server']
do = server._do
server._do = lambda self, request: ${answer} if request['o'] == '${asked}' else do(self, request)
`

describe.skipIf(engine === null)(`a hostile candidate of a test script${whyNot && ` (skipped: ${whyNot})`}`, () => {
  const endings = async (source: string, script: string, more: Partial<Parameters<typeof runScript>[2]> = {}) => {
    const execution = await runScript(engine!, source, { script, ...more })
    return execution.scriptFault ?? execution.tests?.map((test) => test.ending)
  }

  test('what it answers to a name is that name and no other', async () => {
    const check = 'def check(candidate):\n    assert len(candidate(2)) == len([1, 2])\n'
    for (const asked of ['name', 'names']) {
      const source = `${serving(asked, "{'len': lambda x: 0}")}def g(x): return []\n`
      expect([asked, await endings(source, check, { entry: 'g' })]).toEqual([asked, ['failed']])
    }
    const half = `${serving('name', '[lambda x: 0]')}def half(x): return 9.0\n`
    expect(await endings(half, 'assert abs(half(3.0) - 1.5) < 1e-6')).toEqual(['failed'])
    const shadowing = 'def abs(x): return 0\ndef half(x): return 9.0\n'
    const script = 'from solution import half\ndef test_a():\n    assert abs(half(3.0) - 1.5) < 1e-6'
    expect(await endings(shadowing, script, { style: 'pytest' })).toEqual(['failed'])
  })

  test('an answer of no known form is its own fault', async () => {
    const answers = [
      '{"r":{"$mine":5}}', '{"r":{"$mine":{"id":1}}}', '{"x":5}', '{"x":{"kin":5}}', '{"x":{"kin":["A\\u0000"],"a":3}}',
      '{"x":{"kin":"ValueError","m":5}}', '{"r":{"$set":[[]]}}', '{"r":{"$nodes":5}}', '{"r":{"$same":0}}', '{"w":5}',
      '{"w":[[0,[1]]],"r":1}', '{"w":[[true,5]]}', '{"r":{"$type":"no"}}', '{"r":{"$deque":[[1],"x"]}}', '[]', 'null', '5', 'x',
    ] // prettier-ignore
    const ended = await Promise.all(
      answers.map(async (answer) => {
        const script = 'try:\n    ok = f(1) == 2\nexcept (TypeError, ValueError, KeyError):\n    ok = True\nassert ok'
        return [answer, await endings(writing(answer), script, { limits: { timeMs: 1000 } })]
      }),
    )
    for (const [answer, ending] of ended)
      expect([answer, ending]).toEqual([answer, [expect.stringMatching(/_error$|_limit$/)]])
    const wrong = [
      ['next', '5'], ['next', '([], False)'], ['len', '-1'], ['iter', '3'], ['bool', '5'], ['state', '5'], ['str', '7'],
    ] as const // prettier-ignore
    for (const [asked, answer] of wrong) {
      const source = `${serving(asked, answer)}class A:\n    def __iter__(self): return iter([1])\ndef f(): return A()\n`
      const script = 'assert list(f()) == [1] and len(f()) == 1 and not f() and str(f()) == "a" and f() != f()'
      expect([asked, await endings(source, script)]).toEqual([asked, [expect.stringMatching(/failed|runtime_error/)]])
    }
  })

  test('it makes nodes of a list or a tree, and calls nothing of the script by that', async () => {
    const nodes = '{"r":{"$nodes":{"type":"ref","values":[3]}}}'
    const script = 'def ref(x):\n    return x * x + 1\ndef check(candidate):\n    assert candidate(3) == ref(3)\n'
    const asked = { entry: 'f', limits: { timeMs: 1000 } }
    expect(await endings(writing(nodes), script, asked)).toEqual([expect.stringMatching(/_error|_limit/)])
    const list = nodes.replace('ref', 'ListNode')
    const own =
      'class ListNode:\n    def __new__(cls, x): return 10\ndef check(candidate):\n    assert candidate(3) == 10\n'
    expect(await endings(writing(list), own, asked)).toEqual(['failed'])
    expect(
      await endings('def f(x): return ListNode(x)', 'def check(candidate):\n    assert candidate(3).val == 3', {
        entry: 'f',
        preamble: leetcodePreamble(),
      }),
    ).toEqual(['passed'])
  })

  test('a name that is no function, or data of the wrong kind, fails its own tests', async () => {
    const check = 'def check(candidate):\n    assert candidate(1) == 2\n'
    for (const source of ['f = 5', 'f = None', 'f = {}']) {
      expect([source, await endings(source, check, { entry: 'f' })]).toEqual([source, ['failed']])
    }
    expect(await endings('Stack = {}', 's = Stack()\nassert s.pop() == 1')).toEqual(['failed'])
    expect(await endings('Solution = 5', 'assert Solution().f(1) == 2')).toEqual(['failed'])
    expect(await endings("N = 'x'", 'for i in range(N):\n    assert i == 0')).toEqual(['failed'])
    const rows =
      'import pytest\nfrom solution import CASES\n@pytest.mark.parametrize("x", CASES)\ndef test_a(x):\n    assert x'
    for (const cases of ['5', '[]']) {
      expect([cases, await endings(`CASES = ${cases}`, rows, { style: 'pytest' })]).toEqual([cases, ['failed']])
    }
    expect(await endings('VALUE = 4', 'assert VALUE == 4')).toEqual(['passed'])
    const imported = 'from solution import VALUE\ndef test_a():\n    assert VALUE == 4'
    expect(await endings('VALUE = 4', imported, { style: 'pytest' })).toEqual(['passed'])
  })

  test('importing all of it replaces nothing that the script has', async () => {
    const fakes = [
      'class pytest:\n    approx = lambda v: -1', 'class math:\n    isclose = lambda *a: True', 'def ref(x): return -1',
      'def isclose(*a): return True',
    ] // prettier-ignore
    const script =
      'import math, pytest\nfrom math import isclose\ndef ref(x): return 3\nfrom solution import *\ndef test_a():\n    assert add(1, 2) == pytest.approx(3)\n' +
      'def test_b():\n    assert math.isclose(add(1, 2), 3) and isclose(add(1, 2), 3)\ndef test_c():\n    assert add(1, 2) == ref(3)'
    for (const fake of fakes) {
      const told = await endings(`${fake}\ndef add(a, b): return -1`, script, { style: 'pytest' })
      expect([fake, told]).toEqual([fake, ['failed', 'failed', 'failed']])
    }
    expect(await endings('def add(a, b): return a + b', script, { style: 'pytest' })).toEqual([
      'passed',
      'passed',
      'passed',
    ])
  })

  test('a module of the standard library that the script forgot to import is not the candidate’s', async () => {
    const fake = 'class math:\n    isclose = lambda *a, **k: True\nclass pytest:\n    approx = lambda v: 5.0\n'
    const forgotten = 'def test_a():\n    assert area(1) == pytest.approx(3.14159)'
    expect(await endings(`${fake}def area(r): return 5.0`, forgotten, { style: 'pytest' })).toEqual(['failed'])
    const script = 'assert math.isclose(area(1), 3.14159, rel_tol=1e-3)'
    expect(await endings(`${fake}def area(r): return 5.0`, script)).toEqual(['failed'])
    expect(await endings('def area(r): return 3.14159', script)).toEqual(['passed'])
    expect(await endings('def bisect(a, x): return 7', 'assert bisect([1], 2) == 7')).toEqual(['passed'])
  })

  test('none of its exception classes catches what the script asserts', async () => {
    const raises = 'try:\n    f(1)\n    assert False\nexcept MyErr:\n    pass\n'
    for (const kind of ['AssertionError', 'BaseException', 'Exception']) {
      expect([kind, await endings(`MyErr = ${kind}\ndef f(x): return x`, raises)]).toEqual([kind, ['failed']])
      const raising = `MyErr = ${kind}\ndef f(x): raise MyErr('q')`
      expect([kind, await endings(raising, `${raises}assert True`)]).toEqual([kind, ['passed', 'passed']])
    }
    const hushing = 'class R:\n    def __enter__(self): return self\n    def __exit__(self, *_): return True\n'
    expect(await endings(hushing, 'with R() as r:\n    assert r == 5')).toEqual(['failed'])
  })
})
