// Equality of JSON values: by content, whatever the order of keys; and how much of an answer a value has right.

/** Whether two JSON values are the same. Keys in any order, list items in theirs, numbers by value. */
export function equalJson(left: unknown, right: unknown): boolean {
  if (left === right) return true
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false
  if (Array.isArray(left) || Array.isArray(right)) {
    if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false
    return left.every((item, index) => equalJson(item, right[index]))
  }
  const keys = Object.keys(left)
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && equalJson(fieldOf(left, key), fieldOf(right, key)))
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
 * @example compareFields({ a: 1, b: 2 }, { a: 1, b: 3 }) // { share: 0.5, wrong: ['b'] }
 */
export function compareFields(value: unknown, answer: unknown): FieldComparison | null {
  if (!isPlainObject(value) || !isPlainObject(answer)) return null
  const names = [...new Set([...Object.keys(answer), ...Object.keys(value)])]
  const wrong = names.filter(
    (name) =>
      !Object.hasOwn(value, name) ||
      !Object.hasOwn(answer, name) ||
      !equalJson(fieldOf(value, name), fieldOf(answer, name)),
  )
  return { share: names.length === 0 ? 1 : (names.length - wrong.length) / names.length, wrong }
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function fieldOf(value: object, key: string): unknown {
  return (value as Record<string, unknown>)[key]
}
