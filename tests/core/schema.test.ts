import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { checkOptions, compileSchema } from '../../src/core/schema.ts'

const schema = Type.Object({
  level: Type.Integer({ minimum: 1, maximum: 3, default: 1 }),
  kind: Type.Optional(Type.Enum(['easy', 'hard'])),
  items: Type.Optional(Type.Array(Type.Object({ price: Type.Number() }, { additionalProperties: false }))),
})

test('a value that fits comes back with its defaults, and the given one is left alone', () => {
  const given = { items: [{ price: 2 }] }
  expect(compileSchema(schema)(given)).toEqual({ ok: true, value: { level: 1, items: [{ price: 2 }] } })
  expect(given).toEqual({ items: [{ price: 2 }] })
})

test('every fault is told with its path, and what would be allowed', () => {
  const checked = compileSchema(schema)({ level: 9, kind: 'odd', items: [{ price: 1 }, { price: 'x', tax: 2 }] })
  expect(checked).toEqual({
    ok: false,
    faults: [
      '/level must be <= 3',
      '/kind must be equal to one of the allowed values: ["easy","hard"]',
      '/items/1 must NOT have additional properties: tax',
      '/items/1/price must be number',
    ],
    fields: [
      { field: 'level', message: 'must be <= 3' },
      { field: 'kind', message: 'must be equal to one of the allowed values: ["easy","hard"]' },
      { field: 'items.1', message: 'must NOT have additional properties: tax' },
      { field: 'items.1.price', message: 'must be number' },
    ],
  })
  expect(compileSchema(schema)(7)).toMatchObject({ faults: ['(whole) must be object'], fields: [{ field: '' }] })
})

test('a missing field is named as a field, and names with slashes and tildes are read back', () => {
  const odd = Type.Object({ 'a/b~c': Type.Object({ inner: Type.Number() }) })
  expect(compileSchema(odd)({ 'a/b~c': {} })).toMatchObject({ fields: [{ field: 'a/b~c.inner' }] })
})

test('texts are coerced only where it is asked for', () => {
  expect(compileSchema(schema)({ level: '2' })).toMatchObject({ ok: false })
  expect(compileSchema(schema, { coerce: true })({ level: '2' })).toEqual({ ok: true, value: { level: 2 } })
  expect(compileSchema(schema)({ level: '2' })).toMatchObject({ ok: false })
})

test('a schema is compiled once, and one that is none is refused', () => {
  expect(compileSchema(schema)).toBe(compileSchema(schema))
  expect(compileSchema(schema)).not.toBe(compileSchema(schema, { coerce: true }))
  expect(() => compileSchema({ type: 'nonsense' })).toThrow(/no valid JSON Schema/)
})

test('options get their defaults; a wrong name is told with the nearest and all there are', () => {
  expect(checkOptions('Here', schema, {})).toEqual({ level: 1 })
  expect(checkOptions('Here', schema, undefined)).toEqual({ level: 1 })
  expect(() => checkOptions('Here', schema, { levle: 2 })).toThrow(
    'Here has no option `levle`. Did you mean `level`? Options: level, kind, items.',
  )
  expect(() => checkOptions('Here', schema, { zzzzzzzz: 2 })).toThrow(
    'Here has no option `zzzzzzzz`. Options: level, kind, items.',
  )
  expect(() => checkOptions('Here', {}, { level: 2 })).toThrow('Here has no option `level`. It takes none.')
  expect(() => checkOptions('Here', schema, { level: 9, kind: 'odd' })).toThrow(
    'Options of Here: /level must be <= 3; got 9; /kind must be equal to one of the allowed values: ["easy","hard"]; got "odd".',
  )
})
