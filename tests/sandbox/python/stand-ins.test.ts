// What a script puts in the place of other things, and what it sees of prints and files, holds in the program's process too.
import { afterAll, describe, expect, test } from 'vitest'
import { pythonHere, runScript } from './python-here.ts'

const { engine, whyNot } = await pythonHere()

afterAll(() => engine?.close())

type Row = readonly [what: string, script: string, wrong: string, right: string, style?: 'assert']

describe.skipIf(engine === null)(`stand-ins, prints and files${whyNot && ` (skipped: ${whyNot})`}`, () => {
  const passes = async (source: string, script: string, style: 'assert' | 'pytest' = 'pytest') => {
    const { tests, scriptFault } = await runScript(engine!, source, { script, style })
    return scriptFault ?? (tests!.length > 0 && tests!.every(({ ending }) => ending === 'passed'))
  }

  // bigcode-project/bigcodebench#96
  const kinds: readonly (readonly [kind: string, rows: readonly Row[]])[] = [
    ['what the program prints', [
      ['capsys', "from solution import f\ndef test_a(capsys):\n    f(2)\n    assert capsys.readouterr().out == '4\\n'\n", "def f(x):\n    print(x)", "def f(x):\n    print(x*2)"],
      ['capsys, of errors', "from solution import f\ndef test_a(capsys):\n    f(2)\n    assert capsys.readouterr().err == '4\\n'\n", "def f(x):\n    print(x*2)", "import sys\ndef f(x): print(x*2,file=sys.stderr)"],
      ['capfd', "from solution import f\ndef test_a(capfd):\n    f(2)\n    assert capfd.readouterr().out == '4\\n'\n", "def f(x):\n    print(x)", "def f(x):\n    print(x*2)"],
      ['redirect_stdout', "import io\nfrom contextlib import redirect_stdout\nbuf=io.StringIO()\nwith redirect_stdout(buf):\n    f(2)\nassert buf.getvalue()=='4\\n'\n", "def f(x):\n    print(x)", "def f(x):\n    print(x*2)", "assert"],
      ['a patched sys.stdout', "from solution import f\nfrom unittest.mock import patch\nfrom io import StringIO\ndef test_a():\n    with patch('sys.stdout', new=StringIO()) as o:\n        f(2)\n    assert o.getvalue()=='4\\n'\n", "def f(x):\n    print(x)", "def f(x):\n    print(x*2)"],
    ]],
    ['what is put in the place of the library', [
      ['print', "import unittest\nfrom unittest.mock import patch, MagicMock, mock_open, Mock\nimport solution\nfrom solution import f\nclass TestCases(unittest.TestCase):\n    @patch('builtins.print')\n    def test_a(self, p):\n        f(2)\n        p.assert_called_once_with(4)\n", "def f(x):\n    print(x)", "def f(x):\n    print(x*2)"],
      ['input', "import unittest\nfrom unittest.mock import patch, MagicMock, mock_open, Mock\nimport solution\nfrom solution import f\nclass TestCases(unittest.TestCase):\n    @patch('builtins.input', side_effect=['3','4'])\n    def test_a(self, p):\n        self.assertEqual(f(),7)\n", 'def f(): return int(input())', 'def f(): return int(input())+int(input())'],
      ['input, by monkeypatch', "from solution import f\ndef test_a(monkeypatch):\n    monkeypatch.setattr('builtins.input', lambda *_: '5')\n    assert f()==5\n", 'def f(): return 3', "def f(): return int(input('n? '))"],
      ['sys.stdin', "from solution import f\nimport io\ndef test_a(monkeypatch):\n    monkeypatch.setattr('sys.stdin', io.StringIO('3\\n4\\n'))\n    assert f()==7\n", 'def f(): return 3', "import sys\ndef f(): return sum(int(l) for l in sys.stdin)"],
      ['open', "import unittest\nfrom unittest.mock import patch, MagicMock, mock_open, Mock\nimport solution\nfrom solution import f\nclass TestCases(unittest.TestCase):\n    @patch('builtins.open', new_callable=mock_open, read_data='abc')\n    def test_a(self, m):\n        self.assertEqual(f('x'), 'abc')\n        m.assert_called_once_with('x')\n", "def f(p): return 'x'", "def f(p):\n    with open(p) as h:\n        return h.read()"],
      ['time.sleep', "import unittest\nfrom unittest.mock import patch, MagicMock, mock_open, Mock\nimport solution\nfrom solution import f\nclass TestCases(unittest.TestCase):\n    @patch('time.sleep')\n    def test_a(self, m):\n        f(100)\n        m.assert_called_with(100)\n", "import time\ndef f(n): time.sleep(0)", "import time\ndef f(n): time.sleep(n)"],
      ['the environment', "import unittest\nfrom unittest.mock import patch, MagicMock, mock_open, Mock\nimport solution\nfrom solution import f\nclass TestCases(unittest.TestCase):\n    @patch.dict('os.environ', {'A':'7'})\n    def test_a(self):\n        self.assertEqual(f(),'7')\n", "def f(): return ''", "import os\ndef f(): return os.environ['A']"],
      ['the environment, by monkeypatch', "from solution import f\ndef test_a(monkeypatch):\n    monkeypatch.setenv('A','7')\n    assert f()=='7'\n", "def f(): return ''", "import os\ndef f(): return os.getenv('A')"],
    ]],
    ['what is put in the place of the program’s own', [
      ['a function', "import unittest\nfrom unittest.mock import patch, MagicMock, mock_open, Mock\nimport solution\nfrom solution import f\nclass TestCases(unittest.TestCase):\n    @patch('solution.helper', return_value=5)\n    def test_a(self, h):\n        self.assertEqual(f(1), 5)\n        h.assert_called_once()\n", "def helper(): return 1\ndef f(a): return 4", "def helper(): return 1\ndef f(a): return helper()"],
      ['a function that raises', "import unittest\nfrom unittest.mock import patch, MagicMock, mock_open, Mock\nimport solution\nfrom solution import f\nclass TestCases(unittest.TestCase):\n    def test_a(self):\n        with patch('solution.helper') as h:\n            h.side_effect=ValueError('x')\n            with self.assertRaises(ValueError):\n                f(1)\n        self.assertEqual(f(1),1)\n", "def helper(): return 1\ndef f(a): return 4", "def helper(): return 1\ndef f(a): return helper()"],
      ['a function of the script', "import unittest\nfrom unittest.mock import patch, MagicMock, mock_open, Mock\nimport solution\nfrom solution import f\nclass TestCases(unittest.TestCase):\n    def test_a(self):\n        with patch.object(solution, 'helper', lambda: 9):\n            self.assertEqual(f(1),9)\n", "def helper(): return 1\ndef f(a): return 4", "def helper(): return 1\ndef f(a): return helper()"],
      ['what it imported', "import unittest\nfrom unittest.mock import patch, MagicMock, mock_open, Mock\nimport solution\nfrom solution import f\nclass TestCases(unittest.TestCase):\n    @patch('solution.urlopen')\n    def test_a(self, m):\n        m.return_value.read.return_value = b'hi'\n        self.assertEqual(f('u'), b'hi')\n", "from urllib.request import urlopen\ndef f(u): return b''", "from urllib.request import urlopen\ndef f(u): return urlopen(u).read()"],
      ['a module’s function', "import unittest\nfrom unittest.mock import patch, MagicMock, mock_open, Mock\nimport solution\nfrom solution import f\nclass TestCases(unittest.TestCase):\n    @patch('solution.os.path.exists', return_value=True)\n    def test_a(self, m):\n        self.assertTrue(f('/nope'))\n", "import os\ndef f(p): return False", "import os\ndef f(p): return os.path.exists(p)"],
      ['a function, by mocker', "from solution import f\ndef test_a(mocker):\n    m=mocker.patch('solution.helper', return_value=5)\n    assert f(1)==5\n    m.assert_called_once()\n", "def helper(): return 1\ndef f(a): return 5", "def helper(): return 1\ndef f(a): return helper()"],
      ['a value', "from solution import f\ndef test_a(tmp_path, monkeypatch):\n    monkeypatch.setattr('solution.LIMIT', 3)\n    assert f()==3\n", "LIMIT=9\ndef f(): return 9", "LIMIT=9\ndef f(): return LIMIT"],
    ]],
    ['mocks that are handed over', [
      ['a function', "import unittest\nfrom unittest.mock import patch, MagicMock, mock_open, Mock\nimport solution\nfrom solution import f\nclass TestCases(unittest.TestCase):\n    def test_a(self):\n        m=Mock(return_value=3)\n        self.assertEqual(f(m),3)\n        m.assert_called_once_with(1)\n", 'def f(g): return 3', 'def f(g): return g(1)'],
      ['an object with methods', "import unittest\nfrom unittest.mock import patch, MagicMock, mock_open, Mock\nimport solution\nfrom solution import f\nclass TestCases(unittest.TestCase):\n    def test_a(self):\n        m=MagicMock()\n        m.get.return_value='v'\n        self.assertEqual(f(m),'v')\n        m.get.assert_called_once_with('k')\n", "def f(g): return 'v'", "def f(g): return g.get('k')"],
      ['one whose record the program would forge', "import unittest\nfrom unittest.mock import patch, MagicMock, mock_open, Mock\nimport solution\nfrom solution import f\nclass TestCases(unittest.TestCase):\n    def test_a(self):\n        m=MagicMock()\n        f(m)\n        m.save.assert_called_once_with(1)\n", "def f(m):\n    try:\n        m.save.call_count=1\n        m.save.called=True\n        m.configure_mock(save=lambda *a: None)\n        m.save.call_args=((1,),{})\n    except Exception: pass", 'def f(m): m.save(1)'],
    ]],
    ['files', [
      ['one of the script’s that the program reads', "from solution import f\ndef test_a(tmp_path):\n    p=tmp_path/'a.txt'\n    p.write_text('hi')\n    assert f(str(p))=='hi'\n", "def f(p): return 'x'", 'def f(p): return open(p).read()'],
      ['one that the program writes', "from solution import f\ndef test_a(tmp_path):\n    p=tmp_path/'o.txt'\n    f(str(p))\n    assert p.read_text()=='hi'\n", 'def f(p): pass', "def f(p):\n    with open(p,'w') as h: h.write('hi')"],
      ['one in a temporary folder', "import unittest\nfrom unittest.mock import patch, MagicMock, mock_open, Mock\nimport solution\nfrom solution import f\nclass TestCases(unittest.TestCase):\n    def test_a(self):\n        import tempfile, os\n        with tempfile.TemporaryDirectory() as d:\n            p=os.path.join(d,'a.txt')\n            open(p,'w').write('hi')\n            self.assertEqual(f(p),'hi')\n            self.assertFalse(os.path.exists(p+'2'))\n", "def f(p): return 'x'", 'def f(p): return open(p).read()'],
      ['one that setUp writes', "import unittest\nfrom unittest.mock import patch, MagicMock, mock_open, Mock\nimport solution\nfrom solution import f\nclass TestCases(unittest.TestCase):\n    def setUp(self):\n        with open('data.csv','w') as h: h.write('a,1\\nb,2\\n')\n    def tearDown(self):\n        import os\n        os.remove('data.csv')\n    def test_a(self):\n        self.assertEqual(f('data.csv'),3)\n    def test_b(self):\n        self.assertEqual(f('data.csv'),3)\n", 'def f(p): return 2', "import csv\ndef f(p):\n    with open(p) as h: return sum(int(r[1]) for r in csv.reader(h))"],
      ['folders that the program removes', "from solution import f\nimport os\ndef test_a(tmp_path):\n    (tmp_path/'d').mkdir()\n    (tmp_path/'d'/'x').write_text('1')\n    f(str(tmp_path))\n    assert not (tmp_path/'d').exists()\n", 'def f(p): pass', "import shutil,os\ndef f(p): shutil.rmtree(os.path.join(p,'d'))"],
    ]],
  ] // prettier-ignore
  for (const [kind, rows] of kinds) {
    for (const [what, script, wrong, right, style] of rows) {
      test(`${kind}: ${what}`, async () => {
        expect([await passes(wrong, script, style), await passes(right, script, style)]).toEqual([false, true])
      })
    }
  }

  const hostile: readonly (readonly [what: string, script: string, source: string])[] = [
    ['sources among the files', "from solution import f\nimport os\ndef test_a(tmp_path):\n    assert f(str(tmp_path))=='y'\n    import json\n", "import os\ndef f(p):\n    open('/tmp/json.py','w').write('raise SystemExit(0)')\n    open('/tmp/expected.txt','w').write('x')\n    return 'x'"],
    ['more than crosses', "from solution import f\ndef test_a(tmp_path):\n    f(str(tmp_path/'x'))\n    assert (tmp_path/'x').exists()\n", "def f(p):\n    open(p,'wb').write(b'0'*5000000)"],
    ['a link in the place of a file', "from solution import f\ndef test_a(tmp_path):\n    f(str(tmp_path/'x'))\n    assert (tmp_path/'x').exists()\n", "import os\ndef f(p):\n    os.symlink('/etc/passwd',p)"],
    ['no output at all', "from solution import f\ndef test_a(capsys):\n    f(2)\n    assert capsys.readouterr().out == '4\\n'\n", "import sys\ndef f(x):\n    sys.stdout=None"],
    ['a closed output', "from solution import f\ndef test_a(capsys):\n    f(2)\n    assert capsys.readouterr().out == '5\\n'\n", "import sys\ndef f(x):\n    print(4)\n    sys.stdout.close()"],
  ] // prettier-ignore
  for (const [what, script, source] of hostile) {
    test(`a program gains nothing by ${what}`, async () => expect(await passes(source, script)).toBe(false))
  }
})
