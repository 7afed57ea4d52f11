// Lists, dicts and sets that cross between a script and a program stay the ones that they are: what asks whether two are
// one, or changes one and reads another, tells a right program from a wrong one as in one process.
import { afterAll, describe, expect, test } from 'vitest'
import { pythonHere, runScript } from './python-here.ts'

const { engine, whyNot } = await pythonHere()

afterAll(() => engine?.close())

/** What is asked, a right program, a wrong one, and the script. */
const asked: readonly (readonly [what: string, right: string, wrong: string, script: string, entry?: string])[] = [
  ['a list of its own each time', 'def f(): return [0]', 'c = [0]\ndef f(): return c', 'assert f() is not f()', 'f'],
  ['one list for all', 'c = [0]\ndef f(): return c', 'def f(): return [0]', 'assert f() is f()', 'f'],
  ['by their numbers', 'def f(): return {}', 'c = {}\ndef f(): return c', 'a, b = f(), f()\nassert id(a) != id(b)', 'f'],
  ['a default that is kept', 'def f(x, acc=None):\n    acc = acc or []\n    acc.append(x)\n    return acc', 'def f(x, acc=[]):\n    acc.append(x)\n    return acc', 'a = f(1)\nb = f(2)\nassert a == [1]\nassert b == [2]', 'f'],
  ['a default that is kept, asked between', 'def f(x, acc=None):\n    acc = acc or []\n    acc.append(x)\n    return acc', 'def f(x, acc=[]):\n    acc.append(x)\n    return acc', 'a = f(1)\nassert f(2)[-1] == 2\nassert a == [1]', 'f'],
  ['rows that are one', 'def f(n, m): return [[0] * m for _ in range(n)]', 'def f(n, m): return [[0] * m] * n', 'g = f(2, 2)\ng[0][0] = 1\nassert g == [[1, 0], [0, 0]]', 'f'],
  ['rows that are one, by identity', 'def f(n): return [set() for _ in range(n)]', 'def f(n): return [set()] * n', 'g = f(2)\nassert g[0] is not g[1]', 'f'],
  ['values that are one', 'def f(ks): return {k: [] for k in ks}', 'def f(ks): return dict.fromkeys(ks, [])', 'd = f("ab")\nd["a"].append(1)\nassert d == {"a": [1], "b": []}', 'f'],
  ['an inner list that is handed out', 'class Store:\n    def __init__(self): self.xs = [1]\n    def items(self): return list(self.xs)', 'class Store:\n    def __init__(self): self.xs = [1]\n    def items(self): return self.xs', 's = Store()\ns.items().append(9)\nassert s.items() == [1]'],
  ['an attribute that the script changes', 'class Store:\n    def __init__(self): self.xs = []\n    def size(self): return len(self.xs)', 'class Store:\n    def __init__(self): self.ys = []\n    xs = property(lambda self: list(self.ys))\n    def size(self): return len(self.ys)', 's = Store()\ns.xs.append(1)\nassert s.size() == 1'],
  ["the caller's list that is kept", 'class Store:\n    def __init__(self, xs): self.xs = list(xs)\n    def total(self): return sum(self.xs)', 'class Store:\n    def __init__(self, xs): self.xs = xs\n    def total(self): return sum(self.xs)', 'xs = [1]\ns = Store(xs)\nxs.append(5)\nassert s.total() == 1'],
  ["the caller's list that is changed later", 'class Store:\n    def __init__(self, xs): self.xs = list(xs)\n    def put(self, x): self.xs.append(x)', 'class Store:\n    def __init__(self, xs): self.xs = xs\n    def put(self, x): self.xs.append(x)', 'xs = [1]\ns = Store(xs)\ns.put(5)\nassert xs == [1]'],
  ['a shallow copy', 'import copy\ndef f(x): return copy.deepcopy(x)', 'def f(x): return list(x)', 'a = [[0]]\nb = f(a)\nb[0].append(1)\nassert a == [[0]]\nassert b == [[0, 1]]', 'f'],
  ['a result that is handed back', 'def make(): return [1]\ndef same(a, b): return a is b', 'def make(): return [1]\ndef same(a, b): return a == b', 'a, b = make(), make()\nassert same(a, a) is True\nassert same(a, b) is False'],
  ['a list that holds itself', 'def f():\n    xs = [1]\n    xs.append(xs)\n    return xs', 'def f(): return [1, [1]]', 'xs = f()\nassert xs[1] is xs', 'f'],
  ['a context that leaves a trace', 'import contextlib\n@contextlib.contextmanager\ndef f(log):\n    log.append("in")\n    try: yield log\n    finally: log.append("out")', 'import contextlib\n@contextlib.contextmanager\ndef f(log):\n    log.append("in")\n    yield log', 'log = []\nwith f(log) as seen:\n    assert seen == ["in"]\nassert log == ["in", "out"]', 'f'],
  ['both sides of an assertion are given the same', 'def f(xs): return sorted(xs)', 'def f(xs):\n    xs.clear()\n    return []', 'xs = [2, 1]\nr = f([3])\nassert f(xs) == sorted(xs)\nassert xs == [2, 1]', 'f'],
  ['both sides, of what the program gave', 'def make(): return [2, 1]\ndef f(xs): return sorted(xs)', 'def make(): return [2, 1]\ndef f(xs):\n    xs.clear()\n    return []', 'xs = make()\nassert f(xs) == sorted(xs)'],
  ['an error that holds a list', 'def f(x): raise ValueError([x])', 'def f(x): raise ValueError([])', 'a = []\ntry:\n    a = f(1)\nexcept ValueError as e:\n    a = e.args[0]\nassert a == [1]', 'f'],
  ['more than both sides hold', 'def f(n): return list(range(n))', 'def f(n): return list(range(n - 1))', 'rows = [f(6000) for _ in range(5)]\nassert rows == [list(range(6000))] * 5', 'f'],
  ['more bytes than both sides hold', 'def f(n): return ["x" * n]', 'def f(n): return ["x"]', 'rows = [f(40000) for _ in range(250)]\nassert all(row == ["x" * 40000] for row in rows)\nassert rows[0] is not rows[1]', 'f'],
  ['a generator, and not an iterator', 'def f(n):\n    yield from range(n)', 'def f(n): return iter(range(n))', 'import types\nassert isinstance(f(3), types.GeneratorType)\nassert list(f(2)) == [0, 1]', 'f'],
] // prettier-ignore

describe.skipIf(engine === null)(`what crosses is one object ever after${whyNot && ` (skipped: ${whyNot})`}`, () => {
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
})
