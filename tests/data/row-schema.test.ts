import type { StandardSchemaV1 } from '@standard-schema/spec'
import { Type } from 'typebox'
import { expect, test } from 'vitest'
import type { JsonObject } from '../../src/core/json.ts'
import { FieldFault } from '../../src/data/field.ts'
import { rowChecker, type RowSchema } from '../../src/data/row-schema.ts'

async function faultOf(schema: RowSchema, row: JsonObject): Promise<FieldFault> {
  try {
    await rowChecker(schema)(row)
  } catch (thrown) {
    if (thrown instanceof FieldFault) return thrown
    throw thrown
  }
  throw new Error('The row passed.')
}

test('without a schema a row is what it is', async () => {
  const row = { a: 1 }
  expect(await rowChecker(undefined)(row)).toBe(row)
})

test('a TypeBox schema fills defaults, and names field, wish and value of what does not fit', async () => {
  const schema = Type.Object({
    question: Type.String(),
    sum: Type.Number(),
    level: Type.Integer({ default: 1 }),
    parts: Type.Array(Type.Object({ n: Type.Integer({ maximum: 9 }) }), { default: [] }),
  })
  expect(await rowChecker(schema)({ question: 'a', sum: 2 })).toEqual({ question: 'a', sum: 2, level: 1, parts: [] })
  expect(await faultOf(schema, { question: 'a', sum: '2' })).toMatchObject({
    field: 'sum',
    message: 'must be number; got "2"',
  })
  expect(await faultOf(schema, { question: 'a', sum: 2, parts: [{ n: 1 }, { n: 12 }] })).toMatchObject({
    field: 'parts.1.n',
    message: 'must be <= 9; got 12',
  })
  expect(await faultOf(schema, { question: 7 })).toMatchObject({
    field: 'sum',
    message: 'is missing; the row has question; faulty too: question',
  })
})

test('texts become numbers and booleans where they are asked to, and only there', async () => {
  const schema = Type.Object({ n: Type.Number(), yes: Type.Boolean(), text: Type.String() })
  const check = rowChecker(schema, { coerce: true })
  expect(await check({ n: '-2.5', yes: 'true', text: '7' })).toEqual({ n: -2.5, yes: true, text: '7' })
  expect(() => check({ n: 'two', yes: 'true', text: '7' })).toThrow('must be number; got "two"')
  expect(() => rowChecker(schema)({ n: '-2.5', yes: true, text: '7' })).toThrow('must be number; got "-2.5"')
})

/** A validator as Zod, Valibot and ArkType write them. */
function evenSchema(wait: boolean): StandardSchemaV1<unknown, { readonly half: number }> {
  const validate = (value: unknown): StandardSchemaV1.Result<{ readonly half: number }> => {
    const n = (value as { n?: unknown }).n
    if (typeof n === 'number' && n % 2 === 0) return { value: { half: n / 2 } }
    return {
      issues: [
        { message: 'Expected an even number', path: ['n'] },
        { message: 'And more', path: [{ key: 'm' }] },
      ],
    }
  }
  return {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value) => (wait ? Promise.resolve(validate(value)) : validate(value)),
    },
  }
}

test.each([false, true])('a Standard Schema gives its output and its issues (asynchronous: %s)', async (wait) => {
  const schema = evenSchema(wait)
  expect(await rowChecker(schema)({ n: 8 })).toEqual({ half: 4 })
  expect(await faultOf(schema, { n: 3 })).toMatchObject({
    field: 'n',
    message: 'Expected an even number; got 3; faulty too: m',
  })
  expect((await faultOf(schema, { x: 3 })).message).toBe('is missing; the row has x; faulty too: m')
})

test('an issue of the whole row needs no field', async () => {
  const schema: StandardSchemaV1 = {
    '~standard': { version: 1, vendor: 'test', validate: () => ({ issues: [{ message: 'No.' }] }) },
  }
  expect(await faultOf(schema, { x: 3 })).toMatchObject({ field: '', message: 'No.' })
})
