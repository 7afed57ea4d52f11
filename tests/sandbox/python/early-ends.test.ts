// Checks that a script never reaches, or fails without hearing of it, count against the program; honest ones are left alone.
import { afterAll, describe, expect, test } from 'vitest'
import { pythonHere, runScript } from './python-here.ts'

const { engine, whyNot } = await pythonHere()

afterAll(() => engine?.close())

type Row = readonly [what: string, script: string, wrong: string, right: string, style?: 'pytest']

describe.skipIf(engine === null)(`early ends of Python scripts${whyNot && ` (skipped: ${whyNot})`}`, () => {
  const passes = async (source: string, script: string, style: 'assert' | 'pytest' = 'assert') => {
    const { tests, scriptFault } = await runScript(engine!, source, { script, style, entry: 'f' })
    if (scriptFault !== undefined) return scriptFault
    return tests!.length > 0 && tests!.every(({ ending }) => ending === 'passed' || ending === 'skipped')
  }
  const both = async ([, script, wrong, right, style]: Row) => [
    await passes(wrong, script, style),
    await passes(right, script, style),
  ]

  const loops: readonly Row[] = [
    ['a loop over nothing', "r=f(3)\nassert isinstance(r,list)\nfor v in r:\n    assert v > 0", 'def f(x): return []', 'def f(x): return [x, x+1]'],
    ['a loop in a helper that is given nothing', "def each(vs):\n    for v in vs:\n        assert v > 0\neach(f(3))", 'def f(x): return []', 'def f(x): return [x, x+1]'],
    ['a loop that calls a check', "def one(v): assert v > 0\nfor v in f(3): one(v)", 'def f(x): return []', 'def f(x): return [x, x+1]'],
    ['a loop over the places of nothing', "r=f(3)\nfor i in range(len(r)):\n    assert r[i] == 3+i", 'def f(x): return []', 'def f(x): return [x, x+1]'],
    ['a loop over the places of too little', "r=f(3)\nexp=[3,4]\nfor i in range(len(r)):\n    assert r[i] == exp[i]", 'def f(x): return [3]', 'def f(x): return [x, x+1]'],
    ['enumerate of too little', "exp=[3,4]\nfor i,v in enumerate(f(3)):\n    assert v == exp[i]", 'def f(x): return [3]', 'def f(x): return [x, x+1]'],
    ['items of nothing', "for k,v in f(3).items():\n    assert v > 0", 'def f(x): return {}', 'def f(x): return {1:2}'],
    ['zip of nothing', "for a,b in zip(f(3),[3,4]):\n    assert a==b", 'def f(x): return []', 'def f(x): return [x, x+1]'],
    ['zip of too little behind what is expected', "exp=[3,4]\nassert all(a==b for a,b in zip(exp,f(3)))", 'def f(x): return [3]', 'def f(x): return [x, x+1]'],
    ['zip of a generator that gives too little', "for a,b in zip(f(3),[3,4]):\n    assert a==b", "def f(x):\n    yield 3", "def f(x):\n    yield 3\n    yield 4\n    yield 5"],
    ['map over too little', "import operator\nassert all(map(operator.eq, f(3), [3,4]))", 'def f(x): return [3]', 'def f(x): return [x, x+1]'],
    ['a sum over too little', 'assert sum(abs(a-b) for a,b in zip(f(3),[3,4])) == 0', 'def f(x): return [3]', 'def f(x): return [x, x+1]'],
    ['all of nothing', "r=f(3)\nassert all(isinstance(v,int) for v in r)", 'def f(x): return []', 'def f(x): return [x, x+1]'],
    ['all of map of nothing', 'assert all(map(lambda v: v>0, f(3)))', 'def f(x): return []', 'def f(x): return [x, x+1]'],
    ['all of rows without items', 'assert all(v > 0 for row in f(3) for v in row)', 'def f(x): return [[]]', 'def f(x): return [[1]]'],
    ['not any of nothing', 'assert not any(v < 0 for v in f(3))', 'def f(x): return []', 'def f(x): return [x, x+1]'],
    ['a while over nothing', "r=f(3)\nwhile r:\n    assert r.pop() > 0", 'def f(x): return []', 'def f(x): return [x, x+1]'],
    ['a while over no nodes', "n=f(3)\nwhile n:\n    assert n.v == 3\n    n=n.n", 'def f(x): return None', "class N:\n    def __init__(s,v): s.v=v; s.n=None\ndef f(x): return N(x)"],
    ['a loop that raises by itself', "for v in f(3):\n    if v <= 0:\n        raise Exception('bad')", 'def f(x): return []', 'def f(x): return [x, x+1]'],
    ['a loop over an empty text', "for c in f(3):\n    assert c == 'a'", "def f(x): return ''", "def f(x): return 'aa'"],
    ['a loop over an empty generator', "for c in f(3):\n    assert c == 1", "def f(x):\n    return\n    yield", "def f(x):\n    yield 1"],
    ['a loop in `check`', "def check(candidate):\n    for v in candidate(3):\n        assert v > 0\n", 'def f(x): return []', 'def f(x): return [x, x+1]'],
    ['a comprehension of assertions', "import unittest\nfrom solution import f\nclass T(unittest.TestCase):\n    def test_a(self):\n        [self.assertGreater(v,0) for v in f(3)]\n", 'def f(x): return []', 'def f(x): return [x, x+1]', 'pytest'],
    ['a loop over what setUp keeps', "import unittest\nfrom solution import f\nclass T(unittest.TestCase):\n    def setUp(self):\n        self.r=f(3)\n    def test_a(self):\n        for v in self.r:\n            self.assertGreater(v,0)\n", 'def f(x): return []', 'def f(x): return [x, x+1]', 'pytest'],
    ['subtests of nothing', "import unittest\nfrom solution import f\nclass T(unittest.TestCase):\n    def test_a(self):\n        for v in f(3):\n            with self.subTest(v=v):\n                self.assertGreater(v,0)\n", 'def f(x): return []', 'def f(x): return [x, x+1]', 'pytest'],
  ] // prettier-ignore
  for (const row of loops) {
    test(`loops over what the program gives: ${row[0]}`, async () => expect(await both(row)).toEqual([false, true]))
  }

  const swallowed: readonly Row[] = [
    ['an assertion whose handler prints', "try:\n    assert f(3)==9\nexcept AssertionError as e:\n    print('failed',e)", 'def f(x): return 0', 'def f(x): return x*x'],
    ['a failure of the program whose handler prints', "try:\n    assert f(3)==9\nexcept Exception as e:\n    print('failed',e)", "def f(x): raise ValueError('x')", 'def f(x): return x*x'],
    ['assertions that are only counted', "passed=0\nfor x in [1,2,3]:\n    try:\n        assert f(x)==x*x\n        passed+=1\n    except AssertionError:\n        pass\nprint(passed)", 'def f(x): return 0', 'def f(x): return x*x'],
    ['failures that are only counted', "failed=0\nfor x in [1,2,3]:\n    try:\n        assert f(x)==x*x\n    except Exception:\n        failed+=1\nprint(failed)", 'def f(x): return 0', 'def f(x): return x*x'],
    ['a suppressed assertion', "import contextlib\nwith contextlib.suppress(AssertionError):\n    assert f(3)==9", 'def f(x): return 0', 'def f(x): return x*x'],
    ['a return in `finally`', "import contextlib\ndef t():\n    try:\n        assert f(3)==9\n    finally:\n        return\nt()", 'def f(x): return 0', 'def f(x): return x*x'],
    ['a swallowed method of unittest', "from solution import f\nimport unittest\nclass T(unittest.TestCase):\n    def test_a(self):\n        try:\n            self.assertEqual(f(3),9)\n        except Exception:\n            pass\n", 'def f(x): return 0', 'def f(x): return x*x', 'pytest'],
    ['a refusal that its own handler swallows', "try:\n    f(1)\n    assert False\nexcept Exception:\n    pass", 'def f(x): return x*x', "def f(x): raise ValueError('x')"],
  ] // prettier-ignore
  for (const row of swallowed) {
    test(`failures that nobody hears of: ${row[0]}`, async () => expect(await both(row)).toEqual([false, true]))
  }

  const later: readonly Row[] = [
    ['a task that nobody awaits', "import asyncio\nasync def one():\n    await asyncio.sleep(0)\n    assert await f(2)==4\nasync def main():\n    asyncio.create_task(one())\nasyncio.run(main())", 'async def f(x): return 0', 'async def f(x): return x*x'],
    ['a coroutine that nobody awaits', "import asyncio\nasync def one():\n    assert await f(2)==4\none()", 'async def f(x): return 0', 'async def f(x): return x*x'],
    ['exceptions gathered as results', "import asyncio\nasync def one(x):\n    assert await f(x)==x*x\nasync def main():\n    await asyncio.gather(one(2),one(3),return_exceptions=True)\nasyncio.run(main())", 'async def f(x): return 0', 'async def f(x): return x*x'],
    ['a callback of the loop', "import asyncio\nasync def main():\n    loop=asyncio.get_running_loop()\n    def cb():\n        assert f(2)==4\n    loop.call_soon(cb)\n    await asyncio.sleep(0)\n    await asyncio.sleep(0)\nasyncio.run(main())", 'def f(x): return 0', 'def f(x): return x*x'],
    ['an asynchronous `check`', "async def check(candidate):\n    assert await candidate(2)==4", 'async def f(x): return 0', 'async def f(x): return x*x'],
    ['an asynchronous method of a plain TestCase', "from solution import f\nimport unittest\nclass T(unittest.TestCase):\n    async def test_a(self):\n        assert await f(2)==4\n", 'async def f(x): return 0', 'async def f(x): return x*x', 'pytest'],
    ['a thread that nobody joins', "import threading\ndef t():\n    assert f(2)==4\nthreading.Thread(target=t).start()", 'def f(x): return 0', 'def f(x): return x*x'],
    ['a daemon thread', "import threading\ndef t():\n    assert f(2)==4\nthreading.Thread(target=t,daemon=True).start()", 'def f(x): return 0', 'def f(x): return x*x'],
    ['a timer', "import threading\ndef t():\n    assert f(2)==4\nthreading.Timer(0.05,t).start()", 'def f(x): return 0', 'def f(x): return x*x'],
    ['a future that nobody asks', "from concurrent.futures import ThreadPoolExecutor\ndef t(x):\n    assert f(x)==x*x\nwith ThreadPoolExecutor(4) as ex:\n    for x in range(1,8): ex.submit(t,x)", 'def f(x): return 0', 'def f(x): return x*x'],
    ['a function for the exit', "import atexit\ndef t():\n    assert f(2)==4\natexit.register(t)", 'def f(x): return 0', 'def f(x): return x*x'],
    ['a callback whose assertion the program swallows', "def cb(v):\n    assert v==4\nf(cb)", "def f(cb):\n    try: cb(3)\n    except BaseException: pass", 'def f(cb): cb(4)'],
    ['a callback that is never called', "def cb(v):\n    assert v==4\nf(cb)", 'def f(cb): pass', 'def f(cb): cb(4)'],
    ['a callback that ends the process', "import os\ndef cb(v):\n    if v!=4: os._exit(0)\n    assert v==4\nf(cb)", 'def f(cb): cb(3)', 'def f(cb): cb(4)'],
    ['a generator that nobody consumes', "def checks():\n    yield\n    assert f(2)==4\nchecks()", 'def f(x): return 0', 'def f(x): return x*x'],
    ['a map that nobody consumes', "def one(v):\n    assert f(v)==v*v\nmap(one,[2,3])", 'def f(x): return 0', 'def f(x): return x*x'],
    ['a `check` that is a generator', "def check(candidate):\n    yield\n    assert candidate(2)==4", 'def f(x): return 0', 'def f(x): return x*x'],
    ['an assertion in a finaliser', "class D:\n    def __del__(self):\n        assert f(2)==4\nD()", 'def f(x): return 0', 'def f(x): return x*x'],
  ] // prettier-ignore
  for (const row of later) {
    test(`what is left for later: ${row[0]}`, async () => expect(await both(row)).toEqual([false, true]))
  }

  // evalplus/evalplus#188 (checks that expect an exception), bigcode-project/bigcodebench#96 (unittest classes)
  const ways: readonly Row[] = [
    ['an expected exception, by raise', "try:\n    f(1)\n    raise AssertionError('no raise')\nexcept ValueError:\n    pass", 'def f(x): return x*x', "def f(x): raise ValueError('x')"],
    ['an expected exception, by return', "def check(candidate):\n    try:\n        candidate(1)\n    except ValueError:\n        return\n    assert False", 'def f(x): return x*x', "def f(x): raise ValueError('x')"],
    ['an expected exception, by else', "try:\n    f(1)\nexcept ValueError:\n    pass\nelse:\n    raise AssertionError", 'def f(x): return x*x', "def f(x): raise ValueError('x')"],
    ['an if that raises', "if f(3)!=9: raise Exception('bad')", 'def f(x): return 0', 'def f(x): return x*x'],
    ['an if that exits', "import sys\nif f(3) != 9:\n    sys.exit(1)", 'def f(x): return 0', 'def f(x): return x*x'],
    ['an exit code', "import sys\nsys.exit(0 if f(3)==9 else 1)", 'def f(x): return 0', 'def f(x): return x*x'],
    ['an exit behind the checks', "assert f(3)==9\nimport sys\nsys.exit(0)", 'def f(x): return 0', 'def f(x): return x*x'],
    ['an os._exit behind the checks', "import os\nassert f(3)==9\nos._exit(0)", 'def f(x): return 0', 'def f(x): return x*x'],
    ['a TestCase', "import unittest\nclass T(unittest.TestCase):\n    def test_a(self):\n        self.assertEqual(f(3),9)\n", 'def f(x): return 0', 'def f(x): return x*x'],
    ['a TestCase with a main', "import unittest\nclass T(unittest.TestCase):\n    def test_a(self):\n        self.assertEqual(f(3),9)\nif __name__=='__main__':\n    unittest.main()\n", 'def f(x): return 0', 'def f(x): return x*x'],
    ['a TestCase with a main that does not exit', "import unittest\nclass T(unittest.TestCase):\n    def test_a(self):\n        self.assertEqual(f(3),9)\nunittest.main(argv=['x'],exit=False)\n", 'def f(x): return 0', 'def f(x): return x*x'],
    ['a TestCase with a runner of its own', "import unittest\nclass T(unittest.TestCase):\n    def test_a(self):\n        self.assertEqual(f(3),9)\nsuite=unittest.TestLoader().loadTestsFromTestCase(T)\nunittest.TextTestRunner().run(suite)\n", 'def f(x): return 0', 'def f(x): return x*x'],
    ['functions that nobody calls', "def test_a():\n    assert f(3)==9\n", 'def f(x): return 0', 'def f(x): return x*x'],
    ['functions that pytest.main would call', "def test_a():\n    assert f(3)==9\nif __name__=='__main__':\n    import pytest\n    pytest.main([__file__])\n", 'def f(x): return 0', 'def f(x): return x*x'],
    ['a pytest.fail behind the call', "from solution import f\nimport pytest\ndef test_a():\n    try:\n        f(1)\n        pytest.fail('no')\n    except ValueError:\n        pass\n", 'def f(x): return x*x', "def f(x): raise ValueError('x')", 'pytest'],
  ] // prettier-ignore
  for (const row of ways) {
    test(`ways to check: ${row[0]}`, async () => expect(await both(row)).toEqual([false, true]))
  }

  const honest: readonly (readonly [what: string, script: string, source: string, style?: 'pytest'])[] = [
    ['a list that is compared as empty', "assert f(1)==[]\nfor v in f(1): assert v > 0", 'def f(x): return []'],
    ['divisors of numbers that have none', "for n in [1,2,6]:\n    for d in f(n):\n        assert n % d == 0", 'def f(n): return [d for d in range(1,n) if n%d==0]'],
    ['what is left over', "extra=set(f([1,2]))-{1,2}\nassert f([1,2])==[1,2]\nfor x in extra:\n    assert False, x", 'def f(xs): return sorted(set(xs))'],
    ['a filter that finds nothing', "bad=[v for v in f(3) if v<0]\nfor v in bad:\n    assert False\nassert len(bad)==0", 'def f(x): return [x, x+1]'],
    ['a search by for and else', "for v in f(3):\n    if v==4: break\nelse:\n    assert False", 'def f(x): return [x, x+1]'],
    ['a helper that nobody calls', "def unused(xs):\n    for x in f(xs): assert x\nassert f(2)==4", 'def f(x): return x*x'],
    ['a branch that is not taken', "r=f(3)\nif len(r)>5:\n    for v in r: assert v>0\nassert r==[3,4]", 'def f(x): return [x, x+1]'],
    ['an endless generator beside what is expected', "for a,b in zip(f(3),[3,4]):\n    assert a==b", "import itertools\ndef f(x): return itertools.count(x)"],
    ['a range in front', "for i,v in zip(range(100),f(3)):\n    assert v==3+i", 'def f(x): return [x, x+1]'],
    ['neighbours', "r=f(3)\nfor a,b in zip(r,r[1:]):\n    assert a<=b\nassert all(a<=b for a,b in zip(r,r[1:]))", 'def f(x): return [x, x+1]'],
    ['inputs of which one is empty', "for xs in [[],[1],[2,1]]:\n    r=f(xs)\n    assert len(r)==len(xs)\n    for a,b in zip(r,sorted(xs)):\n        assert a==b", 'def f(xs): return sorted(xs)'],
    ['a list that is pinned and gone through', "r=f([-1])\nassert r==[]\nassert all(x>0 for x in r)", 'def f(xs): return [x for x in xs if x>0]'],
    ['a dict of zip', "assert dict(zip('ab',map(f,[1,2])))=={'a':1,'b':4}", 'def f(x): return x*x'],
    ['a while that is never entered', "for xs in [[1],[2]]:\n    v=f(xs)\n    while v and v>5:\n        assert False\n    assert v==xs[0]", 'def f(xs): return xs[0] if xs else None'],
    ['one of two answers', "try:\n    assert f(3)==8\nexcept AssertionError:\n    assert f(3)==9", 'def f(x): return x*x'],
    ['any of several answers', "ok=False\nfor e in [8,9]:\n    try:\n        assert f(3)==e\n        ok=True\n    except AssertionError:\n        pass\nassert ok", 'def f(x): return x*x'],
    ['None or a ValueError', "try:\n    assert f(3) is None\nexcept ValueError:\n    pass", "def f(x): raise ValueError('x')"],
    ['an assertion that is expected to fail', "import pytest\nwith pytest.raises(AssertionError):\n    assert f(3)==8", 'def f(x): return x*x'],
    ['an assertion that unittest expects to fail', "from solution import f\nimport unittest\nclass T(unittest.TestCase):\n    def test_a(self):\n        with self.assertRaises(AssertionError):\n            assert f(3)==8\n        self.assertEqual(f(2),4)\n", 'def f(x): return x*x', 'pytest'],
  ] // prettier-ignore
  for (const [what, script, source, style] of honest) {
    test(`honest: ${what}`, async () => expect(await passes(source, script, style)).toBe(true))
  }
})
