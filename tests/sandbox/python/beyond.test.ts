// What a script may ask of the program's classes, objects and functions beyond calling them: a right program answers as it
// would in one process, and a wrong one, or one whose objects say what is asked for, does not.
import { afterAll, describe, expect, test } from 'vitest'
import { pythonHere, runScript } from './python-here.ts'

const { engine, whyNot } = await pythonHere()

afterAll(() => engine?.close())

/** What is asked, a right program, a wrong one, and the script. */
const asked: readonly (readonly [what: string, right: string, wrong: string, script: string, entry?: string])[] = [
  ['equality that a class does not define', 'class P:\n    def __init__(s, x, y=0): s.x, s.y = x, y\n    def __eq__(s, o): return (s.x, s.y) == (o.x, o.y)\n    def __hash__(s): return hash((s.x, s.y))', 'class P:\n    def __init__(s, x, y=0): s.x, s.y = x, y', 'assert P(1, 2) == P(1, 2)'],
  ['membership', 'class P:\n    def __init__(s, x, y=0): s.x, s.y = x, y\n    def __eq__(s, o): return (s.x, s.y) == (o.x, o.y)\n    def __hash__(s): return hash((s.x, s.y))', 'class P:\n    def __init__(s, x, y=0): s.x, s.y = x, y', 'assert [P(1, 2)] == [P(1, 2)]\nassert P(1) in [P(1)]'],
  ['an equality of too little', 'class P:\n    def __init__(s, x, y=0): s.x, s.y = x, y\n    def __eq__(s, o): return (s.x, s.y) == (o.x, o.y)\n    def __hash__(s): return hash((s.x, s.y))', 'class P:\n    def __init__(s, x, y=0): s.x, s.y = x, y\n    def __eq__(s,o): return s.x == o.x', 'assert P(1, 2) == P(1, 2)\nassert P(1, 2) != P(1, 3)'],
  ['an equality of too little, denied', 'class P:\n    def __init__(s, x, y=0): s.x, s.y = x, y\n    def __eq__(s, o): return (s.x, s.y) == (o.x, o.y)\n    def __hash__(s): return hash((s.x, s.y))', 'class P:\n    def __init__(s, x, y=0): s.x, s.y = x, y\n    def __eq__(s,o): return s.x == o.x', 'assert P(1, 2) == P(1, 2)\nassert not (P(1, 2) == P(1, 3))'],
  ['an object that cannot be hashed', 'class P:\n    def __init__(s, x, y=0): s.x, s.y = x, y\n    def __eq__(s, o): return (s.x, s.y) == (o.x, o.y)\n    def __hash__(s): return hash((s.x, s.y))', 'class P:\n    def __init__(s, x, y=0): s.x, s.y = x, y\n    def __eq__(s, o): return (s.x, s.y) == (o.x, o.y)', 'assert len({P(1), P(1)}) == 1'],
  ['a hash without an equality', 'class P:\n    def __init__(s, x, y=0): s.x, s.y = x, y\n    def __eq__(s, o): return (s.x, s.y) == (o.x, o.y)\n    def __hash__(s): return hash((s.x, s.y))', 'class P:\n    def __init__(s, x, y=0): s.x, s.y = x, y\n    def __hash__(s): return 1', 'assert len({P(1), P(1)}) == 1'],
  ['an equality that is always so', 'class P:\n    def __init__(s, x, y=0): s.x, s.y = x, y\n    def __eq__(s, o): return (s.x, s.y) == (o.x, o.y)\n    def __hash__(s): return hash((s.x, s.y))\ndef f(n): return P(n, n)', 'class P:\n    def __init__(s, x, y=0): s.x, s.y = x, y\n    def __eq__(s,o): return True\ndef f(n): return P(99)', 'assert f(3) == P(3, 3)', 'f'],
  ['an equality of a subclass', 'class P:\n    def __init__(s, x, y=0): s.x, s.y = x, y\n    def __eq__(s, o): return (s.x, s.y) == (o.x, o.y)\n    def __hash__(s): return hash((s.x, s.y))\ndef f(n): return P(n, n)', 'class P:\n    def __init__(s, x, y=0): s.x, s.y = x, y\n    def __eq__(s, o): return (s.x, s.y) == (o.x, o.y)\n    def __hash__(s): return hash((s.x, s.y))\nclass Q(P):\n    def __eq__(s,o): return True\ndef f(n): return Q(99)', 'assert f(3) == P(3, 3)', 'f'],
  ['the type of an object', 'class A: pass\nclass B(A): pass\ndef f(n): return B()', 'class A: pass\nclass B(A): pass\ndef f(n): return A()', 'assert type(f(3)) is B', 'f'],
  ['a `__class__` of its own', 'class A: pass\nclass B(A): pass\ndef f(n): return B()', 'class A:\n    __class__ = property(lambda s: B)\nclass B: pass\ndef f(n): return A()', 'assert type(f(3)) is B', 'f'],
  ['the name of a type', 'def f(n): return 6', 'class M(type):\n    __name__ = "int"\nclass I(metaclass=M): pass\ndef f(n): return I()', 'assert type(f(3)).__name__ == "int"\nassert f(3) == 6', 'f'],
  ['a difference from what is expected', 'class V:\n    def __init__(s, x): s.x = x\ndef f(n): return 6.0', 'class V:\n    def __init__(s, x): s.x = x\n    def __sub__(s, o): return 0\n    def __abs__(s): return 0\ndef f(n): return V(1)', 'v = V(1)\nassert v.x == 1\nassert abs(f(3) - 6.0) < 1e-6', 'f'],
  ['a reflected difference', 'class V:\n    def __init__(s, x): s.x = x\ndef f(n): return 6.0', 'class V:\n    def __init__(s, x): s.x = x\n    def __rsub__(s, o): return 0\n    def __abs__(s): return 0\ndef f(n): return V(1)', 'v = V(1)\nassert v.x == 1\nassert abs(6.0 - f(3)) < 1e-6', 'f'],
  ['order beside what is expected', 'class V:\n    def __init__(s, x): s.x = x\ndef f(n): return 6.0', 'class V:\n    def __init__(s, x): s.x = x\n    def __le__(s, o): return True\n    __ge__ = __lt__ = __gt__ = __le__\ndef f(n): return V(1)', 'v = V(1)\nassert v.x == 1\nassert 5 <= f(3) <= 7', 'f'],
  ['xor with what is expected', 'class V:\n    def __init__(s, x): s.x = x\ndef f(n): return 6', 'class V:\n    def __init__(s, x): s.x = x\n    def __xor__(s, o): return 0\n    __rxor__ = __xor__\ndef f(n): return V(1)', 'v = V(1)\nassert v.x == 1\nassert f(3) ^ 6 == 0', 'f'],
  ['arithmetic with numbers', 'class V:\n    def __init__(s, x): s.x = x\n    def __mul__(s, k): return V(s.x * k)\n    __rmul__ = __mul__\n    def __radd__(s, o): return V(s.x + o)\n    def __add__(s, o): return V(s.x + (o.x if isinstance(o, V) else o))', 'class V:\n    def __init__(s, x): s.x = x\n    def __mul__(s, k): return V(s.x)', 'assert (V(2) * 3).x == 6\nassert (3 * V(2)).x == 6\nassert sum([V(1), V(2)]).x == 3\nassert (V(1) + 4).x == 5'],
  ['members that are numbers', 'import enum\nclass L(enum.IntEnum):\n    A = 1\n    B = 2', 'import enum\nclass L(enum.IntEnum):\n    A = 1\n    B = 3\n    def __eq__(s, o): return True\n    def __hash__(s): return 2', 'assert L.B == 2 and L.B > 1 and L.A < L.B and L.A != 2'],
  ['members that are texts', 'import enum\nclass L(str, enum.Enum):\n    A = "a"\nclass O:\n    status = L.A', 'import enum\nclass L(str, enum.Enum):\n    A = "b"\n    def __eq__(s, o): return True\n    __hash__ = str.__hash__', 'assert L.A == "a"'],
  ['an error that the script makes', 'class E(ValueError):\n    def __init__(s, m, code=0): super().__init__(m); s.code = code', 'class E(ValueError):\n    def __init__(s, m, code=0): super().__init__(m); s.code = 0', 'e = E("m", code=4)\nassert e.code == 4 and str(e) == "m"\nassert isinstance(e, ValueError)'],
  ['the text of an error that the script makes', 'class E(Exception):\n    def __init__(s, n): s.n = n\n    def __str__(s): return "E%d" % s.n', 'class E(Exception):\n    pass', 'assert str(E(4)) == "E4"\nassert E(4).n == 4'],
  ['the name and words of a function of the script', 'import functools\ndef d(f):\n    @functools.wraps(f)\n    def g(*a): return f(*a)\n    return g', 'def d(f):\n    def g(*a): return f(*a)\n    return g', '@d\ndef mine(x):\n    "doc"\n    return x + 1\nassert mine(1) == 2\nassert mine.__name__ == "mine" and mine.__doc__ == "doc"'],
  ['a function of a library in the place of which a mock stands', 'import time\ndef f(n):\n    time.sleep(n)\n    return n', 'def f(n): return n', 'from unittest.mock import patch\nimport inspect, time\nwith patch("time.sleep") as sleep:\n    assert f(3) == 3\n    assert sleep.call_count == 1', 'f'],
  ['its words', 'def f(n):\n    "Doc."\n    return n', 'def f(n): return n', 'assert f.__doc__ == "Doc."\nassert f(3) == 3', 'f'],
  ['a coroutine function', 'async def f(n): return n', 'def f(n): return n', 'import inspect, asyncio\nassert inspect.iscoroutinefunction(f)\nassert asyncio.run(f(3)) == 3', 'f'],
  ['a generator function', 'def f(n):\n    yield from range(n)', 'def f(n): return list(range(n))', 'import inspect\nassert inspect.isgeneratorfunction(f)\nassert list(f(2)) == [0, 1]', 'f'],
  ['a signature', 'def f(n, b=1): return n', 'def f(n, c=1): return n', 'import inspect\nassert list(inspect.signature(f).parameters) == ["n", "b"]\nassert f(3) == 3', 'f'],
  ['an asynchronous generator', 'async def f(n):\n    for i in range(n): yield i', 'async def f(n):\n    for i in range(n): yield 9', 'import asyncio\nasync def main():\n    return [v async for v in f(3)]\nassert asyncio.run(main()) == [0, 1, 2]', 'f'],
  ['an asynchronous generator of nothing', 'async def f(n):\n    for i in range(n): yield i', 'async def f(n):\n    return\n    yield', 'import asyncio\nasync def main():\n    async for v in f(3):\n        assert v >= 0\nasyncio.run(main())', 'f'],
  ['asynchronous iteration of an object that the script does not name', 'async def f(n):\n    for i in range(n): yield i', 'class A:\n    def __aiter__(s): return s\n    async def __anext__(s): raise StopAsyncIteration\ndef f(n): return A()', 'import asyncio\nasync def main():\n    return [v async for v in f(3)]\nassert asyncio.run(main()) == [0, 1, 2]', 'f'],
  ['an asynchronous context', 'class C:\n    async def __aenter__(s): return 4\n    async def __aexit__(s, *a): return False', 'class C:\n    async def __aenter__(s): return 1\n    async def __aexit__(s, *a): return True', 'import asyncio\nasync def main():\n    async with C() as v:\n        assert v == 4\nasyncio.run(main())'],
  ['an asynchronous context that hushes a check', 'class C:\n    def __init__(s): s.x = 1\n    async def __aenter__(s): return s\n    async def __aexit__(s, *a): return False', 'class C:\n    def __init__(s): s.x = 0\n    async def __aenter__(s): return s\n    async def __aexit__(s, *a): return True', 'import asyncio\nasync def main():\n    async with C() as v:\n        assert v.x == 1\nasyncio.run(main())'],
  ['a time with its zone', 'import datetime\ndef f(n): return datetime.datetime(2020,1,1,tzinfo=datetime.timezone.utc)', 'import datetime\ndef f(n): return datetime.datetime(2020,1,1)', 'import datetime\nassert f(3) == datetime.datetime(2020,1,1,tzinfo=datetime.timezone.utc)', 'f'],
  ['a subclass of a time', 'import datetime\ndef f(n): return datetime.datetime(2020,1,1,tzinfo=datetime.timezone.utc)', 'import datetime\nclass Z(datetime.tzinfo):\n    def utcoffset(s, d): return datetime.timedelta(0)\nclass D(datetime.datetime):\n    def __eq__(s, o): return True\ndef f(n): return D(2021,1,1,tzinfo=Z())', 'import datetime\nassert f(3) == datetime.datetime(2020,1,1,tzinfo=datetime.timezone.utc)', 'f'],
  ['a compiled expression', 'import re\ndef f(n): return re.compile("a+")', 'class R:\n    def match(s, t): return True\n    fullmatch = search = match\ndef f(n): return R()', 'assert f(3).match("aaa")\nassert not f(3).match("b")', 'f'],
  ['a UUID', 'import uuid\ndef f(n): return uuid.UUID(int=n)', 'import uuid\nclass U(uuid.UUID):\n    def __eq__(s, o): return True\ndef f(n): return U(int=9)', 'import uuid\nassert f(3) == uuid.UUID(int=3)\nassert str(f(3)).endswith("3")', 'f'],
  ['the seed of random numbers', 'import random\ndef f(n): return random.randint(0, 10**9)', 'import random\ndef f(n): return random.SystemRandom().randint(0, 10**9)', 'import random\nrandom.seed(1)\na = f(3)\nrandom.seed(1)\nassert f(3) == a\nrandom.seed(1)\nassert a == random.randint(0, 10**9)', 'f'],
  ['what an object holds', 'class P:\n    def __init__(s): s.x = 2', 'class P:\n    def __init__(s): s.x = 1', 'assert vars(P()) == {"x": 2}\nassert P().__dict__ == {"x": 2}\nassert "x" in dir(P())'],
  ['what dataclasses tells', 'import dataclasses\n@dataclasses.dataclass\nclass P:\n    x: int', 'import dataclasses\n@dataclasses.dataclass\nclass P:\n    x: int\n    def __post_init__(s): s.x = 9', 'from dataclasses import asdict, fields, is_dataclass, replace\nassert asdict(P(1)) == {"x": 1}\nassert is_dataclass(P) and is_dataclass(P(1))\nassert [f.name for f in fields(P)] == ["x"]\nassert replace(P(1), x=2).x == 2'],
  ['an order reversed', 'class S:\n    def __init__(s, v): s.v = v\n    def __reversed__(s): return iter(s.v[::-1])', 'class S:\n    def __init__(s, v): s.v = v\n    def __reversed__(s): return iter(s.v)', 'assert list(reversed(S([1, 2]))) == [2, 1]'],
  ['a class in a named tuple', 'def f(n): return "Hello"', 'import collections\ndef f(n): return collections.namedtuple("R", "startswith get")(str, max)', 'assert f(3).startswith("H")', 'f'],
  ['an object in a named tuple', 'def f(n): return "Hello"', 'import collections\nclass C:\n    def __call__(s, *a): return True\ndef f(n): return collections.namedtuple("R", "startswith get")(C(), C())', 'assert f(3).startswith("H")', 'f'],
  ['a named tuple in a list', 'def f(n): return ["Hello"]', 'import collections\ndef f(n): return [collections.namedtuple("R", "startswith get")(max, lambda *a: True)]', 'assert f(3)[0].startswith("H")', 'f'],
  ['data in a named tuple', 'import collections\ndef f(n): return collections.namedtuple("R", "count index")(2, 4)', 'import collections\ndef f(n): return collections.namedtuple("R", "count index")(3, 4)', 'r = f(3)\nassert r.count == 2 and r.index == 4', 'f'],
  ["a method of the script's object", 'def f(acc): acc.add(10)', 'def f(acc): acc.is_rich = lambda: True', 'class Acc:\n    def __init__(self): self.n = 0\n    def add(self, k): self.n += k\n    def is_rich(self): return self.n >= 10\na = Acc()\nf(a)\nassert a.is_rich()', 'f'],
] // prettier-ignore

const beyond: readonly (readonly [what: string, script: string])[] = [
  ["a class that inherits from the program's", 'class Own(P):\n    pass\nassert Own(1).x == 1'],
  ["a class of a metaclass of the program's", 'class Own(metaclass=P):\n    pass\nassert Own is not None'],
  [
    'a pattern that names its class',
    'match P(1):\n    case P(x=1):\n        pass\n    case _:\n        raise AssertionError',
  ],
  ['its source', 'import inspect\nassert "x" in inspect.getsource(P)'],
  ['the signature of its class', 'import inspect\nassert "x" in inspect.signature(P).parameters'],
  ['what pickle keeps', 'import pickle\nassert pickle.loads(pickle.dumps(P(1))).x == 1'],
  ['a weak reference', 'import weakref\nassert weakref.ref(P(1))() is not None'],
  ['an abstract base of the library', 'from abc import ABC\nassert issubclass(P, ABC)'],
  ['the dict of its class', 'assert "f" in P.__dict__'],
  ['its warnings', 'import warnings\nwith warnings.catch_warnings(record=True) as seen:\n    P(1)\nassert seen == []'],
  ['a descriptor', 'assert isinstance(P.f, staticmethod)'],
]

describe.skipIf(engine === null)(`what a script asks beyond calls${whyNot && ` (skipped: ${whyNot})`}`, () => {
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
    for (const source of [
      'class P:\n    def __init__(s, x): s.x = x\n    @staticmethod\n    def f(): pass',
      'raise SystemExit',
    ]) {
      expect(await ran(source, script)).toContain('the script asks for what is not there')
    }
  })

  test('a pattern of the program that never ends costs the program its time', async () => {
    const source = 'import re\ndef f(n): return re.compile("(a+)+$")'
    const { tests, ending } = await runScript(engine!, source, {
      script: 'assert f(3).match("a" * 60 + "b")',
      entry: 'f',
    })
    expect([ending, tests?.map((each) => each.ending)].flat()).toContain('time_limit')
  })
})
