// What crosses between a test script and an honest candidate: names, changed arguments, views, exceptions.
import { afterAll, describe, expect, test } from 'vitest'
import { pythonHere, runScript } from './python-here.ts'

const { engine, whyNot } = await pythonHere()

afterAll(() => engine?.close())

describe.skipIf(engine === null)(`values of a test script${whyNot && ` (skipped: ${whyNot})`}`, () => {
  const endings = async (source: string, script: string, more: Partial<Parameters<typeof runScript>[2]> = {}) => {
    const execution = await runScript(engine!, source, { script, ...more })
    return execution.scriptFault ?? execution.tests?.map((test) => test.ending)
  }
  const passed = (count: number) => Array.from({ length: count }, () => 'passed')

  test('a large global of the candidate’s fails only a script that reads it', async () => {
    const source = 'primes = list(range(30000))\ndef add(a, b): return a + b\n'
    const local = 'def check(candidate):\n    primes = [2, 3]\n    assert candidate(primes[0], primes[1]) == 5\n'
    expect(await endings(source, local, { entry: 'add' })).toEqual(['passed'])
    const stored = 'primes = [2, 3]\nassert add(primes[0], primes[1]) == 5\nassert add(1, 1) == 2'
    expect(await endings(source, stored)).toEqual(passed(2))
    const all = 'from solution import *\ndef test_a():\n    assert add(1, 1) == 2'
    expect(await endings(source, all, { style: 'pytest' })).toEqual(['passed'])
    const read = 'assert add(1, 1) == 2\nassert len(primes) == 3\nassert add(1, 2) == 3'
    expect(await endings(source, read)).toEqual(['passed', 'output_limit', 'passed'])
  })

  test('arguments that a call changes are changed for the script, and keep their identity', async () => {
    const source = `
def sort_colors(nums): nums.sort()
def put(d, k, v):
    d[k] = v
    return d
def flip(rows): rows.reverse()
def deep(d): d['a'][0].add(3); d['b'] = (d['a'], [1])
def fill(b): b[0] = 65; b.append(66)
def fails(items):
    items.append(1)
    raise ValueError(items)
class Box:
    def take(self, items): return items.pop()
`
    const script = `
nums = [2, 0, 1]
assert sort_colors(nums) is None
assert nums == [0, 1, 2]
d = {}
same_d = put(d, 'a', 1)
assert same_d is d and d == {'a': 1}
one, two = [1], [2]
rows = [one, two]
flip(rows)
assert rows[0] is two and rows[1] is one and rows == [[2], [1]] and one == [1]
e = {'a': [{1, 2}]}
deep(e)
assert e == {'a': [{1, 2, 3}], 'b': ([{1, 2, 3}], [1])} and e['b'][0] is e['a']
b = bytearray(b'xy')
fill(b)
assert b == bytearray(b'AyB')
items = []
try:
    fails(items)
except ValueError as error:
    assert items == [1] and error.args[0] == [1]
assert Box().take(items) == 1
assert items == []
same = [3, 1]
assert sorted(same) == [1, 3] and same == [3, 1]
`
    const told = await endings(source, script)
    expect(told).toEqual(passed(told?.length ?? 0))
    expect(told?.length).toBe(13)
  })

  test('within an assertion both sides are given the same, whatever a call changes before it gives back a value', async () => {
    const source = `
def empty(items):
    items.clear()
    return items
def order(items): items.sort()
def paint(rows, color):
    rows[0][0] = color
    return rows
def wrap(rows):
    rows[0].append(9)
    return {'rows': (rows, rows[0])}
`
    const script = `
def helped(items):
    order(items)
    empty([1])
    return items
xs = [2, 1]
assert not empty(xs) == sorted(xs)
assert xs == []
ys = [[2, 1], [3]]
assert not all(empty(y) == sorted(y) for y in ys)
assert order(zs := [2, 1]) is None and zs == [1, 2]
assert helped([2, 1]) == [1, 2]
grid = [[1, 2], [3]]
assert paint(grid, 7) == [[7, 2], [3]]
assert grid == [[7, 2], [3]]
assert wrap([[1]]) == {'rows': ([[1, 9]], [1, 9])}
`
    expect(await endings(source, script)).toEqual(passed(8))
  })

  test('a large argument may come back changed whatever a result may be', async () => {
    const source =
      'def clear(grid):\n    for row in grid:\n        for i in range(len(row)): row[i] += 1\n    return len(grid)'
    const script = 'grid = [[5] * 400 for _ in range(400)]\nassert clear(grid) == 400\nassert grid[399][399] == 6'
    expect(await endings(source, `${script}\nassert clear([[1]]) == 1`)).toEqual(passed(3))
  })

  test('views of a dictionary are told whole each time', async () => {
    const source = "held = {'a': 1}\ndef items(): return {'a': 1}.items()\ndef values(): return held.values()"
    const script =
      "for _ in range(3):\n    assert list(items()) == [('a', 1)] and dict(items()) == {'a': 1} and len(items()) == 1\n" +
      'for _ in range(5):\n    assert sum(values()) == 1'
    expect(await endings(source, script)).toEqual(passed(2))
  })

  test('exceptions cross whatever they hold, with the classes they derive from', async () => {
    const source = `
import dataclasses, json
from decimal import Decimal
@dataclasses.dataclass(frozen=True)
class Point: x: int
class AppError(Exception): pass
class NotFound(AppError): pass
class Both(ValueError, KeyError): pass
def wrapped(x):
    try: return int(x)
    except ValueError as error: raise AppError(error)
def missing(): raise NotFound('no')
def both(): raise Both('x', 2)
def number(x): return Decimal(x)
def parsed(x): return json.loads(x)
def disk(): raise OSError(2, 'none')
`
    const script = `
import json, pytest
from dataclasses import FrozenInstanceError
from decimal import InvalidOperation
from solution import *

def test_wrapped():
    with pytest.raises(AppError):
        wrapped('q')
    assert wrapped('3') == 3

def test_hierarchy():
    with pytest.raises(AppError, match='no'):
        missing()
    with pytest.raises(NotFound):
        missing()
    assert issubclass(NotFound, AppError) and not issubclass(AppError, NotFound)

def test_two_bases():
    for kind in (Both, ValueError, KeyError, LookupError):
        with pytest.raises(kind) as caught:
            both()
        assert caught.value.args == ('x', 2)

def test_decimal():
    with pytest.raises(ArithmeticError):
        number('zz')
    assert number('1.5') == 1.5

def test_standard_library():
    for call, kind in ((lambda: number('zz'), InvalidOperation), (lambda: parsed('zz'), json.JSONDecodeError),
                       (lambda: setattr(Point(1), 'x', 2), FrozenInstanceError)):
        with pytest.raises(kind):
            call()

def test_disk():
    with pytest.raises(OSError) as caught:
        disk()
    assert caught.value.args == (2, 'none')
`
    expect(await endings(source, script, { style: 'pytest' })).toEqual(passed(6))
  })

  test('a statement that prepares and fails hides no test after it', async () => {
    const source = 'def f(x):\n    if x == 2: raise ValueError\n    return x'
    const script = 'assert f(1) == 1\nx = f(2)\nassert x == 2\nassert f(3) == 3\ny = f(2)\nassert f(4) == 4'
    expect(await endings(source, script)).toEqual(['passed', 'runtime_error', 'runtime_error', 'runtime_error'])
    const alone = 'x = f(2)\ndef check(candidate):\n    assert candidate(x) == 2'
    expect(await endings(source, alone, { entry: 'f' })).toEqual(['runtime_error'])
  })

  test('a script that cannot be compiled as a whole is at fault', async () => {
    expect(await endings('def f(x): return x', 'assert f(1) == 1\nreturn 5')).toMatch(/does not compile/)
  })
})
