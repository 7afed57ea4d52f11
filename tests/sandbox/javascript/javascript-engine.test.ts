import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Call, Engine, Execution } from '../../../src/sandbox/engine.ts'
import { openJavaScriptEngine } from '../../../src/sandbox/javascript/javascript-engine.ts'
import { checkLimits, type Limits } from '../../../src/sandbox/limits.ts'

let engine: Engine
beforeAll(async () => {
  engine = await openJavaScriptEngine({ workers: 2 })
})
afterAll(async () => {
  await engine.close()
})

interface Options {
  readonly entry?: string
  readonly language?: 'javascript' | 'typescript'
  readonly limits?: Partial<Limits>
  readonly preamble?: string
}

function calls(source: string, args: readonly Call['args'][], options: Options = {}): Promise<Execution> {
  const { entry = 'f', language = 'javascript', limits, preamble } = options
  return engine.execute({
    kind: 'calls',
    language,
    source,
    entry,
    calls: args.map((each) => ({ args: each })),
    limits: checkLimits({ timeMs: 5000, ...limits }),
    ...(preamble === undefined ? {} : { preamble }),
  })
}

async function valueOf(source: string, args: Call['args'] = [], options: Options = {}): Promise<unknown> {
  const execution = await calls(source, [args], options)
  const [answer] = execution.answers ?? []
  return answer?.ending === 'finished' ? answer.value : (answer?.message ?? execution.message)
}

function program(
  source: string,
  stdin = '',
  options: Options & { args?: string[]; files?: Record<string, string> } = {},
): Promise<Execution> {
  const { language = 'javascript', limits, args, files } = options
  return engine.execute({
    kind: 'stdio',
    language,
    source,
    stdin,
    limits: checkLimits({ timeMs: 5000, ...limits }),
    ...(args === undefined ? {} : { args }),
    ...(files === undefined ? {} : { files }),
  })
}

function script(source: string, text: string, options: Options = {}): Promise<Execution> {
  const { language = 'javascript', limits } = options
  const { entry } = options
  return engine.execute({
    kind: 'script',
    style: 'assert',
    language,
    source,
    script: text,
    limits: checkLimits({ timeMs: 5000, ...limits }),
    ...(entry === undefined ? {} : { entry }),
  })
}

test('an entry is found as function, constant, method, class method and export of every form', async () => {
  const sources: [string, string][] = [
    ['function f(a) { return a + 1 }', 'f'],
    ['const f = (a) => a + 1', 'f'],
    ['class Solution { f(a) { return a + this.one() } one() { return 1 } }', 'Solution().f'],
    ['class Solution { f(a) { return a + 1 } }', 'f'],
    ['const math = { f: (a) => a + 1 }', 'math.f'],
    ['export default function (a) { return a + 1 }', 'f'],
    ['export const f = (a) => a + 1', 'f'],
    ['function f(a) { return a + 1 }\nexport const other = 2', 'f'],
    ['module.exports = { f(a) { return a + 1 } }', 'f'],
    ['exports.f = (a) => a + 1', 'f'],
    ['module.exports = (a) => a + 1', 'f'],
    ['import { inspect } from "node:util"\nexport const f = (a) => Number(inspect(a)) + 1', 'f'],
    ['const one = await Promise.resolve(1)\nexport const f = (a) => a + one', 'f'],
  ]
  for (const [source, entry] of sources) expect(await valueOf(source, [1], { entry }), source).toBe(2)
})

test('what the language or the preamble calls by the name of the entry is no answer of the candidate', async () => {
  const preamble = 'function gcd(a, b) { return b ? gcd(b, a % b) : a }\nclass Solution { lcm(a, b) { return a * b } }'
  const missing = (entry: string) => `\`${entry}\` is not defined`
  expect(await valueOf('const x = 1', ['4'], { entry: 'parseInt' })).toBe(missing('parseInt'))
  expect(await valueOf('', [1, 4], { entry: 'Math.max' })).toBe(missing('Math.max'))
  expect(await valueOf('', [4, 6], { entry: 'gcd', preamble })).toBe(missing('gcd'))
  expect(await valueOf('', [4, 6], { entry: 'lcm', preamble })).toBe(missing('lcm'))
  expect(await valueOf('function gcd() { return 2 }', [4, 6], { entry: 'gcd', preamble })).toBe(2)
  expect(await valueOf('function parseInt(text) { return +text }', ['4'], { entry: 'parseInt' })).toBe(4)
  expect(await valueOf('exports.parseInt = (text) => +text', ['4'], { entry: 'parseInt' })).toBe(4)
})

test('results of exact built-in types come out as data, everything else as its name', async () => {
  const values: [string, unknown][] = [
    [
      '[undefined, NaN, -Infinity, 2n ** 70n, 3n]',
      [{ $undefined: true }, { $float: 'nan' }, { $float: '-inf' }, { $int: String(2n ** 70n) }, 3],
    ],
    ['new Map([[1, new Set(["a"])]])', { $dict: [[1, { $set: ['a'] }]] }],
    ['new Int32Array([1, 2])', [1, 2]],
    ['({ $int: 1 })', { $dict: [['$int', 1]] }],
    ['"\\ud800"', { $text: [0xd800] }],
    ['[, 1]', [{ $undefined: true }, 1]],
    ['new (class Point { x = 1 })()', { $opaque: 'Point' }],
    ['({ get x() { return 1 } })', { x: { $opaque: 'accessor' } }],
    ['JSON.parse(\'{"__proto__":1}\')', JSON.parse('{"__proto__":1}')],
  ]
  for (const [source, expected] of values) {
    expect(await valueOf(`function f() { return ${source} }`), source).toEqual(expected)
  }
  const flagged = await calls('function f() { return new Date() }', [[]])
  expect(flagged.flags).toEqual(['non_plain_result'])
})

test('arguments with tags arrive as the values they stand for', async () => {
  const source = 'function f(a, b, c) { return [typeof a, b instanceof Set, c.get(1)] }'
  expect(await valueOf(source, [{ $int: '123456789012345678901' }, { $set: [1] }, { $dict: [[1, 'x']] }])).toEqual([
    'bigint',
    true,
    'x',
  ])
  const reverse =
    'function f(head) { let out = null; for (; head; head = head.next) out = { val: head.val, next: out }; return out }'
  expect(await valueOf(reverse, [{ $nodes: { type: 'ListNode', values: [1, 2, 3] } }])).toEqual({
    $nodes: { type: 'ListNode', values: [3, 2, 1] },
  })
  const tree = 'function f(root) { [root.left, root.right] = [root.right, root.left]; return root }'
  expect(await valueOf(tree, [{ $nodes: { type: 'TreeNode', values: [1, 2, 3, null, 4] } }])).toEqual({
    $nodes: { type: 'TreeNode', values: [1, 3, 2, null, null, null, 4] },
  })
})

test('replaced built-ins change nothing of what is told', async () => {
  const source = `
    JSON.stringify = () => '{"ending":"finished","value":3}'
    Array.prototype.toJSON = Object.prototype.toJSON = () => 3
    Promise.prototype.then = function (kept) { kept(3) }
    Array.prototype[Symbol.iterator] = function* () { yield 3 }
    Object.getOwnPropertyDescriptor = Reflect.getOwnPropertyDescriptor = () => ({ value: 3, enumerable: true })
    Reflect.apply = () => 3
    Object.defineProperty(Object.prototype, 'get', { get() { return () => 3 } })
    Object.defineProperty(Array.prototype, '0', { set() {}, get() { return 3 } })
    async function f(a) { return { list: [a, 'x'] } }`
  expect(await valueOf(source, [1])).toEqual({ list: [1, 'x'] })
})

test('a call that fails leaves the later ones alone; a limit ends the run', async () => {
  const failing = await calls('function f(n) { if (n === 1) throw new TypeError("no"); return n }', [[0], [1], [2]])
  expect(failing.answers?.map(({ ending }) => ending)).toEqual(['finished', 'runtime_error', 'finished'])
  expect(failing.answers?.[1]?.message).toBe('TypeError: no')
  const looping = await calls('function f(n) { while (n === 1); return n }', [[0], [1], [2]], {
    limits: { timeMs: 200 },
  })
  expect(looping.ending).toBe('time_limit')
  expect(looping.answers?.map(({ ending }) => ending)).toEqual(['finished', 'time_limit'])
})

test('answers given before the process was killed or aborted are kept', async () => {
  const uninterruptible = 'function f(n) { if (n === 1) Array(1e9).fill(0); return n }'
  const killed = await calls(uninterruptible, [[0], [1], [2]], { limits: { timeMs: 300, memoryMb: 4096 } })
  expect(killed).toMatchObject({ ending: 'time_limit', signal: 'SIGKILL' })
  expect(killed.answers).toMatchObject([{ ending: 'finished', value: 0 }])
  const aborting =
    "function f(n) { if (n === 1) { const a = []; for (;;) a.push('x'.repeat(2 ** 28).split('').length) } return n }"
  const aborted = await calls(aborting, [[0], [1]], { limits: { timeMs: 10_000, memoryMb: 256 } })
  expect(aborted.ending).toBe('memory_limit')
  expect(aborted.answers).toMatchObject([{ ending: 'finished', value: 0 }])
})

test('memory bombs of every shape are memory_limit', async () => {
  const limits = { timeMs: 10_000, memoryMb: 64 }
  for (const body of [
    'for (const a = []; ; ) a.push({ x: [1] })',
    'for (let a = [1]; ; ) a = a.concat(a)',
    'for (const m = new Map(); ; ) m.set({}, 1)',
    'for (const a = []; ; ) a.push(new Uint8Array(1 << 20).fill(1))',
  ]) {
    expect((await calls(`function f() { ${body} }`, [[]], { limits })).ending, body).toBe('memory_limit')
  }
}, 60_000)

test('promises are awaited under the limit, over a clock that jumps', async () => {
  const sleeping = 'async function f(ms) { await new Promise((done) => setTimeout(done, ms)); return ms }'
  expect(await valueOf(sleeping, [4000])).toBe(4000)
  const late = await calls(sleeping, [[9000]])
  expect(late.ending).toBe('time_limit')
  // Nobody waits for the nine seconds, nor for the limit.
  expect(late.wallMs).toBeLessThan(4500)
  expect(await valueOf('async function f() { throw new RangeError("far") }')).toBe('RangeError: far')
  expect(await valueOf('function f() { Promise.reject(new Error("unseen")); return 1 }')).toBe(1)
})

test('odd sources have documented endings', async () => {
  expect((await calls('x'.repeat(300 * 1024), [[]])).ending).toBe('compile_error')
  expect((await calls('function f() { return 1 }\0', [[]])).ending).toBe('compile_error')
  expect((await calls('', [[]])).ending).toBe('runtime_error')
  expect(await valueOf('function f() { return "\ud800".length }')).toBe(1)
  expect(
    (await calls('function f() { return "x".repeat(5000) }', [[]], { limits: { outputBytes: 1000 } })).answers?.[0]
      ?.ending,
  ).toBe('output_limit')
  const deep = 'function f() { let a = []; for (let i = 0; i < 1e6; i++) a = [a]; return a }'
  expect((await calls(deep, [[]])).flags).toEqual(['non_plain_result'])
  expect((await calls('let x: number = ;', [[]], { language: 'typescript' })).ending).toBe('compile_error')
})

test('TypeScript with enums, parameter properties, generics and namespaces runs', async () => {
  const source = `
    enum Level { Low = 1, High }
    namespace Sizes { export const one = 1 }
    class Box<T> { constructor(readonly value: T) {} }
    export function f<T extends number>(given: T): number { return new Box(given).value + Level.High + Sizes.one }`
  expect(await valueOf(source, [1], { language: 'typescript' })).toBe(4)
  const broken = await calls('const a: number = 1\nenum { A }', [[1]], { language: 'typescript' })
  expect(broken).toMatchObject({ ending: 'compile_error', message: expect.stringMatching(/^line 2: /) as string })
})

test('a program reads its input by every common way', async () => {
  const sum = 'lines.map(Number).reduce((a, b) => a + b, 0)'
  const ways = [
    `const lines = require('fs').readFileSync(0, 'utf8').trim().split('\\n'); console.log(${sum})`,
    `const lines = require('node:fs').readFileSync('/dev/stdin').toString().trim().split('\\n'); console.log(${sum})`,
    `import { readFileSync } from 'fs'; const lines = readFileSync(0, 'utf-8').trim().split('\\n'); console.log(${sum})`,
    `let text = ''; process.stdin.on('data', (part) => (text += part)).on('end', () => { const lines = text.trim().split('\\n'); console.log(${sum}) })`,
    `let text = ''; process.stdin.setEncoding('utf8'); process.stdin.on('readable', () => { let part; while ((part = process.stdin.read()) !== null) text += part }); process.stdin.on('end', () => { const lines = text.trim().split('\\n'); console.log(${sum}) })`,
    `const lines = []; require('readline').createInterface({ input: process.stdin }).on('line', (line) => lines.push(line)).on('close', () => console.log(${sum}))`,
    `(async () => { const lines = []; for await (const line of require('readline').createInterface({ input: process.stdin })) lines.push(line); console.log(${sum}) })()`,
    `import readline from 'node:readline/promises'; const rl = readline.createInterface({ input: process.stdin }); const lines = [await rl.question(''), await rl.question('')]; rl.close(); console.log(${sum})`,
    `(async () => { let text = ''; for await (const part of process.stdin) text += part; const lines = text.trim().split('\\n'); console.log(${sum}) })()`,
    `const b = Buffer.alloc(64); const n = require('fs').readSync(0, b, 0, 64); const lines = b.toString('utf8', 0, n).trim().split('\\n'); console.log(${sum}); return`,
  ]
  for (const source of ways)
    expect(await program(source, '20\n22\n'), source).toMatchObject({ ending: 'finished', stdout: '42\n', exitCode: 0 })
})

test('a program ends as it would in Node', async () => {
  expect(await program('console.log(1); process.exit(0); console.log(2)')).toMatchObject({
    ending: 'finished',
    stdout: '1\n',
    exitCode: 0,
  })
  expect(await program('try { process.exit(3) } catch { console.log("caught") }')).toMatchObject({
    ending: 'runtime_error',
    stdout: '',
    exitCode: 3,
  })
  expect(await program('process.exitCode = 4')).toMatchObject({ ending: 'runtime_error', exitCode: 4 })
  expect(await program('setTimeout(() => { throw new Error("late") }, 5)')).toMatchObject({
    ending: 'runtime_error',
    exitCode: 1,
  })
  expect(await program('(async () => { throw new TypeError("lost") })()')).toMatchObject({
    ending: 'runtime_error',
    message: 'TypeError: lost',
  })
  expect(await program('for (;;) console.log("flood")', '', { limits: { outputBytes: 1000 } })).toMatchObject({
    ending: 'output_limit',
    stdoutTruncated: true,
  })
  expect(
    await program(
      'const order = []; setTimeout(() => order.push("timer"), 1); setImmediate(() => order.push("immediate")); process.nextTick(() => order.push("tick")); process.on("exit", () => console.log(order.join()))',
    ),
  ).toMatchObject({ stdout: 'tick,immediate,timer\n' })
})

test('a program has its arguments and files, and no others', async () => {
  const source =
    "const fs = require('fs'); console.log(process.argv[2], fs.readFileSync(process.argv[2], 'utf8'), fs.existsSync('b'))"
  expect(await program(source, '', { args: ['a.txt'], files: { 'a.txt': 'hé' } })).toMatchObject({
    stdout: 'a.txt hé false\n',
  })
  const probing = await program(
    "try { require('fs').readFileSync('/etc/passwd') } catch (error) { console.log(error.code) }",
  )
  expect(probing).toMatchObject({ stdout: 'ENOENT\n', flags: ['test_probe'] })
  expect((await program("require('child_process')")).ending).toBe('runtime_error')
})

test('a test script sees the candidate through proxies, in step', async () => {
  const source = `
    function add(a, b) { return a + b }
    async function later(a) { return a }
    function fail() { throw new RangeError('out') }
    class Stack { items = []; push(x) { this.items.push(x); return this } pop() { return this.items.pop() } get size() { return this.items.length } }
    const limit = 5`
  const passing = `
    assert(add(1, 2) === 3)
    assert.deepStrictEqual([await later(1), limit], [1, 5])
    assert.throws(() => fail(), RangeError)
    const stack = new Stack(); stack.push(1).push([2]); expect(stack.size).toBe(2); expect(stack.pop()).toEqual([2])`
  expect((await script(source, passing)).tests).toMatchObject([{ id: 'script', ending: 'passed' }])
  const check = 'function check(candidate) { assert.strictEqual(candidate(1, 2), 4) }'
  expect((await script(source, check, { entry: 'add' })).tests).toMatchObject([{ id: 'check', ending: 'failed' }])
  const named = 'test("one", () => expect(add(1, 1)).toBe(2)); test("two", () => fail())'
  expect((await script(source, named)).tests).toMatchObject([
    { id: 'one', ending: 'passed' },
    { id: 'two', ending: 'runtime_error', message: 'RangeError: out' },
  ])
})

test('a faulty script is told apart from a faulty candidate', async () => {
  const source = 'function f() { return 1 }'
  expect((await script(source, 'assert(')).scriptFault).toMatch(/does not compile/)
  expect((await script(source, 'assert(true)')).scriptFault).toMatch(/never calls/)
  expect((await script(source, 'let n = 0; class A { n() { return n } } assert(f(A))')).scriptFault).toMatch(
    /no plain data/,
  )
  const lacking = await script('const g = 1', 'assert(f() === 1)')
  expect(lacking).toMatchObject({ tests: [{ ending: 'runtime_error' }] })
  expect(lacking.scriptFault).toBeUndefined()
  const looping = await script('function f() { for (;;); }', 'assert(f())', { limits: { timeMs: 300 } })
  expect(looping).toMatchObject({ ending: 'time_limit', tests: [{ ending: 'time_limit' }] })
  expect((await script('function f( {', 'assert(f())')).ending).toBe('compile_error')
})

test('an aborted job rejects with the reason and the engine goes on', async () => {
  const controller = new AbortController()
  const job = {
    kind: 'calls',
    language: 'javascript',
    source: 'for (;;);',
    entry: 'f',
    calls: [],
    limits: checkLimits(),
  } as const
  const running = engine.execute(job, controller.signal)
  controller.abort(new Error('enough'))
  await expect(running).rejects.toThrow('enough')
  expect(await valueOf('function f() { return 1 }')).toBe(1)
})
