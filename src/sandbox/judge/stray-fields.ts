// Fields of tests that mean another one: a slip of the keyboard, or a limit beside `limits`. Whatever else a data set
// keeps beside its tests is its own affair.
import { nearestName } from '../../core/errors.ts'
import { defaultLimits } from '../limits.ts'

const ofAll = ['format', 'limits', 'scoring', 'fault']

const fieldsOf: Readonly<Record<string, readonly string[]>> = {
  call: ['entry', 'cases', 'tolerance', 'strictTypes', 'unordered', 'shuffleCases', 'argumentsUnchanged', 'preamble'],
  stdio: ['cases', 'compare', 'checker', 'standard', 'floatAbs', 'floatRel', 'ignoreCase'],
  assert: ['entry', 'script', 'preamble', 'argumentsUnchanged'],
  pytest: ['script', 'expectedTests', 'argumentsUnchanged', 'preamble'],
}

const ofCompare = ['mode', 'floatAbs', 'floatRel', 'ignoreCase']

/**
 * The first such field, in words; null where there is none.
 * @example strayFieldFault({ format: 'call', entri: 'f' }) // 'Tests have no field `entri`. Did you mean `entry`?'
 */
export function strayFieldFault(tests: Readonly<Record<string, unknown>>): string | null {
  const known = [...ofAll, ...(fieldsOf[String(tests['format'])] ?? [])]
  const compare = tests['compare']
  const inCompare = typeof compare === 'object' && compare !== null ? slip('`compare` has', compare, ofCompare) : null
  const limit = Object.keys(tests).find((name) => Object.hasOwn(defaultLimits, name))
  if (limit !== undefined) return `\`${limit}\` belongs into \`limits\`: { "limits": { "${limit}": … } }.`
  return slip('Tests have', tests, known) ?? inCompare
}

function slip(owner: string, fields: object, known: readonly string[]): string | null {
  for (const name of Object.keys(fields)) {
    if (known.includes(name)) continue
    const meant = nearestName(name, known)
    if (meant !== null) return `${owner} no field \`${name}\`. Did you mean \`${meant}\`?`
  }
  return null
}
