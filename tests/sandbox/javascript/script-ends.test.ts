// A script is over when its checks are: what it starts and does not wait for counts, and so does what checks nothing.
import { expect, test } from 'vitest'
import { openScriptJudge } from './judge-script.ts'

const { judge, expectEach } = await openScriptJudge()

const zero = ['wrong_answer', 'runtime_error', 'time_limit']
const wrong = 'async function f(x) { return 0 }'
const right = 'async function f(x) { return x * x }'

/** Scripts of whose checks nobody waits, each with the right answer 9. */
const unwaited = [
  '(async () => { assert.equal(await f(3), 9) })()',
  'const main = async () => { await null; assert.equal(await f(3), 9) }; main()',
  'async function main() { expect(await f(3)).toBe(9) } main()',
  'f(3).then((v) => assert.equal(v, 9))',
  'f(3).then((v) => v).then((v) => { assert.equal(v, 9) })',
  'f(3).finally(() => {}).then((v) => assert.equal(v, 9))',
  'Promise.all([f(3), f(3)]).then(([v]) => assert.equal(v, 9))',
  'test("a", () => { f(3).then((v) => { expect(v).toBe(9) }) })',
  'test("a", () => { expect(f(3)).resolves.toBe(9) })',
  'expect(f(3)).resolves.toEqual(9)',
  '[3].forEach(async (x) => { assert.equal(await f(x), 9) })',
  '[3].map(async (x) => assert.equal(await f(x), 9))',
  'for (const x of [3]) (async () => { console.assert((await f(x)) === 9) })()',
  'setTimeout(async () => assert.equal(await f(3), 9), 10)',
  'setTimeout(() => setTimeout(async () => { assert.equal(await f(3), 9) }, 10), 10)',
  'setImmediate(() => f(3).then((v) => assert.equal(v, 9)))',
  'queueMicrotask(async () => assert.equal(await f(3), 9))',
  'process.nextTick(async () => assert.equal(await f(3), 9))',
  'let n = 0; const t = setInterval(async () => { if (++n === 3) { clearInterval(t); assert.equal(await f(3), 9) } }, 5)',
  'new Promise((resolve) => setTimeout(resolve, 50)).then(async () => assert.equal(await f(3), 9))',
  'async function check(candidate) { setTimeout(async () => assert.equal(await candidate(3), 9), 1) }',
  'test("a", (done) => { f(3).then((v) => { assert.equal(v, 9); done() }, done) })',
  'const wait = (ms) => new Promise((r) => setTimeout(r, ms)); (async () => { await wait(20); if ((await f(3)) !== 9) throw new Error("no") })()',
  '(async () => { if ((await f(3)) !== 9) process.exit(1) })()',
  'f(3).then((v) => { if (v !== 9) process.exitCode = 1 })',
  'f(3).then((v) => { if (v !== 9) return Promise.reject(new Error("no")) })',
  'new Promise(async (yes, no) => ((await f(3)) === 9 ? yes() : no(new Error("no"))))',
  'process.on("exit", () => assert.equal(got, 9)); let got; f(3).then((v) => { got = v })',
]

test('checks that nobody waits for are waited for', { timeout: 60_000 }, async () => {
  await expectEach(
    zero,
    unwaited.map((script) => [wrong, script, { entry: 'f' }]),
  )
  await expectEach(
    'accepted',
    unwaited.map((script) => [right, script, { entry: 'f' }]),
  )
})

test('a promise that is expected to be rejected and is not fails, whether or not it is waited for', async () => {
  const scripts = [
    'assert.rejects(async () => { await f(1) })',
    'assert.rejects(f(1))',
    'test("a", () => { assert.rejects(() => f(1), /no/) })',
    'expect(f(1)).rejects.toThrow("no")',
    'test("a", () => { expect(f(1)).rejects.toThrow() })',
    'await expect(f(1)).rejects.toThrow(Error)',
    'f(1).then(() => { throw new Error("it is kept") }, (e) => assert.match(e.message, /no/))',
    'f(1).then(() => assert.fail(), () => {})',
    'try { await f(1); assert.fail() } catch (e) { assert.equal(e.message, "no") }',
  ]
  await expectEach(
    zero,
    scripts.map((script) => ['async function f(x) { return 0 }', script]),
  )
  await expectEach(
    'accepted',
    scripts.map((script) => ['async function f(x) { throw new Error("no") }', script]),
  )
})

test('a rejection that nobody sees fails, however much is done after it', async () => {
  const script = `(async () => { await null; assert.equal(f(1), 2) })();
    (async () => { for (let n = 0; n < 300; n++) { await null; globalThis.kept = new Array(20_000).fill(n) } assert(true) })()`
  await expectEach(zero, [['const f = () => 1', script]])
  await expectEach('accepted', [['const f = () => 2', script]])
})

test('what never comes fails, and the tests after it run', async () => {
  const never = 'const f = () => new Promise(() => {}), g = () => 1'
  await expectEach(zero, [
    [never, '(async () => { assert.equal(await f(), 1) })(); assert(true)'],
    [never, 'f().then((v) => assert.equal(v, 1)); assert.equal(g(), 1)'],
    [never, 'expect(f()).resolves.toBe(1); assert.equal(g(), 1)'],
    [never, 'await f(); assert(true)'],
    [never, 'test("a", async () => { expect(await f()).toBe(1) })'],
  ])
  const { tests } = await judge(
    never,
    'test("a", async () => expect(await f()).toBe(1)); test("b", () => expect(g()).toBe(1))',
  )
  expect(tests.map(({ verdict }) => verdict)).toEqual(['wrong_answer', 'accepted'])
})

test("a failure after a test has returned is that test's", async () => {
  const script = 'test("a", () => { setTimeout(() => assert.equal(f(), 2), 5) }); test("b", () => assert.equal(f(), 1))'
  const { tests } = await judge('const f = () => 1', script)
  expect(tests.map(({ id, verdict }) => [id, verdict])).toEqual([
    ['a', 'wrong_answer'],
    ['b', 'accepted'],
  ])
})

/** Scripts that check each value of a result. */
const overValues = [
  'for (const v of f(3)) assert(v > 0)',
  'for (const v of f(3)) { if (v <= 0) throw new Error("no") }',
  'for (const k in f(3)) assert(f(3)[k] > 0)',
  'const r = f(3); for (let i = 0; i < r.length; i++) assert(r[i] > 0)',
  'let r = f(3), i = 0; while (i < r.length) { assert(r[i] > 0); i++ }',
  'f(3).forEach((v) => assert(v > 0))',
  'f(3).forEach((v) => { expect(v).toBeGreaterThan(0) })',
  'f(3).map((v) => assert.ok(v > 0))',
  'f(3).every((v) => { assert(v > 0); return true })',
  'assert(f(3).every((v) => v > 0))',
  'expect(f(3).every((v) => v > 0)).toBe(true)',
  'function positive(v) { assert(v > 0) } f(3).forEach(positive)',
  'const positive = (v) => assert(v > 0); f(3).forEach(positive)',
  'function positive(v) { assert(v > 0) } for (const v of f(3)) positive(v)',
  'Object.entries(f(3)).forEach(([, v]) => assert(v > 0))',
  'for (const [, v] of Object.entries(f(3))) assert(v > 0)',
  'Array.from(f(3), (v) => assert(v > 0))',
  'const r = f(3); assert(Array.isArray(r)); for (const v of r) assert(v > 0)',
  'const r = f(3); assert(r instanceof Array); assert.equal(typeof r, "object"); r.forEach((v) => assert(v > 0))',
  'const r = f(3); expect(r).toBeDefined(); expect(r).toEqual(expect.any(Array)); r.forEach((v) => expect(v).toBeGreaterThan(0))',
  'const r = f(3).filter((v) => v !== 0); for (const v of r) assert(v > 0)',
  'const run = (n) => f(n); for (const v of run(3)) assert(v > 0); assert.equal(typeof run, "function")',
  'test("a", () => { const r = f(0); assert.equal(r.length, 0) }); test("b", () => { const r = f(3); for (const v of r) assert(v > 0) })',
  'function check(candidate) { for (const v of candidate(3)) assert(v > 0) }',
  'for await (const v of f(3)) assert(v > 0)',
  'f(3).forEach(async (v) => { await null; assert(v > 0) })',
  'await Promise.all(f(3).map(async (v) => assert(v > 0)))',
]

test('a loop over a result that is empty checks nothing', { timeout: 60_000 }, async () => {
  const empty = 'const f = (n) => []'
  const full = 'const f = (n) => Array.from({ length: n }, (_, i) => i + 1)'
  await expectEach(
    zero,
    overValues.map((script) => [empty, script, { entry: 'f' }]),
  )
  await expectEach(
    'accepted',
    overValues.map((script) => [full, script, { entry: 'f' }]),
  )
})

test('honest programs may give nothing where the script says so, or where it checks nothing there', async () => {
  const divisors =
    'const f = (n) => { const out = []; for (let i = 1; i < n; i++) if (n % i === 0) out.push(i); return out }'
  await expectEach('accepted', [
    [divisors, 'const r = f(1); assert.equal(r.length, 0); for (const v of r) assert(v > 0)'],
    [divisors, 'const r = f(1); assert.deepEqual(r, []); r.forEach((v) => assert(v > 0))'],
    [divisors, 'const r = f(1); expect(r).toHaveLength(0); for (const v of r) expect(v).toBeGreaterThan(0)'],
    [divisors, 'const seen = []; for (const v of f(1)) { seen.push(v); assert(v > 0) } assert.deepEqual(seen, [])'],
    [divisors, 'assert.deepEqual(f(1), []); for (const v of f(1)) assert(v > 0)'],
    [divisors, 'assert.deepEqual(f(1), []); f(1).forEach((v) => assert(v > 0))'],
    [divisors, 'for (const v of f(1)) assert.fail("none is expected")'],
    [divisors, 'for (const n of [1, 6]) for (const v of f(n)) assert.equal(n % v, 0)'],
    [divisors, 'f(1).forEach(() => { throw new Error("none is expected") }); assert.equal(f(6).length, 3)'],
    [
      divisors,
      'const inOrder = (l) => { for (let i = 1; i < l.length; i++) assert(l[i - 1] < l[i]) }; inOrder(f(1)); inOrder(f(12))',
    ],
    [divisors, 'const r = f(6); if (process.platform === "win32") assert.equal(r, 0); assert(r.length > 0)'],
    [divisors, 'test("a", () => { const r = f(6); if (process.platform === "win32") assert.equal(r, 0) })'],
    [divisors, 'const unused = (l) => { for (const v of l) assert(v > 0) }; assert.equal(f(6).length, 3)'],
    [divisors, 'try { f(6) } catch (e) { assert.fail(e) } assert.deepEqual(f(6), [1, 2, 3])'],
    [
      'const f = () => { throw new RangeError("no") }',
      'try { f(); assert.fail() } catch (e) { if (!(e instanceof RangeError)) throw e }',
    ],
    [
      'const f = () => { throw new RangeError("no") }',
      'try { f(); throw new Error("none") } catch (e) { assert.equal(e.message, "no") }',
    ],
    ['const f = () => 1', 'if (f() !== 1) throw new Error("no")'],
    ['const f = () => 1', 'if (f() !== 1) process.exit(1)'],
    ['const f = () => 1', 'f() === 1 || process.exit(1)'],
  ])
})

test('where no check is reached, the program is to blame that kept the script from it', async () => {
  await expectEach(zero, [
    ['const f = () => null', 'const r = f(1); if (r) assert.equal(r.x, 1)'],
    [
      'const f = () => null',
      'test("a", () => { const r = f(1); if (r) assert.equal(r.x, 1) }); test("b", () => assert(true))',
    ],
    ['const f = () => 1', 'try { f(-1) } catch (e) { assert.equal(e.message, "no") }'],
    ['const f = () => 1', 'test("throws", () => { try { f(-1) } catch (e) { expect(e.message).toBe("no") } })'],
    [
      'const f = () => 1',
      'test("a", () => { expect.assertions(1); try { f(-1) } catch (e) { expect(e.message).toBe("no") } })',
    ],
    ['const f = () => undefined', 'f()?.forEach((v) => assert(v > 0))'],
    ['const f = (g) => {}', 'f((v) => assert.equal(v, 1))'],
    ['const f = (g) => {}', 'test("calls", () => { f((v) => { expect(v).toBe(1) }) })'],
  ])
})

test('a script that can check nothing is at fault, whatever the program does', async () => {
  for (const source of ['const f = () => 1', 'const f = () => { throw 1 }', 'const f = (']) {
    await expectEach('tests_invalid', [
      [source, 'f(1)'],
      [source, 'console.log(f(1) === 1 ? "PASS" : "FAIL")'],
      [source, 'test("a", () => { f(1) })'],
      [source, 'test("a", () => { expect(f(1)) })'],
      [source, 'const _ = require("lodash"); assert(_.isEqual(f(1), 1))'],
      [source, 'import sinon from "sinon"; assert.equal(f(1), 1)'],
      [source, 'expect(f(1)).toMatchSnapshot()'],
      [source, 'expect(f(1)).to.equal(1)'],
      [source, 'assert.isTrue(f(1))'],
      [source, 'jest.mock("./x"); expect(f(1)).toBe(1)'],
      [source, 'document.body.innerHTML = ""; assert.equal(f(1), 1)'],
    ])
  }
})

test('console.assert, process.exit and the exit code check', async () => {
  const scripts = [
    'console.assert(f() === 1, "no")',
    'f() === 1 ? 0 : process.exit(2)',
    'process.exitCode = f() === 1 ? 0 : 1',
  ]
  await expectEach(
    'wrong_answer',
    scripts.map((script) => ['const f = () => 2', script]),
  )
  await expectEach(
    'accepted',
    scripts.slice(0, 2).map((script) => ['const f = () => 1', `${script}; process.exit(0)`]),
  )
})

test('a script that sleeps past the limit is not waited for and not accepted', async () => {
  const script = 'setTimeout(() => assert.equal(f(), 2), 60_000); assert.equal(f(), 1)'
  expect((await judge('const f = () => 1', script, { timeMs: 1000 })).verdict).toBe('time_limit')
  const forever = 'setInterval(() => {}, 100); assert.equal(f(), 1)'
  expect((await judge('const f = () => 1', forever, { timeMs: 1000 })).verdict).toBe('accepted')
})
