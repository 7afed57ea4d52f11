// Validators that speak Standard Schema (standardschema.dev: Zod, Valibot, ArkType, …), beside the JSON Schemas of
// `schema.ts`: what one says of a value, and the JSON Schema that it tells of itself.
// Format: @standard-schema/spec 1.1, `StandardSchemaV1` and `StandardJSONSchemaV1`.
import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec'
import { describeError } from './errors.ts'
import type { JsonObject } from './json.ts'
import type { Checked } from './schema.ts'

/** A validator of ArkType is a function. */
export function isStandardSchema(schema: unknown): schema is StandardSchemaV1 {
  if ((typeof schema !== 'object' && typeof schema !== 'function') || schema === null) return false
  const standard = (schema as Partial<StandardSchemaV1>)['~standard']
  return typeof standard === 'object' && typeof standard?.validate === 'function'
}

/** What a validator says of a value, in the words that `compileSchema` has: a value of its own making, or faults with their paths. */
export async function checkStandard(schema: StandardSchemaV1, value: unknown): Promise<Checked> {
  const result = await schema['~standard'].validate(value)
  if (result.issues === undefined || result.issues === null) return { ok: true, value: result.value }
  const found = result.issues.map(({ message, path }) => ({
    message,
    names: (path ?? []).map(nameOf),
  }))
  // A validator that refuses without a word refuses all the same.
  const told = found.length === 0 ? [{ message: 'does not fit the schema', names: [] }] : found
  return {
    ok: false,
    faults: told.map(({ message, names }) => `${names.length === 0 ? '(whole)' : `/${names.join('/')}`} ${message}`),
    fields: told.map(({ message, names }) => ({ field: names.join('.'), message })),
  }
}

function nameOf(part: PropertyKey | StandardSchemaV1.PathSegment): string {
  return String(typeof part === 'object' ? part.key : part)
}

/** The JSON Schema of what a validator takes, as it tells it itself; or why there is none, in words that follow its name. */
export function jsonSchemaOf(schema: StandardSchemaV1): { readonly schema: JsonObject } | { readonly fault: string } {
  const { jsonSchema, vendor } = schema['~standard'] as Partial<StandardJSONSchemaV1.Props> & StandardSchemaV1.Props
  if (typeof jsonSchema?.input !== 'function') return { fault: `of \`${vendor}\` does not tell its JSON Schema` }
  try {
    const { $schema: _, ...told } = JSON.parse(
      JSON.stringify(jsonSchema.input({ target: 'draft-2020-12' })),
    ) as JsonObject
    return { schema: told }
  } catch (thrown) {
    return { fault: `of \`${vendor}\` cannot tell its JSON Schema (${describeError(thrown, 200)})` }
  }
}
