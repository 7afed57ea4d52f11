// JSON Schema validation (ajv): one compiled validator a schema, faults as readable lines with their path.
import { createRequire } from 'node:module'
import type { ErrorObject } from 'ajv/dist/2020.js'
import { RlvrError, nearestName, show } from './errors.ts'

export type Checked =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly faults: readonly string[]; readonly fields: readonly FieldProblem[] }

/** A fault by its field: the dotted path, empty for the whole, and what the schema wants of it. */
export interface FieldProblem {
  readonly field: string
  readonly message: string
}

type Check = (value: unknown) => Checked

const compiled = { strict: new WeakMap<object, Check>(), coercing: new WeakMap<object, Check>() }

/**
 * A validator for `schema`, draft 2020-12. It fills defaults in a copy and leaves the given value alone; where there
 * are none to fill, the value itself is given back. With `coerce`, texts that spell a number or a boolean become one
 * where the schema wants it: for files that know texts only.
 */
export function compileSchema(schema: object, { coerce = false }: { coerce?: boolean } = {}): Check {
  const kept = coerce ? compiled.coercing : compiled.strict
  const known = kept.get(schema)
  if (known !== undefined) return known
  // Loaded when the first schema is compiled: it costs more than the rest of `import 'rlvr'`.
  const { Ajv2020 } = createRequire(import.meta.url)('ajv/dist/2020.js') as typeof import('ajv/dist/2020.js')
  const ajv = new Ajv2020({
    allErrors: true,
    useDefaults: true,
    coerceTypes: coerce,
    strict: false,
    validateFormats: false,
  })
  let validate: ReturnType<typeof ajv.compile>
  try {
    validate = ajv.compile(schema)
  } catch (thrown) {
    throw new RlvrError('RLVR_USAGE', `This is no valid JSON Schema: ${(thrown as Error).message}`, { cause: thrown })
  }
  // Where nothing can be filled in, the value itself is checked: a copy of a long body costs more than its check.
  const changes = coerce || JSON.stringify(schema).includes('"default"')
  const check = (value: unknown): Checked => {
    const copy: unknown = changes ? structuredClone(value) : value
    if (validate(copy)) return { ok: true, value: copy }
    const errors = validate.errors ?? []
    return { ok: false, faults: errors.map(faultText), fields: errors.map(fieldProblem) }
  }
  kept.set(schema, check)
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
  if (!checked.ok) {
    const faults = checked.faults.map((fault, index) => {
      const path = checked.fields[index]?.field.split('.') ?? []
      const value = path.reduce<unknown>(
        (at, name) => (at as { [name: string]: unknown } | null | undefined)?.[name],
        options,
      )
      return value === undefined ? fault : `${fault}; got ${show(value, 60)}`
    })
    throw new RlvrError('RLVR_USAGE', `Options of ${owner}: ${faults.join('; ')}.`)
  }
  return checked.value as T
}

/** One fault in words: `/items/0/price must be number`. */
export function faultText(error: ErrorObject): string {
  const path = error.instancePath === '' ? '(whole)' : error.instancePath
  return `${path} ${messageOf(error)}`
}

function messageOf(error: ErrorObject): string {
  const extra =
    error.keyword === 'additionalProperties'
      ? `: ${String(error.params['additionalProperty'])}`
      : error.keyword === 'enum'
        ? `: ${JSON.stringify(error.params['allowedValues'])}`
        : ''
  return `${error.message ?? error.keyword}${extra}`
}

function fieldProblem(error: ErrorObject): FieldProblem {
  const missing = error.keyword === 'required' ? [String(error.params['missingProperty'])] : []
  const names = error.instancePath
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
  return { field: [...names, ...missing].join('.'), message: messageOf(error) }
}
