import { toStandardJsonSchema } from '@valibot/to-json-schema'
import { type } from 'arktype'
import { Type } from 'typebox'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { checkStandard, isStandardSchema, jsonSchemaOf } from '../../src/core/standard-schema.ts'

const counts = {
  zod: z.object({ n: z.number(), of: z.object({ fruit: z.string() }) }),
  valibot: toStandardJsonSchema(v.object({ n: v.number(), of: v.object({ fruit: v.string() }) })),
  arktype: type({ n: 'number', of: { fruit: 'string' } }),
}
const described = {
  type: 'object',
  properties: {
    n: { type: 'number' },
    of: { type: 'object', properties: { fruit: { type: 'string' } }, required: ['fruit'] },
  },
  required: ['n', 'of'],
}

test.each(Object.entries(counts))(
  'a validator of %s tells its JSON Schema, and faults by their path',
  async (_, schema) => {
    expect(isStandardSchema(schema)).toBe(true)
    expect(jsonSchemaOf(schema)).toEqual({ schema: described })
    const right = { n: 1, of: { fruit: 'pears' } }
    expect(await checkStandard(schema, right)).toEqual({ ok: true, value: right })
    const wrong = await checkStandard(schema, { n: 1, of: { fruit: 7 } })
    expect(wrong).toMatchObject({ ok: false, fields: [{ field: 'of.fruit' }] })
    expect(wrong).toMatchObject({
      faults: [expect.stringMatching(/^\/of\/fruit .*string.*number|^\/of\/fruit .*string.*7/)],
    })
  },
)

test('what is no validator is told apart', () => {
  for (const other of [undefined, null, 7, {}, () => 1, Type.Object({}), { '~standard': {} }, { '~standard': null }])
    expect(isStandardSchema(other)).toBe(false)
})

test('a validator without a JSON Schema, or of what JSON does not have, says so', () => {
  expect(jsonSchemaOf(v.object({ n: v.number() }))).toEqual({ fault: 'of `valibot` does not tell its JSON Schema' })
  expect(jsonSchemaOf(z.object({ day: z.date() }))).toEqual({
    fault: 'of `zod` cannot tell its JSON Schema (Date cannot be represented in JSON Schema)',
  })
})

test('a refusal without a word is a refusal', async () => {
  const silent = { '~standard': { version: 1, vendor: 'own', validate: () => ({ issues: [] }) } } as const
  expect(await checkStandard(silent, {})).toEqual({
    ok: false,
    faults: ['(whole) does not fit the schema'],
    fields: [{ field: '', message: 'does not fit the schema' }],
  })
})
