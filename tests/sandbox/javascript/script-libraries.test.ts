// What test libraries give a script, and what crosses between a script and a program besides data.
import { expect, test } from 'vitest'
import { openScriptJudge } from './judge-script.ts'

const { judge, expectEach } = await openScriptJudge()

const zero = ['wrong_answer', 'runtime_error', 'time_limit']

test('a promise crosses as a promise', async () => {
  const source =
    'async function f(x) { if (x < 0) throw new RangeError("below"); return x * x } const later = (ms, v) => new Promise((r) => setTimeout(() => r(v), ms))'
  await expectEach('accepted', [
    [source, 'test("x", () => f(3).then((v) => assert.equal(v, 9)))'],
    [source, 'assert(f(3) instanceof Promise); assert.equal(await f(3), 9)'],
    [source, 'await Promise.all([f(1), f(2)]).then((l) => assert.deepEqual(l, [1, 4]))'],
    [source, 'f(-1).catch((e) => assert(e instanceof RangeError)); assert.equal(await f(2), 4)'],
    [source, 'await assert.rejects(f(-1), RangeError); await assert.rejects(() => f(-1), { message: "below" })'],
    [source, 'await expect(f(-1)).rejects.toThrow("below"); await expect(f(2)).resolves.toBe(4)'],
    [source, 'const r = await Promise.race([later(50, "slow"), later(10, "fast")]); assert.equal(r, "fast")'],
    [
      source,
      'const r = await Promise.allSettled([f(1), f(-1)]); assert.deepEqual(r.map((x) => x.status), ["fulfilled", "rejected"])',
    ],
    [source, 'const at = Date.now(); await later(200); assert(Date.now() - at >= 199)'],
    [
      'const defer = () => Promise.withResolvers()',
      'const d = defer(); setTimeout(() => d.resolve(5), 5); assert.equal(await d.promise, 5)',
    ],
    [
      'const all = (l) => Promise.all(l), one = async (p) => (await p) + 1',
      'assert.deepEqual(await all([Promise.resolve(1), 2]), [1, 2]); assert.equal(await one(Promise.resolve(1)), 2); await assert.rejects(all([Promise.reject(new Error("no"))]), /no/)',
    ],
  ])
  await expectEach(zero, [
    [source, 'assert.equal(f(3), 9)'],
    [source, 'test("x", () => f(3).then((v) => assert.equal(v, 8)))'],
    [source, 'await Promise.all([f(1), f(2)]).then((l) => assert.deepEqual(l, [1, 5]))'],
  ])
})

test('functions over what is around them are called from afar', async () => {
  await expectEach('accepted', [
    [
      'const f = (l, g) => l.forEach((x) => g(x))',
      'const got = []; f([1, 2], (x) => got.push(x)); assert.deepEqual(got, [1, 2])',
    ],
    ['const f = (l, g) => l.map((x) => g(x))', 'const k = 3; assert.deepEqual(f([1, 2], (x) => x * k), [3, 6])'],
    [
      'const f = (g) => { try { return g() } catch (e) { return e.message } }',
      'const word = "no"; assert.equal(f(() => { throw new Error(word) }), "no")',
    ],
    [
      'const f = (g) => g()',
      'const e = new Error("mine"); assert.throws(() => f(() => { throw e }), (thrown) => thrown === e)',
    ],
    [
      'const f = async (g) => (await g(1)) + 1',
      'const k = 1; assert.equal(await f(async (x) => { await null; return x + k }), 3)',
    ],
    [
      'const f = async (g, n) => { for (;;) { try { return await g() } catch (e) { if (--n === 0) throw e } } }',
      'let n = 0; assert.equal(await f(async () => { if (++n < 3) throw new Error("again"); return n }, 5), 3); await assert.rejects(f(async () => { n++; throw new Error("again") }, 2), /again/); assert.equal(n, 5)',
    ],
    [
      'const f = (g, ms) => { let t; return (...a) => { clearTimeout(t); t = setTimeout(() => g(...a), ms) } }',
      'let n = 0; const d = f(() => n++, 50); d(); d(); await new Promise((r) => setTimeout(r, 100)); assert.equal(n, 1)',
    ],
    [
      'const f = (v, g) => setTimeout(() => g(null, v * 2), 10)',
      'test("a", (done) => { f(2, (error, v) => { assert.equal(v, 4); done(error) }) })',
    ],
    ['const f = (v, g) => setTimeout(() => g(v * 2), 10)', 'f(2, (v) => assert.equal(v, 4))'],
    [
      'class E { #l = {}; on(n, g) { (this.#l[n] ??= []).push(g) } off(n, g) { this.#l[n] = this.#l[n].filter((x) => x !== g) } emit(n, v) { for (const g of this.#l[n] ?? []) g(v) } }',
      'const e = new E(); const got = []; const g = (v) => got.push(v); e.on("x", g); e.emit("x", 1); e.off("x", g); e.emit("x", 2); assert.deepEqual(got, [1])',
    ],
    [
      'const f = (g) => { const seen = new Map(); return (x) => { if (!seen.has(x)) seen.set(x, g(x)); return seen.get(x) } }',
      'let n = 0; const m = f((x) => { n++; return x + 1 }); assert.equal(m(1), 2); assert.equal(m(1), 2); assert.equal(n, 1)',
    ],
    ['const f = (g) => g(1)', 'const h = (x) => (x > 5 ? x : f((y) => h(x + 2 + y - 1)) ); assert.equal(h(1), 7)'],
    ['const f = (g) => (x) => g(x)', 'const k = 2; const g = f((x) => f((y) => y * k)(x)); assert.equal(g(4), 8)'],
  ])
  await expectEach(zero, [
    ['const f = (l, g) => {}', 'const got = []; f([1, 2], (x) => got.push(x)); assert.deepEqual(got, [1, 2])'],
    ['const f = (v, g) => { try { g(v) } catch {} }', 'f(2, (v) => assert.equal(v, 4))'],
    ['const f = (v, g) => { try { g(v) } catch {} }', 'f(2, (v) => expect(v).toBe(4)); assert(true)'],
    [
      'const f = (g, ms) => (...a) => { setTimeout(() => g(...a), ms) }',
      'let n = 0; const d = f(() => n++, 50); d(); d(); await new Promise((r) => setTimeout(r, 100)); assert.equal(n, 1)',
    ],
    [
      'const f = async (g) => { try { await g(0) } catch {} }',
      'await f(async (v) => { await null; assert.equal(v, 1) })',
    ],
    ['const f = (g) => { Promise.resolve().then(() => g(0)).catch(() => {}) }', 'f((v) => { assert.equal(v, 1) })'],
    ['const f = (g) => { for (;;) g() }', 'let n = 0; f(() => n++); assert(n)', { timeMs: 500 }],
  ])
})

test('mock functions tell how they were called', async () => {
  const source = 'const f = (l, g) => l.map((x, i) => g(x, i))'
  await expectEach('accepted', [
    [
      source,
      'const g = jest.fn((x) => x + 1); expect(f([1, 2], g)).toEqual([2, 3]); expect(g).toHaveBeenCalledTimes(2); expect(g).toHaveBeenCalledWith(1, 0); expect(g).toHaveBeenLastCalledWith(2, 1); expect(g.mock.calls).toEqual([[1, 0], [2, 1]])',
    ],
    [
      source,
      'const g = vi.fn().mockReturnValueOnce(7).mockReturnValue(8); expect(f([1, 2], g)).toEqual([7, 8]); expect(g).toHaveReturnedWith(7)',
    ],
    [
      source,
      'const { mock } = require("node:test"); const g = mock.fn((x) => x); f([1], g); assert.equal(g.mock.callCount(), 1); assert.deepEqual(g.mock.calls[0].arguments, [1, 0])',
    ],
    [
      'const f = async (g) => g()',
      'const g = jest.fn().mockResolvedValue(3); expect(await f(g)).toBe(3); const h = jest.fn().mockRejectedValue(new Error("no")); await expect(f(h)).rejects.toThrow("no")',
    ],
  ])
  await expectEach(zero, [
    [source, 'const g = jest.fn((x) => x + 1); f([1, 2], g); expect(g).toHaveBeenCalledTimes(3)'],
    [source, 'const g = jest.fn(); f([1], g); expect(g).not.toHaveBeenCalled()'],
  ])
})

test('matchers that look at a part of a value', async () => {
  const source = 'const f = () => ({ id: 7, name: "Ann", tags: ["a", "b"], at: { x: 1, y: 0.3 }, none: undefined })'
  const held = [
    'expect(f()).toMatchObject({ name: "Ann", at: { x: 1 } })',
    'expect(f()).toEqual(expect.objectContaining({ id: expect.any(Number) }))',
    'expect(f()).toEqual({ id: expect.anything(), name: expect.stringContaining("nn"), tags: expect.arrayContaining(["b"]), at: { x: 1, y: expect.closeTo(0.3001, 3) } })',
    'expect(f().name).toEqual(expect.stringMatching(/^A/)); expect(f()).toEqual(expect.not.objectContaining({ id: 8 }))',
    'expect(f()).toHaveProperty("at.x", 1); expect(f()).toHaveProperty(["tags", 0], "a"); expect(f()).not.toHaveProperty("at.z")',
    'expect(f().tags).toContainEqual("a"); expect(f().id).toBeOneOf([7, 8]); expect(f().id).toSatisfy((n) => n % 7 === 0); expect(f().id).toBeTypeOf("number")',
    'assert.partialDeepStrictEqual(f(), { at: { x: 1 } })',
  ]
  await expectEach(
    'accepted',
    held.map((script) => [source, script]),
  )
  await expectEach(
    zero,
    held.map((script) => ['const f = () => ({ id: "7", name: "Bob", tags: ["c"], at: { x: 2, y: 3 } })', script]),
  )
  await expectEach(zero, [
    [source, 'expect(f()).toMatchObject({ tags: ["a"] })'],
    [source, 'expect(f()).toEqual(expect.objectContaining({ id: expect.any(String) }))'],
    [source, 'expect(f()).toStrictEqual({ id: 7, name: "Ann", tags: ["a", "b"], at: { x: 1, y: 0.3 } })'],
    [source, 'const { strict: same } = require("assert"); same.deepEqual(f().id, "7")'],
  ])
})

test('tests of tables, blocks, hooks and other libraries run as they do there', async () => {
  const source = 'const add = (a, b) => a + b'
  await expectEach('accepted', [
    [source, 'test.each([[1, 2, 3], [0, 0, 0]])("%i + %i = %i", (a, b, sum) => expect(add(a, b)).toBe(sum))'],
    [source, 'it.each([{ a: 1, b: 2, sum: 3 }])("$a and $b", ({ a, b, sum }) => { expect(add(a, b)).toBe(sum) })'],
    [source, 'describe.each([[1], [2]])("by %i", (n) => { test("a", () => expect(add(n, n)).toBe(2 * n)) })'],
    [source, 'test.each`a | b | sum\n${1} | ${2} | ${3}`("$a", ({ a, b, sum }) => expect(add(a, b)).toBe(sum))'],
    [
      source,
      'let n; beforeEach(() => { n = 1 }); describe("x", () => { beforeAll(() => { n = 5 }); test("a", () => { expect(add(n, 1)).toBe(2) }) }); afterEach(() => { n = 0 })',
    ],
    [
      source,
      'test.skip("a", () => expect(add(1, 1)).toBe(3)); test("b", () => expect(add(1, 1)).toBe(2)); test.todo("c")',
    ],
    [
      source,
      'const test = require("node:test"); test("a", async (t) => { await t.test("b", () => assert.equal(add(1, 1), 2)); t.assert.equal(add(1, 2), 3) })',
    ],
    [
      source,
      'const { describe, it } = require("node:test"); describe("x", () => { it("a", () => assert.equal(add(1, 1), 2)) })',
    ],
    [
      source,
      'import assert from "node:assert/strict"; import { test } from "node:test"; import { add } from "./solution.js"; test("a", () => assert.equal(add(1, 1), 2))',
    ],
    [
      source,
      'import { expect, test } from "vitest"; import * as solution from "../src/index"; test("a", () => expect(solution.add(1, 1)).toBe(2))',
    ],
    [source, 'const { add } = require("./add"); const { strictEqual: same } = require("assert"); same(add(1, 1), 2)'],
    [
      'module.exports = (a, b) => a + b',
      'const add = require("./add"); assert.equal(candidate(1, 1), 2)',
      { entry: 'add' },
    ],
    [
      source,
      'import { add } from "./add"\nconst cases: [number, number][] = [[1, 2]]\nfor (const [a, b] of cases) assert.equal(add(a, 1), b)',
      { language: 'typescript' },
    ],
  ])
  await expectEach(zero, [
    [source, 'test.each([[1, 2, 3], [0, 0, 1]])("%i", (a, b, sum) => expect(add(a, b)).toBe(sum))'],
    [source, 'describe.each([[1], [2]])("by %i", (n) => { test("a", () => expect(add(n, n)).toBe(2)) })'],
    [source, 'test("a", async (t) => { await t.test("b", () => assert.equal(add(1, 1), 3)) })'],
    [source, 'afterEach(() => { assert.equal(add(1, 1), 3) }); test("a", () => { assert.equal(add(1, 1), 2) })'],
  ])
  const { tests } = await judge(
    source,
    'test.each([[1, 2], [2, 5]])("%i gives %i", (a, b) => expect(add(a, a)).toBe(b))',
  )
  expect(tests.map(({ id, verdict }) => [id, verdict])).toEqual([
    ['1 gives 2', 'accepted'],
    ['2 gives 5', 'wrong_answer'],
  ])
})
