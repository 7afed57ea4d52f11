// More ways in which a script’s checks could be missed, each with a wrong program and a right one beside it.
import { afterAll, describe, expect, test } from 'vitest'
import { pythonHere, runScript } from './python-here.ts'

const { engine, whyNot } = await pythonHere()

afterAll(() => engine?.close())

type Row = readonly [what: string, script: string, wrong: string, right: string, style?: 'pytest']

describe.skipIf(engine === null)(`scripts and programs${whyNot && ` (skipped: ${whyNot})`}`, () => {
  const passes = async (source: string, script: string, style: 'assert' | 'pytest' = 'assert') => {
    const { tests, scriptFault } = await runScript(engine!, source, { script, style, entry: 'f' })
    return scriptFault ?? (tests!.length > 0 && tests!.every(({ ending }) => ending === 'passed'))
  }

  const pairs: readonly Row[] = [
    ['an object with the names of the script’s own methods', "import json\nclass H:\n    def split_words(s,t): return t\nh=H()\nr=f(3)\nh.split_words('a')\nassert r.get('x')", "class Q:\n    def split_words(s,*a): return True\n    def get(s,*a): return True\ndef f(x): return Q()", "def f(x): return {'x':1}"],
    ['what the script expects stands in a file that the program finds', "from solution import f\ndef test_a(tmp_path):\n    e=tmp_path/'exp.txt'\n    e.write_text('hi')\n    assert f(3)==e.read_text()\n", "import os\ndef f(x):\n    for d,_,fs in os.walk('/tmp'):\n        for n in fs: open(os.path.join(d,n),'w').write('no')\n    return 'no'", "def f(x): return 'hi'", 'pytest'],
    ['a path is handed over', "from solution import f\ndef test_a(tmp_path):\n    p=tmp_path/'e.txt'\n    p.write_text('hi')\n    f(p)\n    assert p.read_text()=='HI'\n", 'def f(p): pass', 'def f(p): p.write_text(p.read_text().upper())', 'pytest'],
    ['a path is given back', "from solution import f\ndef test_a(tmp_path):\n    r=f(tmp_path)\n    assert r.name=='o.txt' and r.exists()\n", 'def f(p): return p', "def f(p):\n    q=p/'o.txt'\n    q.write_text('x')\n    return q", 'pytest'],
    ['a function that nobody calls, beside a print', "def test_a():\n    assert f(3)==9\nprint('done')", 'def f(x): return 0', 'def f(x): return x*x'],
    ['a class of threads', "import threading\nclass T(threading.Thread):\n    def run(self):\n        assert f(3)==9\nT().start()", 'def f(x): return 0', 'def f(x): return x*x'],
    ['a pool that nobody shuts down', "from concurrent.futures import ThreadPoolExecutor\ndef t(x):\n    import time\n    time.sleep(0.05)\n    assert f(x)==x*x\nex=ThreadPoolExecutor(2)\nfor x in [2,3]: ex.submit(t,x)", 'def f(x): return 0', 'def f(x): return x*x'],
    ['a loop that is closed over its tasks', "import asyncio\nasync def one():\n    await asyncio.sleep(0)\n    assert await f(2)==4\nasync def main():\n    asyncio.create_task(one())\nloop=asyncio.new_event_loop()\nloop.run_until_complete(main())\nloop.close()", 'async def f(x): return 0', 'async def f(x): return x*x'],
    ['a task of a loop that never ran', "import asyncio\nasync def one():\n    await asyncio.sleep(0)\n    assert await f(2)==4\nloop=asyncio.new_event_loop()\nloop.create_task(one())", 'async def f(x): return 0', 'async def f(x): return x*x'],
    ['doctests', "\"\"\"\n>>> f(3)\n9\n\"\"\"\nimport doctest\ndoctest.testmod()", 'def f(x): return 0', 'def f(x): return x*x'],
    ['a map that calls a check for nothing', "def one(v): assert v>0\nassert f(3) is not None\nlist(map(one,f(3)))", 'def f(x): return []', 'def f(x): return [x, x+1]'],
    ['a check two calls down', "def level1(v):\n    level2(v)\ndef level2(v):\n    assert v>0\nfor v in f(3): level1(v)", 'def f(x): return []', 'def f(x): return [x, x+1]'],
    ['an iterator over nothing', "it=iter(f(3))\nfor v in it:\n    assert v>0", 'def f(x): return []', 'def f(x): return [x, x+1]'],
    ['rows without items', "for row in f(3):\n    for v in row:\n        assert v>0", 'def f(x): return [[],[]]', 'def f(x): return [[1],[]]'],
    ['words of an empty text', "for w in f(3).split():\n    assert w=='a'", "def f(x): return ''", "def f(x): return 'a a'"],
    ['a walrus over nothing', "if (r:=f(3)) is not None:\n    for v in r:\n        assert v>0", 'def f(x): return []', 'def f(x): return [x, x+1]'],
    ['what setup_method keeps', "from solution import f\nclass TestA:\n    def setup_method(self):\n        self.r=f(3)\n    def test_a(self):\n        for v in self.r:\n            assert v>0\n", 'def f(x): return []', 'def f(x): return [x, x+1]', 'pytest'],
    ['what a fixture gives', "from solution import f\nimport pytest\n@pytest.fixture\ndef res(): return f(3)\ndef test_a(res):\n    for v in res:\n        assert v>0\n", 'def f(x): return []', 'def f(x): return [x, x+1]', 'pytest'],
    ['parameters of which one gives nothing', "from solution import f\nimport pytest\n@pytest.mark.parametrize('n',[0,3])\ndef test_a(n):\n    for v in f(n):\n        assert v>0\n", 'def f(x): return []', 'def f(n): return list(range(1,n+1))', 'pytest'],
    ['failures that are only listed', "errs=[]\nfor x in [1,2,3]:\n    try:\n        assert f(x)==x*x\n    except AssertionError as e:\n        errs.append(e)\nprint(errs)", 'def f(x): return 0', 'def f(x): return x*x'],
    ['failures that are listed and looked at', "errs=[]\nfor x in [1,2,3]:\n    try:\n        assert f(x)==x*x\n    except AssertionError as e:\n        errs.append(e)\nassert not errs", 'def f(x): return 0', 'def f(x): return x*x'],
    ['a check that is tried again', "import time\nfor i in range(3):\n    try:\n        assert f(3)==9\n        break\n    except AssertionError:\n        continue\nelse:\n    raise AssertionError('x')", 'def f(x): return 0', 'def f(x): return x*x'],
    ['a context manager that hushes', "class Q:\n    def __enter__(s): return s\n    def __exit__(s,*a): return True\nwith Q():\n    assert f(3)==9", 'def f(x): return 0', 'def f(x): return x*x'],
    ['a handler that prints the trace', "import traceback\ntry:\n    assert f(3)==9\nexcept AssertionError:\n    traceback.print_exc()", 'def f(x): return 0', 'def f(x): return x*x'],
    ['a check that gives back its result', "def run():\n    try:\n        assert f(3)==9\n        return True\n    except AssertionError:\n        return False\nassert run()", 'def f(x): return 0', 'def f(x): return x*x'],
    ['attributes of an exception', "try:\n    f(1)\n    assert False\nexcept E as e:\n    assert e.code == 3", "class E(Exception):\n    code=4\ndef f(x): raise E()", "class E(Exception):\n    def __init__(s,c):\n        super().__init__('x')\n        s.code=c\ndef f(x): raise E(3)"],
    ['a method that skips itself for what the program gives', "from solution import f\nimport unittest\nclass T(unittest.TestCase):\n    def test_a(self):\n        if f(3)!=9: self.skipTest('x')\n    def test_b(self):\n        self.assertEqual(f(0),0)\n", 'def f(x): return 0', 'def f(x): return x*x', 'pytest'],
    ['a skip where the program lacks a name', "import pytest\nsolution=pytest.importorskip('solution')\ndef test_a():\n    assert solution.f(3)==9\n", 'def g(x): pass', 'def f(x): return x*x', 'pytest'],
    ['a mark that looks at the program', "import pytest, solution\n@pytest.mark.skipif(not hasattr(solution,'f'), reason='x')\ndef test_a():\n    assert solution.f(3)==9\ndef test_b():\n    assert True or solution\n", 'def g(x): pass', 'def f(x): return x*x', 'pytest'],
    ['a skip of the whole module where the program lacks a name', "import pytest\ntry:\n    from solution import f\nexcept ImportError:\n    pytest.skip('x', allow_module_level=True)\ndef test_a():\n    assert f(3)==9\n", 'def g(x): pass', 'def f(x): return x*x', 'pytest'],
  ] // prettier-ignore
  for (const [what, script, wrong, right, style] of pairs) {
    test(`tell a wrong program from a right one: ${what}`, async () => {
      expect([await passes(wrong, script, style), await passes(right, script, style)]).toEqual([false, true])
    })
  }

  const empty: readonly (readonly [what: string, script: string])[] = [
    ['a call alone', 'f(3)'],
    ['a print alone', 'print(f(3))'],
    ['an assertion of a tuple', "assert (f(3)==9,'m')"],
    ['an assertion of True', "f(3)\nassert True"],
    ['a `check` that only gives back', "def check(candidate):\n    return candidate(3)==9"],
    ['a call whose failures are swallowed', "try:\n    f(3)\nexcept: pass"],
  ] // prettier-ignore
  for (const [what, script] of empty) {
    test(`check nothing: ${what}`, async () => {
      expect(await passes('def f(x): return x * x', script)).toMatch(/checks nothing/)
    })
  }

  const honest: readonly (readonly [what: string, script: string, source: string])[] = [
    ['a daemon that never ends', "import threading,time\ndef bg():\n    while True: time.sleep(0.01)\nthreading.Thread(target=bg,daemon=True).start()\nassert f(3)==9", 'def f(x): return x*x'],
    ['a task that never ends and checks nothing', "import asyncio\nasync def bg():\n    while True: await asyncio.sleep(0.01)\nasync def main():\n    asyncio.create_task(bg())\n    assert await f(3)==9\nasyncio.run(main())", 'async def f(x): return x*x'],
    ['gathered results', "import asyncio\nasync def main():\n    r=await asyncio.gather(*[f(i) for i in range(4)])\n    assert r==[0,1,4,9]\nasyncio.run(main())", 'async def f(x): return x*x'],
    ['a callback that raises for the program', "calls=[]\ndef fn():\n    calls.append(1)\n    if len(calls)<3: raise ValueError('x')\n    return 'ok'\nassert f(fn,5)=='ok'\nassert len(calls)==3", "def f(fn,n):\n    for i in range(n):\n        try: return fn()\n        except ValueError: pass\n    raise ValueError('no')"],
    ['an expected exception with a check of its words', "try:\n    f(-1)\nexcept ValueError as e:\n    assert str(e)=='neg'\nelse:\n    assert False\nassert f(1)==1", "def f(x):\n    if x<0: raise ValueError('neg')\n    return x"],
  ] // prettier-ignore
  for (const [what, script, source] of honest) {
    test(`are left alone: ${what}`, async () => expect(await passes(source, script)).toBe(true))
  }
})
