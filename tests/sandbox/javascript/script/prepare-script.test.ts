// What a test script is taken for before it runs: which parts owe a check, what it lacks, and how it is watched.
import { expect, test } from 'vitest'
import { Script } from 'node:vm'
import { prepareScript } from '../../../../src/sandbox/javascript/script/prepare-script.ts'

const linesOf = (script: string): readonly number[] => prepareScript(script).lines

test('what is made of a script is a program of as many lines', () => {
  const scripts = [
    'for (const v of f(3))\n  assert(v > 0)',
    'const o = { async m() { assert(await f()) }, get g() { return 1 }, [`k`]: async (v) => ({ v }) }\no.m()',
    'class A { static async s() { assert(f()) } async *g() { yield f() } }\nlabel: for (const x of f()) { assert(x); continue label }',
    'if (f(1) !== 2) throw new Error("a"); else f(2)\nf(1) || process.exit(1)',
    'f(3).forEach(async function named(v) {\n  assert(v)\n})\nconst g = async v => assert(await v)\nf(g)',
    'import assert, { strictEqual as same } from "node:assert"\nimport {\n  f\n} from "./solution"\nsame(f(1), 1)',
    'test("a", async () => { try { await f(); assert.fail() } catch {} })',
  ]
  for (const script of scripts) {
    const { text, fault } = prepareScript(script)
    expect(fault, script).toBeNull()
    expect(text.split('\n').length, script).toBe(script.split('\n').length)
    expect(() => new Script(`(async function () {${text}\n})`), text).not.toThrow()
  }
})

test('loops, callbacks and asynchronous functions that check are watched, by their lines', () => {
  expect(linesOf('\nfor (const v of f(3)) assert(v > 0)')).toEqual([2])
  expect(linesOf('f(3).forEach((v) => {\n assert(v) })\nf(1)((x) => assert(x))')).toEqual([1, 3])
  expect(linesOf('(async () => { assert(await f()) })()')).toEqual([1])
  expect(linesOf('const r = f(); const q = r.filter((x) => x); while (q.length) assert(q.pop())')).toEqual([1])
})

test("what is the script's own, checks nothing, or is decided elsewhere is not watched", () => {
  for (const script of [
    'for (const [a, b] of [[1, 2]]) assert.equal(f(a), b)',
    '[1, 2].forEach((a) => assert(f(a)))',
    'for (const v of f(3)) console.log(v); assert(f(3))',
    'for (const v of f(3)) assert.fail()',
    'const r = f(); assert.equal(r.length, 2); for (const v of r) assert(v)',
    'const r = f(); if (r.length !== 2) throw 1; r.forEach((v) => assert(v))',
    'f().catch((e) => assert(e))',
    'f().then(() => {}, (e) => assert(e))',
    'assert.throws(() => f())',
    'test("a", () => { assert(f()) })',
  ]) {
    expect(linesOf(script), script).toEqual([])
  }
})

test('what is lacking is told before anything runs, unless the script does without', () => {
  const faultOf = (script: string): string | null => prepareScript(script).fault
  expect(faultOf('f(1)')).toMatch(/checks nothing/)
  expect(faultOf('expect(f()).toMatchSnapshot()')).toMatch(/toMatchSnapshot/)
  expect(faultOf('expect(f()).not.toBeFoo()')).toMatch(/toBeFoo/)
  expect(faultOf('expect.extend({}); expect(f()).toBe(1)')).toMatch(/expect\.extend/)
  expect(faultOf('assert.isTrue(f())')).toMatch(/assert\.isTrue/)
  expect(faultOf('const x = require("left-pad"); assert(x)')).toMatch(/left-pad/)
  expect(faultOf('vi.spyOn(console, "log"); assert(f())')).toMatch(/vi\.spyOn/)
  for (const script of [
    'if (typeof window !== "undefined") f(1); assert(f())',
    'let chai; try { chai = require("chai") } catch {} assert(f())',
    'const assert = { isTrue: (x) => { if (!x) throw 1 } }; assert.isTrue(f())',
    'const window = f(); assert(window.size)',
    'expect(f()).resolves.not.toBe(1); expect.not.objectContaining({}); expect(f()).toEqual(expect.any(Number))',
  ]) {
    expect(faultOf(script), script).toBeNull()
  }
})

test('a text that acorn cannot read is left to V8', () => {
  expect(prepareScript('assert(')).toEqual({ text: 'assert(', fault: null, lines: [], owes: false })
})
