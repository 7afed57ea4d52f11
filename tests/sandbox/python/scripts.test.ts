// Test scripts: they run in a process of their own and see the candidate as a proxy.
import { afterAll, describe, expect, test } from 'vitest'
import { leetcodePreamble } from '../../../src/sandbox/python/candidate/leetcode-preamble.ts'
import { pythonHere, runScript } from './python-here.ts'

const { engine, whyNot } = await pythonHere()

afterAll(() => engine?.close())

const check = 'def check(candidate):\n    assert candidate(1, 2) == 3\n    assert candidate(-5, 5) == 0\n'

describe.skipIf(engine === null)(`test scripts in Python${whyNot && ` (skipped: ${whyNot})`}`, () => {
  const endings = async (source: string, script: string, more: Partial<Parameters<typeof runScript>[2]> = {}) => {
    const execution = await runScript(engine!, source, { script, ...more })
    // A fault of the script says nothing of the candidate, which was ended for it.
    if (execution.scriptFault !== undefined) expect(execution.ending).toBe('finished')
    return execution.scriptFault ?? execution.tests?.map((test) => test.ending)
  }

  test('`check(candidate)` passes for the right function and fails for a wrong one', async () => {
    expect(await endings('def add(a, b): return a + b', check, { entry: 'add' })).toEqual(['passed'])
    expect(await endings('def add(a, b): return a - b', check, { entry: 'add' })).toEqual(['failed'])
  })

  test('each top-level assertion is a test, and the first failure hides no other', async () => {
    const script = 'assert add(1, 2) == 3\nassert add(1, 1) == 3\nassert add("a", 1) == 1\nassert add(0, 0) == 0'
    expect(await endings('def add(a, b): return a + b', script)).toEqual([
      'passed',
      'failed',
      'runtime_error',
      'passed',
    ])
  })

  test('no object of the candidate decides a comparison', async () => {
    const tricks = [
      'class A:\n    def __eq__(self, other): return True\n    def __ne__(self, other): return False\n    __hash__ = None',
      'class A(int):\n    def __eq__(self, other): return True\n    def __sub__(self, other): return 0\n    __hash__ = int.__hash__',
    ]
    for (const trick of tricks) {
      expect(await endings(`${trick}\ndef add(a, b): return A()`, check, { entry: 'add' })).toEqual(['failed'])
    }
    const close = 'assert abs(half(3.0) - 1.5) < 1e-6'
    const floats =
      'class F(float):\n    def __sub__(self, other): return 0.0\n    def __abs__(self): return 0.0\ndef half(x): return F(9)'
    expect(await endings(floats, close)).toEqual(['failed'])
  })

  test('the candidate cannot reach names, modules or exceptions of the script', async () => {
    const tricks = [
      'import builtins\nbuiltins.AssertionError = KeyError\ndef add(a, b): return 0',
      'import sys\nsys.settrace(lambda f, e, a: f.f_globals.update(check=lambda f: None))\ndef add(a, b): return 0',
      'def check(candidate): pass\ndef abs(x): return 0\ndef add(a, b): return 0',
      'def add(a, b):\n    a = b = 0\n    return 0',
    ]
    for (const trick of tricks) expect(await endings(trick, check, { entry: 'add' })).toEqual(['failed'])
    const quiet = 'def f(x):\n    raise StopIteration'
    expect(await endings(quiet, 'assert all(map(lambda x: f(x) == x, [1, 2]))')).toEqual(['runtime_error'])
    const shadow = 'def abs(x): return 0\ndef f(x): return 99'
    expect(await endings(shadow, 'assert abs(f(1) - 1) < 1')).toEqual(['failed'])
  })

  test('a task that asks for a function named like a built-in one is served', async () => {
    expect(await endings('def sum(a, b): return a + b', 'assert sum(10, 15) == 25')).toEqual(['passed'])
  })

  test('ending, hanging or dying in the middle fails the test under way and those after it', async () => {
    const script = 'assert f(0) == 0\nassert f(1) == 1\nassert f(0) == 0'
    const ways = { 'os._exit(0)': 'runtime_error', 'while True: pass': 'time_limit', '[0] * 10**10': 'memory_limit' }
    for (const [way, ending] of Object.entries(ways)) {
      const source = `import os\ndef f(x):\n    if x == 1:\n        ${way}\n    return x`
      const { tests } = await runScript(engine!, source, { script, limits: { timeMs: 500 } })
      expect([way, tests?.[0]?.ending, tests?.[1]?.ending]).toEqual([way, 'passed', ending])
      expect(tests?.slice(1).every((test) => test.ending !== 'passed') || way.startsWith('[')).toBe(true)
    }
  })

  test('a program that ends while it is loaded fails every test', async () => {
    for (const source of ['raise SystemExit(0)', 'import os; os._exit(0)', '1 / 0']) {
      const { tests, ending } = await runScript(engine!, source, { script: check, entry: 'add' })
      expect([source, ending, tests?.map((test) => test.ending)]).toEqual([source, 'runtime_error', ['runtime_error']])
    }
    const { ending, tests } = await runScript(engine!, 'def add(:', { script: check, entry: 'add' })
    expect([ending, tests?.[0]?.ending]).toEqual(['compile_error', 'compile_error'])
  })

  test('objects of the candidate’s classes cross as handles with attributes, methods and order', async () => {
    const source = `
class Node:
    def __init__(self, data): self.data, self.left = data, None
    def __lt__(self, other): return self.data < other.data
    def __eq__(self, other): return self.data == other.data
    def __len__(self): return 7
def depth(node): return 0 if node is None else 1 + depth(node.left)
class Stack:
    def __init__(self): self.items = []
    def push(self, x): self.items.append(x)
    def pop(self): return self.items.pop()
`
    const script = `
root = Node(1)
root.left = Node(2)
assert depth(root) == 2
assert root.left.data == 2 and len(root) == 7
assert Node(1) < Node(2) and sorted([Node(3), Node(1)])[0].data == 1
s = Stack()
s.push([1, 2])
assert s.pop() == [1, 2]
assert isinstance(s, Stack) and not isinstance(s, Node)
assert Node(4) == Node(4) and Node(4) != Node(5)
assert Node(4) != 4
`
    expect(await endings(source, script)).toEqual(Array.from({ length: 8 }, () => 'passed'))
  })

  test('exact standard types, iterators, callbacks and exceptions cross', async () => {
    const source = `
import collections, datetime, decimal, fractions
def same(x): return x
def twice(f, x): return f(f(x))
def count(n):
    for i in range(n): yield i
def naturals():
    i = 0
    while True:
        yield i
        i += 1
class Mine(ValueError): pass
def bad(): raise Mine('no')
Point = collections.namedtuple('Point', 'x y')
def point(): return Point(1, 2)
`
    const script = `
import collections, datetime, decimal, fractions, itertools
for value in [collections.Counter('aab'), collections.OrderedDict(a=1), collections.deque([1, 2]), decimal.Decimal('1.5'),
              fractions.Fraction(1, 3), datetime.date(2020, 1, 2), datetime.timedelta(days=1), range(3), {1, (2, 3)}, b'x',
              complex(1, 2), frozenset([1]), float('inf'), 10**30, {(1, 2): [None]}]:
    assert same(value) == value and type(same(value)) is type(value)
assert same(int) is int
assert twice(lambda x: x * 3, 2) == 18
assert twice(str.upper, 'a') == 'A'
assert list(count(1000)) == list(range(1000))
assert list(itertools.islice(naturals(), 3)) == [0, 1, 2]
assert point().x == 1 and point() == (1, 2)
try:
    bad()
    assert False
except ValueError as error:
    assert str(error) == 'no'
`
    const all = await endings(source, script)
    expect(all).toEqual(Array.from({ length: 8 }, () => 'passed'))
  })

  test('a fault of the script is told as one', async () => {
    const source = 'def add(a, b): return a + b'
    expect(await endings(source, 'assert (')).toMatch(/does not compile/)
    expect(await endings(source, 'x = 1')).toMatch(/no assertion/)
    expect(await endings(source, 'assert 1 + 1 == 2')).toMatch(/never calls the candidate/)
    expect(await endings(source, 'def check(candidate):\n    assert True', { entry: 'add' })).toMatch(/checks nothing/)
    expect(await endings(source, 'import no_such_module\nassert add(1, 1) == 2')).toMatch(/no_such_module/)
    expect(await endings(source, check)).toMatch(/no `entry`/)
    expect(await endings(source, 'x = 1', { style: 'pytest' })).toMatch(/defines no test/)
  })

  test('a name that the candidate was to define and did not is its runtime error', async () => {
    expect(await endings('x = 1', 'assert add(1, 2) == 3')).toEqual(['runtime_error'])
    expect(
      await endings('x = 1', 'from solution import add\ndef test_a():\n    assert add(1, 2) == 3', { style: 'pytest' }),
    ).toEqual(['runtime_error'])
  })

  test('scripts with the shipped preamble use its builders on both sides', async () => {
    const source =
      'class Solution:\n    def rev(self, head: Optional[ListNode]) -> Optional[ListNode]:\n        last = None\n        while head:\n            head.next, last, head = last, head, head.next\n        return last'
    const script =
      'def check(candidate):\n    assert is_same_list(candidate(head = list_node([1, 2, 3])), list_node([3, 2, 1]))\ncheck(Solution().rev)'
    expect(await endings(source, script, { preamble: leetcodePreamble() })).toEqual(['passed'])
  })

  test('functions, classes, parameters, fixtures and the usual words of pytest work', async () => {
    const source = 'def add(a, b): return a + b\ndef fail(): raise ValueError("bad input")\ndef third(): return 1 / 3'
    const script = `
import pytest
import solution
from solution import add, fail, third

@pytest.fixture
def two():
    return 2

def test_fixture(two):
    assert add(two, 2) == 4

@pytest.mark.parametrize('a, b, c', [(1, 2, 3), (2, 2, 5)])
def test_rows(a, b, c):
    assert add(a, b) == c

def test_raises():
    with pytest.raises(ValueError, match='bad'):
        fail()

def test_approx():
    assert third() == pytest.approx(0.3333333)

@pytest.mark.skip
def test_skipped():
    assert solution.add(1, 1) == 2

class TestMore:
    def setup_method(self):
        self.x = 5
    def test_method(self):
        assert solution.add(self.x, 1) == 6
`
    const { tests } = await runScript(engine!, source, { script, style: 'pytest' })
    expect(tests?.map((test) => [test.id, test.ending])).toEqual([
      ['test_fixture', 'passed'],
      ['test_rows[0]', 'passed'],
      ['test_rows[1]', 'failed'],
      ['test_raises', 'passed'],
      ['test_approx', 'passed'],
      ['test_skipped', 'skipped'],
      ['TestMore::test_method', 'passed'],
    ])
  })
})
