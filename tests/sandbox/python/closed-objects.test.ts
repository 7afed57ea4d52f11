// What a script compares or asks of a result is data: objects of classes that it does not name answer nothing.
import { afterAll, describe, expect, test } from 'vitest'
import { pythonHere, runScript } from './python-here.ts'

const { engine, whyNot } = await pythonHere()

afterAll(() => engine?.close())

describe.skipIf(engine === null)(`objects that a script does not name${whyNot && ` (skipped: ${whyNot})`}`, () => {
  const ran = async (source: string, script: string, entry?: string) => {
    const { tests, scriptFault, flags } = await runScript(engine!, source, { script, ...(entry && { entry }) })
    return { endings: scriptFault ?? tests?.map(({ ending }) => ending).join(' '), flags }
  }
  const instance = (body: string) => `class Q:\n    n = 0\n    ${body}\ndef f(x): return Q()`

  const lies: readonly (readonly [what: string, source: string, script: string])[] = [
    ['any attribute', instance('def __getattr__(s, n): return lambda *a: True'), 'assert f("x").startswith("H")'],
    ['any attribute of a set', instance('def __getattr__(s, n): return lambda *a: True'), 'assert f(1).issuperset({1})'],
    ['any key', instance('def __getitem__(s, k): return True'), 'assert f(1)["valid"]'],
    ['any get', instance('def get(s, k): return True'), 'assert f(1).get("valid")'],
    ['any member', instance('def __contains__(s, x): return True'), 'assert 3 in f(1)'],
    ['iteration', instance('def __iter__(s): return iter(range(999))'), 'assert {1, 2} <= set(f(1))'],
    ['truth by turns', instance('def __bool__(s):\n        Q.n += 1\n        return Q.n % 2 == 1'), 'assert f(1) and not f(2)'],
    ['a length', instance('def __len__(s): return 3'), 'assert len(f(1)) == 3'],
    ['order', instance('def __lt__(s, o): return True\n    __gt__ = __lt__'), 'assert 3 < f(1) < 4 or f(1) < f(2)'],
    ['text', instance('def __str__(s): return "abc"\n    __repr__ = __str__'), 'assert f"{f(1)}" == "abc"'],
    ['a class', instance('__class__ = str'), 'assert isinstance(f(1), str)'],
    ['arithmetic', instance('def __sub__(s, o): return 0\n    def __abs__(s): return 0'), 'assert abs(f(1)) < 1'],
    ['being callable', instance('x = 1'), 'assert callable(f(1))'],
    ['being iterable', instance('def __iter__(s): return iter([])'), 'import collections.abc\nassert isinstance(f(1), collections.abc.Iterable)'],
    ['having a length', instance('def __len__(s): return 1'), 'assert hasattr(f(1), "__len__")'],
    ['a text', 'class S(str):\n    def startswith(s, *a): return True\ndef f(x): return S()', 'assert f(1).startswith("y")'],
    ['a dict', 'class D(dict):\n    def get(s, *a): return True\ndef f(x): return D()', 'assert f(1).get("a")'],
    ['a function with attributes', 'def f(x): return f\nf.isalpha = lambda: True', 'assert f(1).isalpha()'],
    ['a metaclass', 'class M(type):\n    def __contains__(c, x): return True\nclass Q(metaclass=M): pass\ndef f(x): return Q', 'assert 3 in f(1)'],
    ['a proxy of the library', 'import types\nclass Q(dict):\n    def get(s, *a): return True\ndef f(x): return types.MappingProxyType(Q())', 'assert f(1).get("a")'],
    ['a name of the library', 'import collections\nclass Q:\n    __module__ = "collections"\n    def __getattr__(s, n): return lambda *a: True\ncollections.Q = Q\ndef f(x): return Q()', 'import collections\nassert f(1).isalpha()'],
  ] // prettier-ignore

  test.each(lies)('do not answer with %s', async (_, source, script) => {
    expect((await ran(source, script)).endings).toBe('failed')
  })

  test('neither does a class in the place of the function that is asked for', async () => {
    const source =
      'class f:\n    def __init__(s, x): pass\n    def startswith(s, p): return True\n    def __bool__(s): return True'
    expect((await ran(source, 'assert f("x").startswith("H")', 'f')).endings).toBe('failed')
    expect((await ran(source, 'def check(candidate):\n    assert candidate("x")', 'f')).endings).toBe('failed')
  })

  const stack = `
class Stack:
    def __init__(self): self.items = []
    def push(self, x): self.items.append(x)
    def pop(self): return self.items.pop()
    def size(self): return len(self.items)
    def __len__(self): return len(self.items)
    def __bool__(self): return bool(self.items)
    def __contains__(self, x): return x in self.items
    def __iter__(self): return iter(self.items)
    def startswith(self, x): return self.items[0] == x
def make(): return Stack()
`
  test('those of a class that it names answer all, and are plain evidence', async () => {
    const script =
      's = Stack()\nassert not s\ns.push(1)\nassert s and len(s) == 1 and 1 in s and 2 not in s and list(s) == [1] and s.startswith(1)\nassert s.pop() == 1'
    expect(await ran(stack, script)).toEqual({ endings: 'passed passed passed passed', flags: [] })
  })

  test('those of a factory answer where the script calls a method that only they have, but no question of data', async () => {
    const script = 's = make()\ns.push(1)\nassert s.size() == 1 and len(s) == 1 and s.pop() == 1'
    expect(await ran(stack, script)).toEqual({ endings: 'passed passed', flags: ['non_plain_result'] })
    expect((await ran(stack, `${script}\ns.push(2)\nassert s.startswith(2)`)).endings).toBe(
      'passed passed passed failed',
    )
    expect((await ran(stack, 'assert len(make()) == 0')).endings).toBe('failed')
  })

  test('those of a class that is named later, by the module or as an enumeration, answer as well', async () => {
    const source = `${stack}
import enum
class Color(enum.Enum):
    RED = 1
class Count:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if self.n == 0: raise StopIteration
        self.n -= 1
        return self.n
`
    const script = `
import solution
s = make()
assert len(s) == 0 and isinstance(s, solution.Stack)
assert len(Color) == 1 and list(Color)[0] is Color.RED and Color['RED'].value == 1
assert list(Count(3)) == [2, 1, 0] and next(Count(1)) == 0 and not callable(Count(1))
`
    expect((await ran(source, script)).endings).toBe('passed passed passed')
  })

  test('plain attributes, chains of nodes, functions and iterators of the library are as they were', async () => {
    const source = `
import itertools, re, dataclasses
@dataclasses.dataclass
class Row:
    count: int
class Node:
    def __init__(self, value, following): self.value, self.following = value, following
def chain(xs): return Node(xs[0], chain(xs[1:])) if xs else None
def row(n): return Row(n)
def orders(xs): return itertools.permutations(xs)
def times(n): return lambda x: x * n
def match(text): return re.match('a(b)', text)
`
    const script = `
node, seen = chain([1, 2]), []
while node:
    seen.append(node.value)
    node = node.following
assert seen == [1, 2]
assert row(3).count == 3
assert list(orders([1, 2])) == [(1, 2), (2, 1)]
assert times(2)(4) == 8
assert match('ab').group(1) == 'b' and not match('b')
`
    expect((await ran(source, script)).endings).toBe('passed passed passed passed passed')
  })
})
