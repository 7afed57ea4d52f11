// What describes the arguments of a tool, and checks them: a JSON Schema (as TypeBox writes it), or a validator that
// speaks Standard Schema. The policy is told a JSON Schema either way.
import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { Static, TSchema } from 'typebox'
import { show } from './errors.ts'
import type { JsonObject } from './json.ts'
import { compileSchema, type Checked } from './schema.ts'
import { checkStandard, isStandardSchema, jsonSchemaOf } from './standard-schema.ts'

/** A validator that does not tell its JSON Schema, with the one that the policy is told. */
export interface DescribedSchema<Schema extends StandardSchemaV1 = StandardSchemaV1> {
  readonly schema: Schema
  readonly jsonSchema: object
}

export type ToolParameters = TSchema | StandardSchemaV1 | DescribedSchema

/** What `run` is given: the arguments after their check, defaults filled and transforms applied. */
export type ArgumentsOf<Parameters> = Parameters extends StandardSchemaV1
  ? StandardSchemaV1.InferOutput<Parameters>
  : Parameters extends DescribedSchema<infer Schema>
    ? StandardSchemaV1.InferOutput<Schema>
    : Parameters extends TSchema
      ? Static<Parameters>
      : never

const described = new WeakMap<object, Described>()

/** The JSON Schema that the policy is told, of an object with one property an argument; or what is wrong, in words that follow the tool's name. */
export function parameterSchema(parameters: unknown): Described {
  if ((typeof parameters !== 'object' && typeof parameters !== 'function') || parameters === null) return none
  const known = described.get(parameters)
  if (known !== undefined) return known
  const found = describe(parameters)
  described.set(parameters, found)
  return found
}

type Described = { readonly schema: JsonObject } | { readonly fault: string }

const none: Described = {
  fault:
    'has no schema of its arguments. Give `parameters`, like `Type.Object({ city: Type.String() })`; `Type.Object({})` where it takes none.',
}

function describe(parameters: object): Described {
  if (isStandardSchema(parameters)) {
    const told = jsonSchemaOf(parameters)
    if ('schema' in told) return objectSchema(told.schema, 'parameters')
    return {
      fault: `has \`parameters\` whose validator ${told.fault}. Give them as \`{ schema, jsonSchema }\` with the JSON Schema that the policy is to read${hint(parameters)}.`,
    }
  }
  if (isDescribed(parameters)) return objectSchema(plain(parameters.jsonSchema), 'jsonSchema')
  const schema = plain(parameters)
  return schema?.['type'] === 'object' && isRecord(schema['properties']) ? { schema } : none
}

/** What makes a validator of Valibot tell its JSON Schema is a package of its own. */
function hint({ '~standard': { vendor } }: StandardSchemaV1): string {
  return vendor === 'valibot' ? ', or as `toStandardJsonSchema(schema)` of `@valibot/to-json-schema`' : ''
}

/** Of an object without arguments some leave out `properties`. */
function objectSchema(schema: JsonObject | null, name: string): Described {
  const { type, properties = {} } = schema ?? {}
  if (schema !== null && type === 'object' && isRecord(properties)) return { schema: { ...schema, properties } }
  return {
    fault: `has a \`${name}\` that is no schema of an object; give one with one property an argument, like \`z.object({ city: z.string() })\`; got ${show(schema, 80)}.`,
  }
}

function isDescribed(parameters: object): parameters is DescribedSchema {
  return 'jsonSchema' in parameters && 'schema' in parameters && isStandardSchema(parameters.schema)
}

/** Null for what JSON cannot hold. */
function plain(schema: unknown): JsonObject | null {
  try {
    const copy = JSON.parse(JSON.stringify(schema)) as JsonObject
    return isRecord(copy) ? copy : null
  } catch {
    return null
  }
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What the schema says of the arguments of a call. A validator may take its time. */
export async function checkArguments(parameters: ToolParameters, given: JsonObject): Promise<Checked> {
  if (isStandardSchema(parameters)) return await checkStandard(parameters, given)
  if (isDescribed(parameters)) return await checkStandard(parameters.schema, given)
  return compileSchema(parameters)(given)
}
