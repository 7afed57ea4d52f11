// Plain data as a literal of a language, for the examples of a prompt.
import type { PlainValue } from '../../src/sandbox/engine.ts'
import type { ProblemLanguage } from './problem.ts'

/**
 * @example literal({ $tuple: [1, null] }, 'python') // '(1, None)'
 * @example literal([1, null], 'javascript') // '[1, null]'
 */
export function literal(value: PlainValue, language: ProblemLanguage): string {
  const write = (item: PlainValue): string => literal(item, language)
  if (language === 'python' && (value === null || typeof value === 'boolean'))
    return value === null ? 'None' : value ? 'True' : 'False'
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(write).join(', ')}]`
  const { $tuple, $dict } = value as { readonly [name: string]: PlainValue | undefined }
  if (Array.isArray($tuple)) return `(${$tuple.map(write).join(', ')}${$tuple.length === 1 ? ',' : ''})`
  const pairs = Array.isArray($dict) ? ($dict as [PlainValue, PlainValue][]) : Object.entries(value)
  return `{${pairs.map(([key, item]) => `${write(key)}: ${write(item as PlainValue)}`).join(', ')}}`
}
