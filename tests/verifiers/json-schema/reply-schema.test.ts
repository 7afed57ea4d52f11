import { describe, expect, it } from 'vitest'
import { readJson, type ExactJson } from '../../../verifiers/json-schema/exact-json.ts'
import { replySchema } from '../../../verifiers/json-schema/reply-schema.ts'

function fits(schema: object, text: string): boolean {
  return replySchema(schema).faults(readJson(text) as ExactJson & { ok: true }).length === 0
}

describe('replySchema', () => {
  it.each<[schema: object, text: string, isFit: boolean]>([
    [{ multipleOf: 0.1 }, '0.3', true],
    [{ multipleOf: 0.01 }, '19.99', true],
    [{ multipleOf: 0.1 }, '0.35', false],
    [{ multipleOf: 0.1 }, '0.30000000000000004', false],
    [{ multipleOf: 2 }, '12345678901234567891', false],
    [{ multipleOf: 2 }, '12345678901234567892', true],
    [{ type: 'integer' }, '1.0', true],
    [{ type: 'integer' }, '1e400', true],
    [{ type: 'integer' }, '1e-400', false],
    [{ type: 'integer' }, '12345678901234567890.5', false],
    [{ type: 'number' }, '1e400', true],
    [{ maximum: 9007199254740992 }, '9007199254740993', false],
    [{ minimum: 0 }, '-1e-400', false],
    [{ minimum: 0 }, '-0', true],
    [{ exclusiveMaximum: 1 }, '0.99999999999999999999', true],
    [{ exclusiveMaximum: 1 }, '1.0', false],
    [{ exclusiveMinimum: 1 }, '1.00000000000000000001', true],
    [{ const: 1 }, '1.0', true],
    [{ const: 9007199254740992 }, '9007199254740993', false],
    [{ const: { a: [1] } }, '{"a": [1.0]}', true],
    [{ enum: [1, 'x', null] }, '1.0', true],
    [{ enum: [1, 'x', null] }, '"1"', false],
    [{ enum: [null] }, 'null', true],
    [{ uniqueItems: true }, '[1, 1.0]', false],
    [{ uniqueItems: true }, '[9007199254740992, 9007199254740993]', true],
    [{ uniqueItems: true }, '[{"a": 1}, {"a": 1}]', false],
    [{ uniqueItems: false }, '[1, 1]', true],
    [{ items: { multipleOf: 0.1 } }, '[0.3, 0.7]', true],
    [{ properties: { unit: { default: 'C' } }, required: ['unit'] }, '{}', false],
    [{ properties: { n: { type: 'integer' } } }, '{"n": "1"}', false],
    [{ format: 'email' }, '"ada@example.org"', true],
    [{ format: 'email' }, '"ada"', false],
    [{ format: 'date' }, '"2024-02-29"', true],
    [{ format: 'date' }, '"2023-02-29"', false],
    [{ format: 'date-time' }, '"2024-01-01T00:00:00Z"', true],
    [{ format: 'date-time' }, '"2024-01-01"', false],
    [{ format: 'uri' }, '"https://example.org/a"', true],
    [{ format: 'uri' }, '"no uri"', false],
    [{ format: 'uuid' }, '"not-a-uuid"', false],
    [{ format: 'ipv4' }, '"256.1.1.1"', false],
    [{ format: 'of our own' }, '"anything"', true],
    [
      {
        $schema: 'http://json-schema.org/draft-07/schema#',
        definitions: { n: { type: 'integer' } },
        properties: { a: { $ref: '#/definitions/n' } },
      },
      '{"a": "x"}',
      false,
    ],
    [
      { $schema: 'http://json-schema.org/draft-07/schema#', items: [{ type: 'string' }], additionalItems: false },
      '["a", 1]',
      false,
    ],
    [{ $schema: 'http://json-schema.org/draft-06/schema#', exclusiveMinimum: 1 }, '1', false],
    [{ $schema: 'https://json-schema.org/draft/2019-09/schema', dependentRequired: { a: ['b'] } }, '{"a": 1}', false],
    [
      { $schema: 'https://json-schema.org/draft/2020-12/schema', prefixItems: [{ type: 'string' }], items: false },
      '["a", 1]',
      false,
    ],
    [
      { $schema: 'https://json-schema.org/draft/2020-12/schema', prefixItems: [{ type: 'string' }], items: false },
      '["a"]',
      true,
    ],
    [
      {
        $defs: {
          node: { type: 'object', properties: { next: { $ref: '#/$defs/node' } }, additionalProperties: false },
        },
        $ref: '#/$defs/node',
      },
      '{"next": {"next": {}}}',
      true,
    ],
    [
      {
        $defs: {
          node: { type: 'object', properties: { next: { $ref: '#/$defs/node' } }, additionalProperties: false },
        },
        $ref: '#/$defs/node',
      },
      '{"next": {"nxt": {}}}',
      false,
    ],
  ])('%j takes %s: %j', (schema, text, isFit) => {
    expect(fits(schema, text)).toBe(isFit)
  })

  it.each<[schema: object, message: RegExp]>([
    [{ type: 'nonsense' }, /^This is no valid JSON Schema: [^\n]+$/],
    [{ $ref: '#/nowhere' }, /^This is no valid JSON Schema: [^\n]+$/],
    [{ pattern: '(' }, /^This is no valid JSON Schema: [^\n]+$/],
    [{ $schema: 'http://json-schema.org/draft-04/schema#' }, /draft-06, draft-07, 2019-09 and 2020-12.+got .+draft-04/],
    [{ $schema: 'https://example.org/own' }, /Leave it out for 2020-12/],
    [{ $schema: 7 }, /got 7/],
    [{ properties: { a: { format: 'iri' } } }, /format `iri`.+`pattern`/],
  ])('refuses %j in a sentence', (schema, message) => {
    expect(() => replySchema(schema)).toThrow(message)
  })

  it('says which types may stand at the top, and whether an empty value is one', () => {
    expect(replySchema({ type: 'object', required: ['a'] })).toMatchObject({
      types: new Set(['object']),
      mayBeEmpty: false,
    })
    expect(replySchema({ items: { type: 'string' } })).toMatchObject({ types: new Set(['array']), mayBeEmpty: true })
    expect(replySchema({ anyOf: [{ type: 'integer' }, { properties: {} }] }).types).toEqual(
      new Set(['number', 'object']),
    )
    expect(replySchema({}).types).toBeNull()
  })
})
