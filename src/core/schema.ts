// JSON Schema validation (ajv): one compiled validator a schema, faults as readable lines with their path.
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import { RlvrError, nearestName } from './errors.ts'

export type Checked =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly faults: readonly string[] }

const compiled = new WeakMap<object, (value: unknown) => Checked>()

/** A validator for `schema`, draft 2020-12. It fills defaults in a copy and leaves the given value alone. */
export function compileSchema(schema: object): (value: unknown) => Checked {
  const known = compiled.get(schema)
  if (known !== undefined) return known
  const ajv = new Ajv2020({ allErrors: true, useDefaults: true, strict: false, validateFormats: false })
  let validate: ReturnType<typeof ajv.compile>
  try {
    validate = ajv.compile(schema)
  } catch (thrown) {
    throw new RlvrError('RLVR_USAGE', `This is no valid JSON Schema: ${(thrown as Error).message}`, { cause: thrown })
  }
  const check = (value: unknown): Checked => {
    const copy: unknown = structuredClone(value)
    return validate(copy) ? { ok: true, value: copy } : { ok: false, faults: (validate.errors ?? []).map(faultText) }
  }
  compiled.set(schema, check)
  return check
}

/**
 * Options checked against a schema of an object, defaults filled.
 * @throws RlvrError `RLVR_USAGE` naming each fault; an unknown option comes with the nearest known one
 */
export function checkOptions<T>(owner: string, schema: { properties?: object }, options: unknown): T {
  const known = Object.keys(schema.properties ?? {})
  for (const name of Object.keys(options ?? {})) {
    if (known.includes(name)) continue
    const nearest = nearestName(name, known)
    throw new RlvrError(
      'RLVR_USAGE',
      `${owner} has no option \`${name}\`.${nearest === null ? '' : ` Did you mean \`${nearest}\`?`} ${known.length === 0 ? 'It takes none.' : `Options: ${known.join(', ')}.`}`,
    )
  }
  const checked = compileSchema(schema)(options ?? {})
  if (!checked.ok) throw new RlvrError('RLVR_USAGE', `Options of ${owner}: ${checked.faults.join('; ')}.`)
  return checked.value as T
}

/** One fault in words: `/items/0/price must be number`. */
function faultText(error: ErrorObject): string {
  const path = error.instancePath === '' ? '(whole)' : error.instancePath
  const extra =
    error.keyword === 'additionalProperties'
      ? `: ${String(error.params['additionalProperty'])}`
      : error.keyword === 'enum'
        ? `: ${JSON.stringify(error.params['allowedValues'])}`
        : ''
  return `${path} ${error.message ?? error.keyword}${extra}`
}
