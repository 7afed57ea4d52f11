// A schema as it judges a reply: as its draft says, with formats, and with numbers compared by what is written. It
// never changes the value: `default` is an annotation, and no text becomes a number.
import { createRequire } from 'node:module'
import type { Ajv, AnySchemaObject, ErrorObject, FuncKeywordDefinition, Options } from 'ajv'
import { RlvrError, show } from '../../src/core/errors.ts'
import { faultText } from '../../src/core/schema.ts'
import { compareDecimals, isMultiple, readDecimal, type Decimal } from './decimal.ts'
import { canonicalJson, decimalAt, type ExactJson, type WrittenNumbers } from './exact-json.ts'
import type { JsonType } from './find-json.ts'

export interface ReplySchema {
  /** The faults of a value, in words; empty where it fits. */
  readonly faults: (json: ExactJson) => readonly string[]
  /** The types that a value of the schema may have; null where it does not say. */
  readonly types: ReadonlySet<JsonType> | null
  readonly mayBeEmpty: boolean
}

const drafts = {
  'draft-06': 'ajv',
  'draft-07': 'ajv',
  '2019-09': 'ajv/dist/2019.js',
  '2020-12': 'ajv/dist/2020.js',
} as const

/** Formats of the drafts that no library at hand checks. */
const uncheckedFormats = ['idn-email', 'idn-hostname', 'iri', 'iri-reference']

const compiled = new WeakMap<object, ReplySchema>()

/** @throws RlvrError `RLVR_USAGE` for a schema that is none, of an unknown draft, or with a format that is not checked */
export function replySchema(schema: object): ReplySchema {
  const known = compiled.get(schema)
  if (known !== undefined) return known
  const made = compileFresh(schema)
  compiled.set(schema, made)
  return made
}

function compileFresh(schema: object): ReplySchema {
  const exact: Exact = { written: new WeakMap(), holder: [null] }
  const ajv = ajvOf(schema)
  for (const definition of exactKeywords(exact)) {
    ajv.removeKeyword(definition.keyword as string)
    ajv.addKeyword(definition)
  }
  for (const format of formatsIn(schema)) {
    if (uncheckedFormats.includes(format)) {
      throw new RlvrError(
        'RLVR_USAGE',
        `The format \`${format}\` of the JSON Schema is not checked here: use \`pattern\`, or leave it out.`,
      )
    }
  }
  let validate: ReturnType<typeof ajv.compile>
  try {
    validate = ajv.compile(schema as AnySchemaObject)
  } catch (thrown) {
    const [first = ''] = (thrown as Error).message.split('\n')
    throw new RlvrError('RLVR_USAGE', `This is no valid JSON Schema: ${first}`, { cause: thrown })
  }
  const faults = ({ holder, written }: ExactJson): readonly string[] => {
    exact.written = written
    exact.holder = holder
    try {
      return validate(holder[0]) ? [] : (validate.errors ?? []).map((error: ErrorObject) => faultText(error))
    } finally {
      exact.written = new WeakMap()
      exact.holder = [null]
    }
  }
  const types = typesOf(schema, schema, 0)
  const mayBeEmpty = ['{}', '[]'].some((text) => {
    const value: unknown = JSON.parse(text)
    return (
      types?.has(Array.isArray(value) ? 'array' : 'object') !== false &&
      faults({ holder: [value], written: new WeakMap() }).length === 0
    )
  })
  return { faults, types, mayBeEmpty }
}

function ajvOf(schema: object): Ajv {
  const require = createRequire(import.meta.url)
  const named = (schema as { $schema?: unknown }).$schema
  const draft =
    named === undefined
      ? '2020-12'
      : (Object.keys(drafts) as (keyof typeof drafts)[]).find(
          (each) =>
            typeof named === 'string' &&
            /^https?:\/\/json-schema\.org\//.test(named) &&
            named.includes(`/${each}/schema`),
        )
  if (draft === undefined) {
    throw new RlvrError(
      'RLVR_USAGE',
      `The \`$schema\` of a JSON Schema is one of draft-06, draft-07, 2019-09 and 2020-12, like "https://json-schema.org/draft/2020-12/schema"; got ${show(named, 80)}. Leave it out for 2020-12.`,
    )
  }
  const { default: Class } = require(drafts[draft]) as { default: new (options: Options) => Ajv }
  const options = {
    allErrors: true,
    strict: false,
    strictNumbers: false,
    logger: false,
    validateFormats: true,
  } as const
  const ajv = new Class(options)
  if (draft === 'draft-06') ajv.addMetaSchema(require('ajv/dist/refs/json-schema-draft-06.json') as AnySchemaObject)
  const { default: addFormats } = require('ajv-formats') as { default: (to: Ajv) => unknown }
  addFormats(ajv)
  return ajv
}

interface Exact {
  written: WrittenNumbers
  holder: readonly [unknown]
}

type KeywordContext = { readonly parentData: unknown; readonly parentDataProperty: string | number }

/** The keywords that compare numbers, or values that may hold some. */
function exactKeywords(exact: Exact): FuncKeywordDefinition[] {
  const placed = (context: KeywordContext | undefined): [unknown, string] =>
    typeof context?.parentData === 'object' && context.parentData !== null
      ? [context.parentData, String(context.parentDataProperty)]
      : [exact.holder, '0']
  const numeric = (
    keyword: string,
    message: string,
    holds: (value: Decimal, limit: Decimal) => boolean,
  ): FuncKeywordDefinition => ({
    keyword,
    type: 'number',
    schemaType: 'number',
    error: { message: ({ schema }) => `must be ${message} ${String(schema)}` },
    validate: (limit: number, data: number, _parent?: AnySchemaObject, context?: KeywordContext) => {
      const value = decimalAt(data, exact.written, ...placed(context))
      const wanted = readDecimal(String(limit))
      return value !== null && wanted !== null && holds(value, wanted)
    },
  })
  const none: WrittenNumbers = new WeakMap()
  const same = (wanted: unknown, data: unknown, context?: KeywordContext): boolean =>
    canonicalJson(data, exact.written, ...placed(context)) === canonicalJson(wanted, none, null, '')
  return [
    numeric('minimum', '>=', (value, limit) => compareDecimals(value, limit) >= 0),
    numeric('maximum', '<=', (value, limit) => compareDecimals(value, limit) <= 0),
    numeric('exclusiveMinimum', '>', (value, limit) => compareDecimals(value, limit) > 0),
    numeric('exclusiveMaximum', '<', (value, limit) => compareDecimals(value, limit) < 0),
    numeric('multipleOf', 'multiple of', isMultiple),
    {
      keyword: 'const',
      error: { message: ({ schema }) => `must be ${show(schema, 80)}` },
      validate: (wanted: unknown, data: unknown, _parent?: AnySchemaObject, context?: KeywordContext) =>
        same(wanted, data, context),
    },
    {
      keyword: 'enum',
      schemaType: 'array',
      error: { message: ({ schema }) => `must be equal to one of the allowed values: ${show(schema, 200)}` },
      validate: (allowed: readonly unknown[], data: unknown, _parent?: AnySchemaObject, context?: KeywordContext) =>
        allowed.some((wanted) => same(wanted, data, context)),
    },
    {
      keyword: 'uniqueItems',
      type: 'array',
      schemaType: 'boolean',
      error: { message: 'must NOT have duplicate items' },
      validate: (isAsked: boolean, data: readonly unknown[]) => {
        const seen = new Set(data.map((item, index) => canonicalJson(item, exact.written, data, String(index))))
        return !isAsked || seen.size === data.length
      },
    },
  ]
}

/** The values of `format` anywhere in a schema. */
function formatsIn(schema: unknown, depth = 0): string[] {
  if (depth > 100 || typeof schema !== 'object' || schema === null) return []
  return Object.entries(schema).flatMap(([key, value]: [string, unknown]) =>
    key === 'format' && typeof value === 'string'
      ? [value]
      : key === 'const' || key === 'enum' || key === 'default' || key === 'examples'
        ? []
        : formatsIn(value, depth + 1),
  )
}

/** What a schema says of the type at its top: by `type`, by what it asks of it, or by its alternatives. */
function typesOf(schema: unknown, root: object, depth: number): ReadonlySet<JsonType> | null {
  if (depth > 20 || typeof schema !== 'object' || schema === null) return null
  const { type, $ref, properties, required, items, prefixItems, anyOf, oneOf, allOf } = schema as Record<
    string,
    unknown
  >
  if (type !== undefined) {
    const names = (Array.isArray(type) ? type : [type]).map((name: unknown) => (name === 'integer' ? 'number' : name))
    return new Set(names as JsonType[])
  }
  if (typeof $ref === 'string' && $ref.startsWith('#/')) {
    const target = $ref
      .slice(2)
      .split('/')
      .reduce<unknown>(
        (at, name) => (at as Record<string, unknown> | undefined)?.[name.replaceAll('~1', '/').replaceAll('~0', '~')],
        root,
      )
    return typesOf(target, root, depth + 1)
  }
  const alternatives = anyOf ?? oneOf
  if (Array.isArray(alternatives)) {
    const each = alternatives.map((one: unknown) => typesOf(one, root, depth + 1))
    return each.some((types) => types === null) ? null : new Set(each.flatMap((types) => [...(types ?? [])]))
  }
  if (Array.isArray(allOf))
    return allOf.map((one: unknown) => typesOf(one, root, depth + 1)).find((types) => types !== null) ?? null
  if (properties !== undefined || required !== undefined) return new Set<JsonType>(['object'])
  return items !== undefined || prefixItems !== undefined ? new Set<JsonType>(['array']) : null
}
