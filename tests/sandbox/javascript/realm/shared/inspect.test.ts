import { format, inspect as nodeInspect } from 'node:util'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { installFormat } from '../../../../../src/sandbox/javascript/realm/shared/format.ts'
import { installInspectLayout } from '../../../../../src/sandbox/javascript/realm/shared/inspect-layout.ts'
import { installInspect } from '../../../../../src/sandbox/javascript/realm/shared/inspect.ts'
import { capturePrimordials } from '../../../../../src/sandbox/javascript/realm/shared/primordials.ts'

const own = installInspect(capturePrimordials(), installInspectLayout(), installFormat)

class Point {
  x = 1
  label = 'p'
}

test("values of every common type look as Node's console shows them", () => {
  const cyclic: Record<string, unknown> = { name: 'a', inner: {} }
  cyclic['self'] = cyclic
  cyclic['inner'] = { outer: cyclic }
  const values = [
    [1, -0, NaN, 'it\'s "quoted"', 'line\nbreak', 10n, Symbol('s'), undefined, null, true],
    Array.from({ length: 120 }, (_, index) => index * 37),
    ['apple', 'banana', 'cherry', 'date', 'elder', 'fig', 'grape', 'honeydew'],
    new Map<unknown, unknown>([
      [1, { a: [1, 2] }],
      ['k', new Set([1])],
    ]),
    new Set(['a', { b: 1 }]),
    Object.assign([], { 1: 1, 4: 2 }),
    new Point(),
    [new Point(), class Empty {}, class Sub extends Point {}, () => {}, function named() {}, async () => {}],
    cyclic,
    Object.assign(Object.create(null) as object, { a: 1 }),
    { a: { b: { c: { d: 1 } } }, 'not-plain': 1, [Symbol('k')]: 2 },
    [new Uint8Array([1, 2, 3]), new Date(0), /a+/g, new Number(3), new String('s')],
    { text: 'a long line\n'.repeat(12), list: [[[[]]], [[[1]]]] },
  ]
  for (const value of values) expect(own.inspect(value)).toBe(nodeInspect(value))
})

test("nested data of any shape breaks into lines as Node's does", () => {
  const leaf = fc.oneof(fc.integer(), fc.double(), fc.string({ maxLength: 30 }), fc.boolean(), fc.constant(null))
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      leaf,
      fc.array(tie('value'), { maxLength: 12 }),
      fc.array(fc.integer({ min: 0, max: 1_000_000 }), { maxLength: 110 }),
      fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }), tie('value'), { maxKeys: 7 }),
      fc.array(fc.tuple(leaf, tie('value')), { maxLength: 4 }).map((pairs) => new Map(pairs)),
    ),
  }))
  fc.assert(
    fc.property(value, (given) => {
      expect(own.inspect(given)).toBe(nodeInspect(given))
    }),
    { numRuns: 500, seed: 7 },
  )
})

test('format strings take their arguments as in Node', () => {
  for (const given of [
    ['%s is %d', 'a', 5],
    ['%i %f %j %%', '12.5', '1.5', { a: 1 }, 'rest'],
    ['100%', 1],
    ['%s'],
    ['%o', 1],
    [1, 'a', { b: [2] }],
    ['%d', {}],
  ]) {
    expect(own.format(given)).toBe(format(...given))
  }
})
