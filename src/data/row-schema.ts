// A row checked against a schema: one of TypeBox (or any JSON Schema), or of any validator that speaks Standard Schema
// (standardschema.dev: Zod, Valibot, ArkType, …). A fault names the field, what was expected and what came.
import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { Static, TSchema } from 'typebox'
import { show } from '../core/errors.ts'
import type { JsonObject } from '../core/json.ts'
import { compileSchema, type Checked, type FieldProblem } from '../core/schema.ts'
import { checkStandard, isStandardSchema } from '../core/standard-schema.ts'
import { FieldFault, fieldAt, requiredField } from './field.ts'

export type RowSchema = StandardSchemaV1 | TSchema

/** What a row is once it has passed: the schema's type, or any JSON object where there is no schema. */
export type RowOf<Schema> = Schema extends StandardSchemaV1
  ? StandardSchemaV1.InferOutput<Schema>
  : Schema extends TSchema
    ? Static<Schema>
    : JsonObject

export type CheckRow = (row: JsonObject) => unknown

/**
 * A function from a row to the schema's value, defaults filled. It throws `FieldFault`.
 * With `coerce`, texts that spell numbers become numbers where a TypeBox schema wants them: for CSV.
 */
export function rowChecker(schema: RowSchema | undefined, options: { coerce?: boolean } = {}): CheckRow {
  if (schema === undefined) return (row) => row
  if (isStandardSchema(schema)) return async (row) => passed(row, await checkStandard(schema, row))
  const check = compileSchema(schema, options)
  return (row) => passed(row, check(row))
}

function passed(row: JsonObject, checked: Checked): unknown {
  if (checked.ok) return checked.value
  throw fieldFault(row, checked.fields)
}

/** The first fault with its field, and how many there are besides. */
function fieldFault(row: JsonObject, problems: readonly FieldProblem[]): FieldFault {
  const { field, message } = problems[0] ?? { field: '', message: 'does not fit the schema' }
  const others = [...new Set(problems.map((problem) => problem.field))].filter((other) => other !== field)
  const more = others.length === 0 ? '' : `; faulty too: ${others.join(', ')}`
  if (field === '') return new FieldFault('', `${message}${more}`)
  const value = fieldAt(row, field)
  if (value !== undefined) return new FieldFault(field, `${message}; got ${show(value, 60)}${more}`)
  return new FieldFault(field, `${missing(row, field)}${more}`)
}

function missing(row: JsonObject, field: string): string {
  try {
    requiredField(row, field)
  } catch (thrown) {
    return (thrown as FieldFault).message
  }
  return 'is missing'
}
