// What pytest and unittest bring, as far as it can be had: the rest is the script's fault, skips are nobody's.
import { afterAll, describe, expect, test } from 'vitest'
import { pythonHere, runScript } from './python-here.ts'

const { engine, whyNot } = await pythonHere()

afterAll(() => engine?.close())

describe.skipIf(engine === null)(`pytest and unittest${whyNot && ` (skipped: ${whyNot})`}`, () => {
  const ran = async (source: string, script: string) => {
    const { tests, scriptFault } = await runScript(engine!, source, { script, style: 'pytest' })
    return scriptFault ?? tests!.map(({ ending }) => ending).join(' ')
  }

  // bigcode-project/bigcodebench#96
  const rows: readonly (readonly [what: string, script: string, wrong: string, right: string])[] = [
    ['a row that is left out', `from solution import f
import pytest
@pytest.mark.parametrize('a',[pytest.param(1,marks=pytest.mark.skip),pytest.param(3)])
def test_a(a):
    assert f(a)==9
`, 'def f(x): return 0', 'def f(x): return x*x'],
    ['a fixture made several times', `from solution import f
import pytest
@pytest.fixture(params=[2,3])
def n(request): return request.param
def test_a(n):
    assert f(n)==n*n
`, 'def f(x): return 0', 'def f(x): return x*x'],
    ['a skipped test', `from solution import f
import pytest
@pytest.mark.skip(reason='x')
def test_b():
    assert False
def test_a():
    assert f(3)==9
`, 'def f(x): return 0', 'def f(x): return x*x'],
    ['a test that is expected to fail', `from solution import f
import pytest
@pytest.mark.xfail
def test_b():
    assert False
def test_a():
    assert f(3)==9
`, 'def f(x): return 0', 'def f(x): return x*x'],
    ['a skipped method', `from solution import f
import unittest
class T(unittest.TestCase):
    @unittest.skip('no')
    def test_b(self): self.assertTrue(False)
    def test_a(self): self.assertEqual(f(3),9)
`, 'def f(x): return 0', 'def f(x): return x*x'],
    ['a method that skips itself', `from solution import f
import unittest
class T(unittest.TestCase):
    def test_b(self): self.skipTest('x')
    def test_a(self): self.assertEqual(f(3),9)
`, 'def f(x): return 0', 'def f(x): return x*x'],
  ] // prettier-ignore
  test.each(rows)('%s costs and pays nothing', async (_, script, wrong, right) => {
    expect(await ran(wrong, script)).toMatch(/failed/)
    expect(await ran(right, script)).toMatch(/^((passed|skipped) ?)+$/)
  })

  test('a test that is skipped for what the program does is failed', async () => {
    for (const script of [
      `from solution import f
import pytest
def test_a():
    if f(3)!=9: pytest.skip('x')
    assert True
def test_b():
    assert f(0)==0
`,
      `import pytest, solution
@pytest.mark.skipif(solution.f(3)!=9, reason='x')
def test_a():
    assert solution.f(3)==9
def test_b():
    assert solution.f(0)==0
`,
    ]) {
      expect(await ran('def f(x): return 0', script)).toBe('failed passed')
    }
  })

  test('what is not there is the fault of the script, by its name', async () => {
    const lacking: readonly (readonly [script: string, words: string])[] = [
      [`from solution import f
import pytest
@pytest.mark.skip
def test_a():
    assert f(3)==9
`, 'every test is skipped'],
      [`from solution import f
def test_a(caplog):
    assert f(3)==9
`, 'the fixture `caplog`'],
      [`from solution import f
import pytest
def test_a():
    with pytest.warns(UserWarning):
        f(3)
`, '`pytest.warns`'],
      [`from solution import f
import hypothesis
def test_a():
    assert f(3)==9
`, `No module named 'hypothesis'`],
    ] // prettier-ignore
    for (const [script, words] of lacking) {
      for (const source of ['def f(x): return x * x', 'def f(x): return 0'])
        expect(await ran(source, script)).toContain(words)
    }
  })
})
