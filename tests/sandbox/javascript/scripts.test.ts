// Test scripts whose author is honest and whose candidate is not, or is right in a way that crosses between processes.
import { afterAll, expect, test } from 'vitest'
import { openSandbox } from '../../../src/sandbox/open-sandbox.ts'
import type { JudgeResult } from '../../../src/sandbox/sandbox.ts'

const sandbox = await openSandbox({ languages: ['javascript'], concurrency: 2, cacheEntries: 0 })
afterAll(() => sandbox.close())

interface Options {
  readonly entry?: string
  readonly timeMs?: number
}

function judge(source: string, script: string, { entry, timeMs = 5000 }: Options = {}): Promise<JudgeResult> {
  const tests = { format: 'assert', script, limits: { timeMs }, ...(entry === undefined ? {} : { entry }) } as const
  return sandbox.judge({ language: 'javascript', source, tests })
}

/** Verdicts by case, and what else is told where one is not as wanted. */
async function expectEach(
  wanted: string | readonly string[],
  cases: readonly (readonly [source: string, script: string, options?: Options])[],
): Promise<void> {
  for (const [source, script, options] of cases) {
    const { verdict, tests } = await judge(source, script, options)
    expect([wanted].flat(), `${source} <- ${script}: ${verdict} ${JSON.stringify(tests)}`).toContain(verdict)
  }
}

const zero = ['wrong_answer', 'runtime_error']

test('a candidate that gives a name as something else, or not at all, is wrong and never the script', async () => {
  const calls = 'assert.equal(add(1, 2), 3)'
  await expectEach(zero, [
    ['const add = 5', calls],
    ['var add = null', calls],
    ['const x = 1', calls],
    ['const Solution = {}', 'assert(new Solution())'],
    ['const x = 1', `assert.strictEqual(typeof add, 'function'); ${calls}`],
    ['const x = 1', 'let r; try { r = add(1, 2) } catch { r = null } assert.equal(r, 3)'],
    ['const x = 1', 'if (typeof add === "function") assert.equal(add(1, 2), 3)'],
    ['const x = 1', 'assert.throws(() => add(1))'],
  ])
})

test('values of a candidate are read, and objects of functions are used', async () => {
  expect((await judge('const total = 4', 'assert.equal(total, 5)')).verdict).toBe('wrong_answer')
  await expectEach('accepted', [
    ['const total = 5', 'assert.equal(total, 5)'],
    ['const M = { sq(x) { return x * x } }', 'assert.equal(M.sq(3), 9)'],
    ['let n = 0; function inc() { n++ }', 'inc(); inc(); assert.equal(n, 2)'],
    ['export const total = 5\nexport class S { one() { return 1 } }', 'assert.equal(total + new S().one(), 6)'],
    ['module.exports = { f() { return this.g() }, g() { return 1 } }', 'assert.equal(f(), 1)'],
  ])
})

test('a script that never turns to the candidate is at fault', async () => {
  await expectEach('tests_invalid', [
    ['const add = 5', 'assert(true)'],
    ['const add = 5', 'assert(false)'],
    ['const add = 5', 'assert('],
    ['const check = () => 1', 'assert(true)'],
    ['const add = 5', "if (typeof module !== 'undefined') assert(false); beforeEach(() => {})"],
  ])
})

test('what a script does with an answer is charged to the candidate', { timeout: 120_000 }, async () => {
  const copying =
    'const r = candidate([1, 2]); const s = []; for (let i = 0; i < r.length; i++) s.push(r[i]); assert.deepEqual(s, [1, 2])'
  const ended = ['time_limit', 'memory_limit', 'wrong_answer']
  const options = { entry: 'f', timeMs: 1000 }
  const cases = [
    ['function f() { return { length: 1e9 } }', copying],
    ['const f = () => 2 ** 31', 'assert(Array(candidate(1)).fill(0).join())'],
    ['const f = () => Infinity', 'for (let i = 0; i < candidate(3); i++); assert(true)'],
    ['const f = () => Infinity', 'const n = candidate(3); for (let i = 0; i < n; i++); assert(true)'],
  ] as const
  for (const [source, script] of cases) {
    const startedAt = performance.now()
    const { verdict } = await judge(source, script, options)
    expect(ended.concat('runtime_error'), script).toContain(verdict)
    expect(performance.now() - startedAt, script).toBeLessThan(options.timeMs + 20_000)
  }
})

test('a loop that the candidate never lets end is over at the time limit', async () => {
  const source = 'class It { done() { return false } next() { return 1 } }'
  const script = 'const it = new It(); while (!it.done()) it.next(); assert(true)'
  for (let i = 0; i < 3; i++) expect((await judge(source, script, { timeMs: 500 })).verdict).toBe('time_limit')
  // The workers go on.
  expect((await judge('const f = () => 1', 'assert.equal(f(), 1)')).verdict).toBe('accepted')
})

test('no data of a candidate passes for a function or an object, and functions go back in', async () => {
  await expectEach(zero, [
    [
      'class S { push() {} size() { return 1 } } function dbl(x) { return 2 * x }',
      'const s = new S(); s.push(1); assert.equal(dbl(s.size), 2)',
    ],
    ['const enc = () => ({ $method: true, [Symbol()]: 0 }), dec = (x) => 0', "assert.equal(dec(enc('abc')), 'abc')"],
    ['const enc = () => ({ object: -1, $object: -1 }), dec = (x) => x.length', "assert.equal(dec(enc('abc')), 'abc')"],
    [
      'function f() { const s = new Set([f]); Object.defineProperty(s, "size", { value: 2 }); s[Symbol.iterator] = function* () {}; return s }',
      'assert.deepEqual(f(), new Set([1, 2]))',
    ],
    ['const enc = () => Symbol(), dec = (x) => 0', "assert.equal(dec(enc('abc')), 'abc')"],
    ['const f = () => 1', 'const m = new Map([[1, f]]); assert.equal(f(m), 2)'],
  ])
})

test('names are found wherever a script mentions them', async () => {
  const words = Array.from({ length: 400 }, (_, n) => `word${n}`).join(' ')
  await expectEach('accepted', [
    ['const f = (n) => [0, 1, 2]', 'assert.equal(Math.max(...f(3)), 2)'],
    ['const f = (n) => 1', `const text = '${words}'; assert.equal(f(text), 1)`],
    ["function escape(s) { return s.replaceAll('<', '&lt;') }", 'assert.equal(escape("<b"), "&lt;b")'],
    ['const f = (n) => n', 'const g = eval("f"); assert.equal(g(2), 2)'],
  ])
  await expectEach(zero, [
    ['const x = 1', 'assert.equal(escape("<b"), "&lt;b")'],
    ['const x = 1', 'assert.equal(escape("ab"), "ab")'],
  ])
  // What a script weighs answers with stays its own.
  const tampering = `function f() { return 1 } var assert = () => {}, expect = assert
    var Math = { abs: () => 0 }, JSON = { stringify: () => '' }, isNaN = () => true, String = () => ''`
  await expectEach('wrong_answer', [
    [tampering, 'assert.equal(f(), 2)'],
    [tampering, 'assert(Math.abs(f() - 3) < 1e-9)'],
    [tampering, 'assert(JSON.stringify(f()) === JSON.stringify(2))'],
    [tampering, 'assert(isNaN(f()))'],
  ])
})

test('what is no plain data can be handled as in one process', async () => {
  const classes = `
    class Vec { constructor(x, y) { this.x = x; this.y = y } add(o) { return new Vec(this.x + o.x, this.y + o.y) } }
    class MyErr extends Error { constructor(m) { super(m); this.name = 'MyErr'; this.code = 7 } }
    class Quiet extends TypeError {}
    class R { constructor(n) { this.n = n } *[Symbol.iterator]() { for (let i = 0; i < this.n; i++) yield i } static of(n) { return new R(n) } toString() { return 'R' + this.n } }
    class P { constructor(x) { this.x = x } }
    const mk = (x) => new P(x)
    const f = (n) => { if (n === 0) throw new Quiet('quiet'); if (n < 0) throw new MyErr('below'); return n }
    function counter() { let n = 0; return () => ++n }
    const mymap = (list, g) => list.map((x) => g(x))
    const day = (d) => new Date(d.getTime() + 1)
    const total = ({ list }) => list.reduce((sum, p) => sum + p.x, 0)
    const many = () => [new P(1), new P(2)]
    const same = (a, b) => a === b
    const one = new P(1)`
  await expectEach(
    'accepted',
    [
      'const v = new Vec(1, 2).add(new Vec(3, 4)); assert.deepEqual([v.x, v.y], [4, 6])',
      'assert.throws(() => f(-1), MyErr)',
      'assert.throws(() => f(-1), { name: "MyErr", message: "below", code: 7 })',
      'assert.throws(() => f(-1), /below/); assert.throws(() => f(0), TypeError); assert.throws(() => f(0), Quiet)',
      'expect(() => f(-1)).toThrow(MyErr); expect(() => f(-1)).toThrow("below")',
      'try { f(-1); assert.fail() } catch (e) { assert(e instanceof MyErr && e instanceof Error && !(e instanceof Quiet)); assert.equal(e.code, 7) }',
      'assert(mk() instanceof P); assert(!(mk() instanceof R)); expect(mk()).toBeInstanceOf(P)',
      'assert.deepStrictEqual(mk(1), new P(1)); assert.notDeepStrictEqual(mk(1), new P(2))',
      'assert.deepEqual(mk(1), { x: 1 }); expect(mk(1).constructor.name).toBe("P"); assert.deepEqual(Object.keys(mk(1)), ["x"])',
      'assert.deepEqual([...new R(3)], [0, 1, 2]); assert.deepEqual([...R.of(2)], [0, 1]); assert.equal(`${new R(3)}`, "R3")',
      'const c = counter(); c(); assert.equal(c(), 2)',
      'assert.deepEqual(mymap([1, 2], x => x * 2), [2, 4])',
      'assert.equal(day(new Date(5)).getTime(), 6)',
      'assert.equal(total({ list: [mk(1), mk(2)] }), 3)',
      'assert.deepEqual(many().map((p) => p.x), [1, 2])',
      'assert(same(one, one)); assert.strictEqual(one, one); assert(!same(one, mk(1)))',
    ].map((script) => [classes, script] as const),
  )
  await expectEach(zero, [
    [classes, 'assert.deepStrictEqual(mk(1), new R(1))'],
    [classes, 'assert.throws(() => f(-1), Quiet)'],
    [classes, 'assert.deepEqual(mk(1), { x: 2 })'],
  ])
})

test('a class that needs what is around it cannot cross, which is no fault of a candidate that is right', async () => {
  const script = `test('a', () => assert.equal(f(() => 1), 1)); test('b', () => { let n = 1; class A { n() { return n } } assert.equal(f(A), 1) })`
  expect((await judge('const f = (g) => g()', script)).verdict).toBe('tests_invalid')
  expect((await judge('const f = (g) => 2', script)).verdict).toBe('wrong_answer')
})

test('what a call that gives nothing back leaves in its arguments is there for the script', async () => {
  await expectEach('accepted', [
    ['function f(n) { n.sort() }', 'const n = [2, 0, 1]; f(n); assert.deepEqual(n, [0, 1, 2])'],
    ['async function f(n) { await null; n.sort() }', 'const n = [2, 1]; await f(n); assert.deepEqual(n, [1, 2])'],
    ['function f(m) { m[0][1] = 0; m.push([9]) }', 'const m = [[1, 2]]; f(m); assert.deepEqual(m, [[1, 0], [9]])'],
    ['function f(o) { delete o.a; o.b = { c: 1 } }', 'const o = { a: 1 }; f(o); assert.deepEqual(o, { b: { c: 1 } })'],
    ['function f(m) { m.set("x", 1) }', 'const m = new Map(); f(m); assert.equal(m.get("x"), 1)'],
    ['function f(s) { s.add(1) }', 'const s = new Set(); f(s); assert.ok(s.has(1))'],
    ['function f(b) { b.fill(3) }', 'const b = new Uint8Array(2); f(b); assert.equal(b[1], 3)'],
    ['class S { f(a) { a.reverse() } }', 'const a = [1, 2]; new S().f(a); assert.deepEqual(a, [2, 1])'],
  ])
  await expectEach(zero, [
    ['function f(n) {}', 'const n = [2, 0, 1]; f(n); assert.deepEqual(n, [0, 1, 2])'],
    ['function f(n) { n.length = 0; return n }', 'const n = [2, 1]; assert.deepEqual(f(n), [...n].sort())'],
  ])
})
