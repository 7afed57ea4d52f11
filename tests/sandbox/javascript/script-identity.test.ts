// What a script tells apart: a value that is given back from a copy of it, big integers from numbers, -0 from 0.
import { expect, test } from 'vitest'
import { openScriptJudge } from './judge-script.ts'

const { judge } = await openScriptJudge()

/** A right program, a wrong one, and the script. */
const told: readonly (readonly [what: string, right: string, wrong: string, script: string])[] = [
  ['a copy', 'const f = (a) => structuredClone(a)', 'const f = (a) => a', 'const a = { x: [1] }; const b = f(a); assert.notStrictEqual(b, a); assert.deepEqual(b, a)'],
  ['a copy of a list', 'const f = (a) => [...a]', 'const f = (a) => a', 'const a = [1]; const b = f(a); expect(b).not.toBe(a); expect(b).toEqual(a)'],
  ['a copy that is changed', 'const f = (a) => structuredClone(a)', 'const f = (a) => a', 'const a = { x: [1] }; const b = f(a); b.x.push(2); assert.deepEqual(a, { x: [1] })'],
  ['what was given', 'const f = (a) => a', 'const f = (a) => ({ ...a })', 'const a = { x: 1 }; assert.strictEqual(f(a), a)'],
  ['what stands in it', 'const f = (a) => a.find((x) => x.id === 2)', 'const f = (a) => ({ ...a[1] })', 'const a = [{ id: 1 }, { id: 2 }]; expect(f(a)).toBe(a[1])'],
  ['what a promise gives back', 'const f = async (a) => a.x', 'const f = async (a) => ({ ...a.x })', 'const a = { x: { y: 1 } }; assert.strictEqual(await f(a), a.x)'],
  ['one of two equal ones', 'const f = (a, b) => b', 'const f = (a, b) => a', 'const a = {}; const b = {}; assert.strictEqual(f(a, b), b)'],
  ['what came from a callback', 'const f = (g) => g({ y: 1 })', 'const f = (g) => ({ y: 1 })', 'let seen = 0; assert.equal(f((o) => { seen++; return o.y }), 1); assert.equal(seen, 1)'],
  ['a big integer', 'const f = (n) => n * 2n', 'const f = (n) => 20', 'assert.strictEqual(f(10n), 20n)'],
  ['no big integer', 'const f = (n) => n * 2', 'const f = (n) => BigInt(n * 2)', 'assert.strictEqual(f(10), 20)'],
  ['big integers in a list', 'const f = () => [7n]', 'const f = () => [7]', 'assert.deepStrictEqual(f(), [7n])'],
  ['the type of a big integer', 'const f = () => 7n', 'const f = () => 7', 'assert.equal(typeof f(), "bigint"); assert.equal(f(), 7)'],
  ['0', 'const f = () => 0', 'const f = () => -0', 'assert.strictEqual(f(), 0)'],
  ['-0', 'const f = (x) => x', 'const f = (x) => x + 0', 'assert(Object.is(f(-0), -0)); assert.equal(f(1), 1)'],
] // prettier-ignore

for (const [what, right, wrong, script] of told) {
  test(what, async () => {
    expect((await judge(right, script)).verdict).toBe('accepted')
    expect((await judge(wrong, script)).reward).toBe(0)
  })
}

test('what a call has changed is not given back as what was given, so that nobody wins by emptying it', async () => {
  const empties = 'const f = (a) => { a.length = 0; return a }'
  expect((await judge(empties, 'const a = [3, 1]; const r = f(a); assert.deepEqual(r, [...a].sort())')).reward).toBe(0)
  expect((await judge(empties, 'const a = [3, 1]; assert.deepEqual(f(a), [...a].sort())')).reward).toBe(0)
})
