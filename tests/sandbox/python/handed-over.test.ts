// What a script hands to a program (iterators, files, objects with special methods), what it sends into a generator and raises
// in a context, and the operators of a class that it names: each as in one process.
import { afterAll, describe, expect, test } from 'vitest'
import { pythonHere, runScript } from './python-here.ts'

const { engine, whyNot } = await pythonHere()

afterAll(() => engine?.close())

const money =
  'class Money:\n    def __init__(self, n): self.n = n\n    def __int__(self): return self.n\n    def __float__(self): return float(self.n)\n    def __iadd__(self, k):\n        self.n += k\n        return self\n    def __pow__(self, k): return Money(self.n ** k)\n    def __invert__(self): return Money(-self.n)\n    def __format__(self, how): return "<%s>" % how'

/** What is asked, a right program, a wrong one, and the script. */
const asked: readonly (readonly [what: string, right: string, wrong: string, script: string, entry?: string])[] = [
  ['an iterator', 'def f(it): return next(it), list(it)', 'def f(it): return list(it), None', 'assert f(iter([1, 2])) == (1, [2])\nassert f(map(str, [1, 2])) == ("1", ["2"])', 'f'],
  ['no more than is asked for', 'def f(it): return next(it, None)', 'def f(it): return list(it)[0]', 'def g():\n    yield 1\n    raise AssertionError("too far")\nassert f(g()) == 1', 'f'],
  ['an iterator that both ask', 'def f(it): return next(it)', 'def f(it): return list(it)[0]', 'it = iter([1, 2, 3])\nassert f(it) == 1\nassert next(it) == 2\nassert f(it) == 3', 'f'],
  ['an iterator without end', 'import itertools\ndef f(it, n): return list(itertools.islice(it, n))', 'def f(it, n): return []', 'import itertools\nassert f(itertools.count(4), 2) == [4, 5]', 'f'],
  ['an iterator given back', 'def f(it): return it', 'def f(it): return iter(list(it))', 'it = iter([1])\nassert f(it) is it', 'f'],
  ['a file in memory', 'def f(file): return [line.strip() for line in file]', 'def f(file): return []', 'import io\nassert f(io.StringIO("a\\nb\\n")) == ["a", "b"]', 'f'],
  ['a file in memory that is written to', 'def f(file): print("x", file=file)', 'def f(file): pass', 'import io\nfile = io.StringIO()\nf(file)\nassert file.getvalue() == "x\\n"', 'f'],
  ['a length and an iteration', 'def f(xs): return len(xs) + sum(xs)', 'def f(xs): return len(xs)', 'class L:\n    def __len__(self): return 2\n    def __iter__(self): return iter([1, 2])\nassert f(L()) == 5', 'f'],
  ['an order', 'def f(xs): return sorted(xs)', 'def f(xs): return xs', 'class P:\n    def __init__(self, n): self.n = n\n    def __lt__(self, other): return self.n < other.n\nassert [p.n for p in f([P(2), P(1)])] == [1, 2]', 'f'],
  ['an equality', 'def f(x, xs): return x in xs', 'def f(x, xs): return False', 'class P:\n    def __init__(self, n): self.n = n\n    def __eq__(self, other): return self.n == other.n\nassert f(P(1), [P(2), P(1)])', 'f'],
  ['a list of another class', 'def f(xs): return xs[0] if 1 in xs else None', 'def f(xs): return None', 'from collections import UserList\nassert f(UserList([1, 2])) == 1', 'f'],
  ['a member of an enumeration', 'def f(c): return c.name.lower(), c.value', 'def f(c): return c.name, 0', 'from enum import Enum\nclass C(Enum):\n    RED = 1\nassert f(C.RED) == ("red", 1)', 'f'],
  ['a dict with a default', 'def f(d):\n    d["x"].append(1)\n    return dict(d)', 'def f(d): return dict(d)', 'from collections import defaultdict\nassert f(defaultdict(list)) == {"x": [1]}', 'f'],
  ['an exception of a callback', 'def f(cb):\n    try: return cb()\n    except KeyError as e: return "caught " + str(e)', 'def f(cb):\n    try: return cb()\n    except ValueError: return 1', 'def cb(): raise KeyError("k")\nassert f(cb) == "caught \'k\'"', 'f'],
  ['what is sent into a generator', 'def f():\n    t = 0\n    while True:\n        x = yield t\n        if x is None: return\n        t += x', 'def f():\n    while True: yield 3', 'g = f()\nnext(g)\nassert g.send(3) == 3\nassert g.send(4) == 7\nassert next(g, "end") == "end"', 'f'],
  ['the cause of an exception', 'def f(x):\n    try: int(x)\n    except ValueError as e: raise RuntimeError("bad") from e', 'def f(x): raise RuntimeError("bad")', 'try:\n    f("q")\n    assert False\nexcept RuntimeError as e:\n    assert isinstance(e.__cause__, ValueError)', 'f'],
  ['an exception that a context hushes', 'class Quiet:\n    def __enter__(self): return 5\n    def __exit__(self, kind, *_): return kind is ValueError', 'class Quiet:\n    def __enter__(self): return 5\n    def __exit__(self, kind, *_): return False', 'with Quiet() as v:\n    assert v == 5\n    raise ValueError'],
  ['an exception that a context is not to hush', 'class Quiet:\n    def __enter__(self): return 5\n    def __exit__(self, kind, *_): return kind is ValueError', 'class Quiet:\n    def __enter__(self): return 5\n    def __exit__(self, kind, *_): return True', 'import pytest\nwith pytest.raises(KeyError):\n    with Quiet():\n        raise KeyError("k")'],
  ['a refusal within a context', 'class C:\n    def __enter__(self): return 5\n    def __exit__(self, *_): return False', 'class C:\n    def __enter__(self): return 4\n    def __exit__(self, *_): return True', 'with C() as v:\n    if v != 5:\n        raise ValueError("no 5")\n    assert v != 3'],
  ['a refusal behind a call within a context', 'class C:\n    def __enter__(self): return self\n    def go(self): raise KeyError\n    def __exit__(self, kind, *_): return kind is KeyError', 'class C:\n    def __enter__(self): return self\n    def go(self): pass\n    def __exit__(self, *_): return True', 'with C() as c:\n    c.go()\n    raise ValueError("not refused")'],
  ['an enumeration that is the entry, iterated', 'import enum\nclass Color(enum.Enum):\n    RED = 1\n    BLUE = 2', 'import enum\nclass Color(enum.Enum):\n    RED = 1', 'assert [c.name for c in Color] == ["RED", "BLUE"]\nassert len(Color) == 2', 'Color'],
  ['conversions', money, money.replace('int(self.n)', '0').replace('return self.n\n', 'return 1\n'), 'assert int(Money(5)) == 5\nassert float(Money(2)) == 2.0'],
  ['a change in place', money, money.replace('self.n += k', 'pass'), 'a = Money(1)\nb = a\na += 4\nassert a.n == 5 and b is a'],
  ['other operators', money, money.replace('**', '*'), 'assert (Money(2) ** 3).n == 8\nassert (~Money(2)).n == -2\nassert f"{Money(1):x}" == "<x>"'],
  ['a conversion of an object that the script does not name', 'def f(n): return 6', 'class V:\n    def go(self): pass\n    def __int__(self): return 6\ndef f(n): return V()', 'r = f(3)\nassert int(r) == 6\nif hasattr(r, "go"): r.go()', 'f'],
  ['a difference in place from what is expected', 'class V:\n    pass\ndef f(n): return 6.0', 'class V:\n    def __isub__(self, k): return self\n    def __abs__(self): return 0\ndef f(n): return V()', 'assert V() is not None\nr = f(3)\nr -= 6.0\nassert abs(r) < 1e-6', 'f'],
] // prettier-ignore

const beyond: readonly (readonly [what: string, script: string])[] = [
  ['a group of exceptions', 'try:\n    f(1)\nexcept* ValueError:\n    pass\nassert f(1)'],
  [
    'a function that the program is to await',
    'import asyncio\nasync def cb(x): return x\nassert asyncio.run(f(cb)) == 4',
  ],
  ['what it adds to a class of the script', '@f\nclass A:\n    pass\nassert A.tag == "x"'],
]

describe.skipIf(engine === null)(`what a script hands over${whyNot && ` (skipped: ${whyNot})`}`, () => {
  const ran = async (source: string, script: string, entry?: string) => {
    const { tests, scriptFault } = await runScript(engine!, source, { script, ...(entry && { entry }) })
    return scriptFault ?? [...new Set(tests?.map(({ ending }) => ending))].join(' ')
  }

  for (const [what, right, wrong, script, entry] of asked) {
    test(what, async () => {
      expect(await ran(right, script, entry)).toBe('passed')
      expect(await ran(wrong, script, entry)).toMatch(/failed|runtime_error/)
    })
  }

  test.each(beyond)('is a fault of the script before the program runs: %s', async (_, script) => {
    expect(await ran('def f(x): return x', script, 'f')).toContain('the script asks for what is not there')
  })
})
