// Equality of JSON values: by content, whatever the order of keys; and how much of an answer a value has right.
import { canonicalJson, type ExactJson } from './exact-json.ts'

/** Whether two JSON values are the same. Keys in any order, list items in theirs, numbers by what is written. */
export function equalJson(left: ExactJson, right: ExactJson): boolean {
  return (
    canonicalJson(left.holder[0], left.written, left.holder, '0') ===
    canonicalJson(right.holder[0], right.written, right.holder, '0')
  )
}

export interface FieldComparison {
  /** Right fields over all fields that either value has, so that inventing fields costs as much as missing them. */
  readonly share: number
  /** Names of the fields that are missing, invented or different. */
  readonly wrong: readonly string[]
}

/**
 * Compares two objects field by field; null unless both are objects.
 * @example compareFields(readJson('{"a": 1, "b": 2}'), readJson('{"a": 1, "b": 3}')) // { share: 0.5, wrong: ['b'] }
 */
export function compareFields(left: ExactJson, right: ExactJson): FieldComparison | null {
  const value = left.holder[0]
  const answer = right.holder[0]
  if (!isPlainObject(value) || !isPlainObject(answer)) return null
  const names = [...new Set([...Object.keys(answer), ...Object.keys(value)])]
  const said = (json: ExactJson, holder: object, name: string): string =>
    canonicalJson((holder as Record<string, unknown>)[name], json.written, holder, name)
  const wrong = names.filter(
    (name) =>
      !Object.hasOwn(value, name) ||
      !Object.hasOwn(answer, name) ||
      said(left, value, name) !== said(right, answer, name),
  )
  return { share: names.length === 0 ? 1 : (names.length - wrong.length) / names.length, wrong }
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
