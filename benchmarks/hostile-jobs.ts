// Programs that give whoever judges them too much, or try to end him: none is worth anything, and each is the program's
// own doing, so that its reward is 0 and never null.
import type { CodeTests } from '../src/sandbox/code-tests.ts'
import type { JudgeJob } from '../src/sandbox/sandbox.ts'

export interface HostileJob {
  readonly name: string
  readonly job: JudgeJob
}

/** Cases that expect nothing that is given; partial credit, so that no early end spares the caller. */
function calls(count: number, scoring: 'all' | 'fraction' = 'fraction', more: Partial<CodeTests> = {}): CodeTests {
  const cases = Array.from({ length: count }, (_, x) => ({ args: [x], expected: x + 1 }))
  return { format: 'call', entry: 'f', cases, scoring, ...more } as CodeTests
}

/** Expected values as long as what is given, so that all of it is read. */
function longCalls(count: number): CodeTests {
  const expected = Array.from({ length: 20_000 }, (_, at) => at)
  return {
    format: 'call',
    entry: 'f',
    scoring: 'fraction',
    cases: Array.from({ length: count }, (_, x) => ({ args: [x], expected })),
  }
}

const stdio: CodeTests = { format: 'stdio', cases: [{ stdin: '', stdout: 'x' }] }
const forge = (body: string, times: number): string =>
  `import os, struct\nos.write(3, struct.pack("<I", 1) + b"L")\nbody = b"A" + ${body}\nfor _ in range(${times}):\n    data = struct.pack("<I", len(body)) + body\n    while data: data = data[os.write(3, data):]\ndef f(x): return x + 1\n`

const python: Readonly<Record<string, readonly [source: string, tests: CodeTests]>> = {
  'small objects': ['def f(x): return [{} for _ in range(170000)]', calls(100)],
  zeros: ["def f(x): return '\\x00' * 1000000", calls(40, 'all')],
  'zeros, partial credit': ["def f(x): return '\\x00' * 1000000", calls(200)],
  'long text': ["def f(x): return 'a' * 1000000", calls(200)],
  'read to the end': ['def f(x): return [[]] * 60000', longCalls(20)],
  surrogates: ["def f(x): return '\\ud800' * 300000", calls(100)],
  deep: ['def f(x):\n    r = []\n    for _ in range(100000): r = [r]\n    return r', calls(20)],
  'big integers': ['def f(x): return [1 << 500000] * 3', calls(20)],
  'not numbers': ["def f(x): return [float('nan')] * 60000", longCalls(20)],
  'forged frames': [forge('b\'{"v":[\' + b"[]," * 2700000 + b"[]]}"', 3), calls(3)],
  'forged length': ['import os\nos.write(3, b"\\xff\\xff\\xff\\xffA")\ndef f(x): return x', calls(2)],
  'forged depth': [forge('b"[" * 6000000', 2), calls(3)],
  'many endings': [
    'import os, struct\nfor _ in range(10000): os.write(3, struct.pack("<I", 30001) + b"X" + b"a" * 30000)\ndef f(x): return x',
    calls(2),
  ],
  'long message': ['def f(x): raise ValueError("a" * 100000000)', calls(20)],
  'long class name': ['E = type("E" * 50000000, (Exception,), {})\ndef f(x): raise E()', calls(5)],
  'stdout flood': ['while True: print("a" * 65536)', stdio],
  'stderr flood': ['import sys\nfor _ in range(3000): sys.stderr.write("\\x01" * 65536)', stdio],
  'control characters': ['print("\\x01" * 1000000)', stdio],
  'script: long answers': [
    'def f(x): return "\\x00" * 900000',
    {
      format: 'assert',
      entry: 'f',
      script:
        'for i in range(200):\n    try:\n        assert f(i) == 1\n    except AssertionError: pass\nassert f(1) == 2',
    },
  ],
  'script: forged answers': [
    'import os, struct\ndef f(x):\n    os.write(4, struct.pack("<I", 60 << 20))\n    for _ in range(60): os.write(4, b"[" * (1 << 20))',
    { format: 'assert', entry: 'f', script: 'assert f(1) == 2' },
  ],
  'script: long messages': [
    'def f(x): raise ValueError("m" * 10000000)',
    {
      format: 'pytest',
      script:
        'from solution import f\nimport pytest\n@pytest.mark.parametrize("x", range(200))\ndef test_f(x):\n    assert f(x) == 1',
    },
  ],
}

const javascript: Readonly<Record<string, readonly [source: string, tests: CodeTests]>> = {
  'small objects': ['function f(x){const a=[];for(let i=0;i<170000;i++)a.push({});return a}', calls(100)],
  'long text': ['function f(x){return "a".repeat(1000000)}', calls(500)],
  zeros: ['function f(x){return "\\0".repeat(170000)}', calls(200)],
  'wide text': ['function f(x){return "\\u4e00".repeat(1000000)}', calls(100)],
  'read to the end': ['function f(x){return Array.from({length:60000},()=>[])}', longCalls(20)],
  sparse: ['function f(x){const a=[];a.length=50000000;return a}', calls(20)],
  deep: ['function f(x){let r=[];for(let i=0;i<200000;i++)r=[r];return r}', calls(20)],
  'big integers': ['function f(x){return [1n<<1000000n]}', calls(20)],
  'not numbers': ['function f(x){return Array(60000).fill(NaN)}', longCalls(20)],
  proxies: [
    'function f(x){return new Proxy([], {get(){throw new Error("a".repeat(1e7))}, getOwnPropertyDescriptor(){throw 1}})}',
    calls(5),
  ],
  getters: [
    'function f(x){const o={};for(let i=0;i<100000;i++)Object.defineProperty(o,"k"+i,{get(){for(;;);},enumerable:true});return o}',
    calls(5),
  ],
  'long message': ['function f(x){throw new Error("a".repeat(100000000))}', calls(20)],
  'console flood': ['function f(x){for(;;)console.log("a".repeat(65536))}', calls(2)],
  'stderr flood': ['for(let i=0;i<3000;i++)console.error("\\x01".repeat(65536))', stdio],
  'control characters': ['process.stdout.write("\\x01".repeat(1000000))', stdio],
  heap: [
    'const a = []; for (;;) a.push({ x: [1, 2, 3] })',
    calls(2, 'all', { limits: { timeMs: 3000, memoryMb: 128 } }),
  ],
  buffers: [
    'const a = []; for (;;) a.push(new Uint8Array(1e6).fill(1))',
    calls(2, 'all', { limits: { timeMs: 3000, memoryMb: 128 } }),
  ],
  'script: long answers': [
    'function f(x){return Array(300000).fill(1)}',
    {
      format: 'assert',
      entry: 'f',
      script: 'for (let i = 0; i < 100; i++) { try { assert.deepEqual(f(i), [1]) } catch {} } assert.equal(f(1), 2)',
    },
  ],
  'script: handles': [
    'class A{constructor(i){this.i=i;this.t="a".repeat(10000)}}\nfunction f(x){return Array.from({length:20000},(_, i)=>new A(i))}',
    { format: 'assert', entry: 'f', script: 'for (let i = 0; i < 20; i++) f(i); assert.equal(f(1), 2)' },
  ],
  'script: console': [
    'function f(x){for(let i=0;i<100;i++)console.log("a".repeat(9000));return 1}',
    { format: 'assert', entry: 'f', script: 'for (let i = 0; i < 200; i++) f(i); assert.equal(f(1), 2)' },
  ],
  'script: long messages': [
    'function f(x){throw new Error("m".repeat(10000000))}',
    {
      format: 'assert',
      entry: 'f',
      script: 'for (let i = 0; i < 20; i++) { try { f(i) } catch {} } assert.equal(f(1), 2)',
    },
  ],
}

const cpp: Readonly<Record<string, string>> = {
  'stdout flood':
    '#include <cstdio>\nint main(){for(;;)puts("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");}',
  'control characters': '#include <cstdio>\nint main(){for(int i=0;i<1000000;i++)putchar(1);}',
  'stderr flood': '#include <cstdio>\nint main(){for(int i=0;i<10000000;i++)fputs("\\1\\1\\1\\1\\1\\1\\1\\1",stderr);}',
  memory: '#include <cstdlib>\n#include <cstring>\nint main(){for(;;)memset(malloc(1<<20),1,1<<20);}',
}

export function hostileJobs(): HostileJob[] {
  const jobs: HostileJob[] = []
  const add = (language: JudgeJob['language'], name: string, source: string, tests: CodeTests): void =>
    void jobs.push({ name: `${language}: ${name}`, job: { language, source, tests } })
  for (const [name, [source, tests]] of Object.entries(python)) add('python', name, source, tests)
  for (const [name, [source, tests]] of Object.entries(javascript)) add('javascript', name, source, tests)
  for (const [name, source] of Object.entries(cpp)) add('cpp', name, source, stdio)
  return jobs
}
