// What a script compares or asks of a result is data: no code of the program's answers it, unless the script means an
// object of a class.
import { expect, test } from 'vitest'
import { openScriptJudge, type ScriptCase } from './judge-script.ts'

const { judge, expectEach } = await openScriptJudge()

const zero = ['wrong_answer', 'runtime_error', 'time_limit', 'output_limit']

/** Objects that answer whatever they are asked, and what a script asks of the right answer. */
const lies: readonly ScriptCase[] = [
  [
    'let n = 0; class Q { valueOf() { return n++ % 2 ? -Infinity : Infinity } } const f = () => new Q()',
    'const r = f(10); assert(r >= 3.16 && r <= 3.17)',
  ],
  [
    'let n = 0; const f = () => ({ valueOf() { return n++ % 2 ? -Infinity : Infinity } })',
    'const r = f(10); assert(r >= 3.16); assert(r <= 3.17)',
  ],
  [
    'let n = 0; const f = () => ({ [Symbol.toPrimitive]: () => n++ % 2 ? 0 : 9 })',
    'const r = f(1); expect(r).toBeGreaterThan(1.9); expect(r).toBeLessThan(2.1)',
  ],
  ['const f = () => ({ toString: () => "Hello!" })', 'assert.equal(String(f()), "Hello!")'],
  ['const f = () => ({ toString: () => "Hello!" })', 'assert(f() == "Hello!")'],
  ['const f = () => ({ toString: () => "Hello!" })', 'assert.match(`${f()}`, /Hello/)'],
  ['const f = () => ({ toString: () => "Hello!" })', 'expect(f()).toMatch(/Hello/)'],
  ['const f = () => ({ toString: () => "Hello!" })', 'assert(/Hello/.test(f()))'],
  ['const f = () => ({ toJSON: () => [1, 2] })', 'assert.equal(JSON.stringify(f()), "[1,2]")'],
  ['const f = () => ({ includes: () => true })', 'assert(f().includes(5))'],
  [
    'class L { includes() { return true } } const f = () => new L()',
    'assert(f().includes(5)); assert(!f().includes(6) === false)',
  ],
  [
    'const f = () => ({ some: () => true, every: () => true })',
    'assert(f().some((x) => x > 3)); assert(f().every((x) => x > 0))',
  ],
  [
    'const f = () => ({ startsWith: () => true, endsWith: () => true })',
    'const s = f(); assert(s.startsWith("a") && s.endsWith("b"))',
  ],
  [
    'const f = () => ({ has: () => true, size: 3 })',
    'const s = f(); assert.equal(s.size, 3); assert(s.has(1) && s.has(2))',
  ],
  ['const f = () => ({ test: () => true })', 'assert(f().test("abc"))'],
  ['const f = () => ({ indexOf: () => 0, length: 1 })', 'assert(f().indexOf(5) >= 0)'],
  ['const f = () => ({ filter: () => ({ length: 2 }) })', 'assert.equal(f().filter((x) => x > 1).length, 2)'],
  ['const f = () => ({ then(ok) { ok(9) } })', 'assert.equal(await f(), 9)'],
  ['const f = () => ({ then(ok) { ok(9) } })', 'f().then((v) => assert.equal(v, 8))'],
  ['const f = () => ({ *[Symbol.iterator]() { for (let i = 0; i < 1000; i++) yield i } })', 'expect(f()).toContain(7)'],
  [
    'const f = () => ({ *[Symbol.iterator]() { for (let i = 0; i < 1000; i++) yield i } })',
    'assert([...f()].includes(7))',
  ],
  ['class A extends Array { includes() { return true } } const f = () => new A()', 'assert(f().includes(7))'],
  ['class S extends Set { has() { return true } } const f = () => new S()', 'assert(f().has(7))'],
  ['class T extends String { startsWith() { return true } } const f = () => new T("x")', 'assert(f().startsWith("a"))'],
  ['const f = () => new Proxy({}, { get: () => () => true, has: () => true })', 'assert("a" in f())'],
  ['const f = () => new Proxy({}, { has: () => true })', 'assert("a" in f() && "b" in f())'],
  ['const f = () => new Proxy([], { get: (t, k) => k === "length" ? 3 : 1 })', 'assert.deepEqual(f(), [1, 1, 1])'],
  ['const f = () => new Proxy([], { get: () => () => true })', 'assert(f().includes(3))'],
  ['let n = 0; const f = () => ({ get x() { return n++ % 2 ? 0 : 9 } })', 'const r = f(); assert(r.x > 3 && r.x < 5)'],
  [
    'let n = 0; class P { get x() { return n++ % 2 ? 0 : 9 } } const f = () => new P()',
    'const r = f(); expect(r.x).toBeGreaterThan(3); expect(r.x).toBeLessThan(5)',
  ],
  [
    'let n = 0; class P { get length() { return n++ } } const f = () => new P()',
    'const r = f(); assert(r.length >= 2 && r.length <= 2)',
  ],
  ['const f = () => Object.create({ includes: () => true })', 'assert(f().includes(5))'],
  ['function f() { return Object.create(f.prototype) } f.prototype.includes = () => true', 'assert(f().includes(5))'],
  ['const f = () => ({ hasOwnProperty: () => true })', 'assert(f().hasOwnProperty("a"))'],
  [
    'const f = () => ({ [Symbol.toStringTag]: "Date", getTime: () => 5 })',
    'assert.equal(Object.prototype.toString.call(f()), "[object Date]")',
  ],
  ['const f = () => ({ asymmetricMatch: () => true, $$asymmetric: () => true })', 'expect({ a: 1 }).toEqual(f())'],
  ['const f = () => ({ $$asymmetric: () => true, asymmetricMatch: () => true })', 'expect(f()).toEqual({ a: 1 })'],
  ['const f = () => new Number(5)', 'assert(f() > 4 && f() < 6)'],
  ['class N { toFixed() { return "3.14" } } const f = () => new N()', 'assert.equal(f().toFixed(2), "3.14")'],
  ['const f = () => ({ equals: 1, localeCompare: () => 0 })', 'assert.equal(f().localeCompare("b"), 0)'],
  ['const f = () => Object.assign(() => {}, { has: () => true, valueOf: () => 9 })', 'assert(f().has(4) && f() > 3)'],
  ['const f = () => new Proxy(function () {}, { get: () => () => true })', 'assert(f().includes(3))'],
  ['const f = () => new Proxy(class {}, { get: () => () => true })', 'assert(f().some((x) => x > 1))'],
  [
    'const f = () => ({ next: () => ({ value: 9, done: false }), includes: () => true })',
    'const r = f(); r.next(); assert(r.includes(4))',
  ],
  ['const f = () => { const a = [1]; a.includes = () => true; return a }', 'assert(f().includes(7))'],
  ['const f = () => { const d = new Date(0); d.getTime = () => 5; return d }', 'assert.equal(f().getTime(), 5)'],
  [
    'const f = () => { const e = new Error("x"); e.toString = () => "negative"; throw e }',
    'assert.throws(() => f(), /negative/)',
  ],
  [
    'const f = () => { throw { message: { includes: () => true } } }',
    'try { f(); assert.fail() } catch (e) { assert(e.message.includes("neg")) }',
  ],
  [
    'class R extends Promise {} const f = () => { const p = R.resolve(1); p.then = (ok) => ok(9); return p }',
    'assert.equal(await f(), 9)',
  ],
]

test("an object of the program's answers no question in place of a value", { timeout: 60_000 }, async () => {
  await expectEach(
    zero,
    lies.map(([source, script]) => [source, script, { entry: 'f' }]),
  )
})

test('what asks such an object is flagged', async () => {
  const { flags } = await judge('const f = () => ({ includes: () => true })', 'assert(f().includes(5))')
  expect(flags).toContain('non_plain_result')
  expect((await judge('const f = () => [5]', 'assert(f().includes(5))')).flags).toEqual([])
})

test('the same questions are answered by values', async () => {
  await expectEach('accepted', [
    ['const f = () => Math.sqrt(10)', 'const r = f(10); assert(r >= 3.16 && r <= 3.17)'],
    [
      'const f = () => "Hello!"',
      'const s = f(); assert(s.startsWith("Hello") && s.endsWith("!") && s.includes("ell"))',
    ],
    [
      'const f = () => [5, 6]',
      'assert(f().includes(5) && f().some((x) => x > 5)); expect(f()).toContain(6); assert(0 in f())',
    ],
    [
      'const f = () => new Set([1, 2])',
      'const s = f(); assert.equal(s.size, 2); assert(s.has(1)); assert.deepEqual([...s], [1, 2])',
    ],
    ['const f = () => new Map([["a", 1]])', 'const m = f(); assert(m.has("a")); assert.equal(m.get("a"), 1)'],
    [
      'const f = () => /^a/i',
      'const r = f(); assert(r instanceof RegExp && r.test("Abc")); assert.equal(r.flags, "i")',
    ],
    [
      'const f = () => new Date(5)',
      'const d = f(); assert(d instanceof Date && d.getTime() === 5); assert(d < new Date(6))',
    ],
    [
      'const f = () => ({ a: 1, length: 3 })',
      'const r = f(); assert("a" in r && r.length === 3 && r.hasOwnProperty("a")); assert.equal(JSON.stringify(r), \'{"a":1,"length":3}\')',
    ],
    [
      'function* f(n) { for (let i = 0; i < n; i++) yield i }',
      'assert.deepEqual([...f(3)], [0, 1, 2]); for (const v of f(2)) assert(v >= 0); assert.equal(f(1).next().value, 0)',
    ],
    [
      'async function* f(n) { for (let i = 0; i < n; i++) yield i }',
      'const got = []; for await (const v of f(3)) got.push(v); assert.deepEqual(got, [0, 1, 2])',
    ],
  ])
})

test('an object that the script makes, whose class it names, or whose own methods it calls is used as in one process', async () => {
  const source = `
    class Stack { #l = []; push(x) { this.#l.push(x); return this } pop() { return this.#l.pop() } get size() { return this.#l.length } get length() { return this.#l.length } includes(x) { return this.#l.includes(x) } *[Symbol.iterator]() { yield* this.#l } toString() { return this.#l.join() } static of(...l) { const s = new Stack(); for (const x of l) s.push(x); return s } }
    class Money { constructor(n) { this.n = n } valueOf() { return this.n } plus(o) { return new Money(this.n + o.n) } toJSON() { return 'M' + this.n } }
    const account = () => { let b = 0; return { deposit(x) { b += x; return b }, get balance() { return b }, has: (x) => x <= b } }
    const list = () => { const l = []; return { add(x) { l.push(x) }, has: (x) => l.includes(x), size: () => l.length } }
    const makeStack = () => new Stack()
    const money = (n) => new Money(n)
    const Utils = { includes: (list, x) => list.includes(x), map: (list, g) => list.map((x) => g(x)) }
    const counter = () => { let n = 0; return () => ++n }`
  await expectEach(
    'accepted',
    [
      'const s = new Stack(); s.push(1); assert.equal(s.size, 1); assert(s.includes(1)); assert.deepEqual([...s], [1]); assert.equal(String(s), "1"); assert.equal(s.length, 1)',
      'assert.deepEqual([...Stack.of(1, 2)], [1, 2]); assert(Stack.of(1).includes(1))',
      'const s = makeStack(); assert(s instanceof Stack); assert(!s.includes(1))',
      'const s = makeStack(); s.push(4).push(5); assert(s.includes(5)); assert.equal(s.pop(), 5)',
      'assert(new Money(5) > new Money(3)); assert.equal(new Money(5) + 1, 6); assert.equal(JSON.stringify(new Money(2)), \'"M2"\')',
      'const m = new Money(2).plus(new Money(3)); assert(m > 4 && m < 6)',
      'const a = new Money(1); assert(money(5) > a)',
      'assert.equal(account().deposit(5), 5); const a = account(); a.deposit(2); assert.equal(a.balance, 2); assert(a.has(1)); a.deposit(1); assert.equal(a.balance, 3)',
      'const l = list(); l.add(3); assert(l.has(3)); assert.equal(l.size(), 1)',
      'assert(Utils.includes([1, 2], 2)); assert.deepEqual(Utils.map([1], (x) => x + 1), [2])',
      'const c = counter(); c(); assert.equal(c(), 2)',
      'assert.equal(money(3).n, 3); assert.deepEqual(money(3), { n: 3 }); expect(money(3)).toMatchObject({ n: 3 })',
    ].map((script) => [source, script] as const),
  )
})
