// Lists whose order does not count: does each item of the one have an equal of its own in the other? Both may be long,
// and one of them is the candidate's, so that trying every pair is the last thing done.
import type { PlainValue } from '../engine.ts'
import { isNumber, see, type Seen } from './see-value.ts'

export interface ValueComparison {
  readonly tolerance?: { readonly abs?: number; readonly rel?: number }
  readonly strictTypes?: boolean
  readonly unordered?: boolean
}

type Equal = (left: PlainValue, right: PlainValue) => boolean

/** Beyond these a result is unequal: only one that was made to be slow needs as many. */
const mostTries = 4_000_000

/**
 * `left` is the candidate's. Without a tolerance, items with the same key are equal, and the rest is tried in pairs:
 * lists that match an expected set. With one, items of the same shape are tried in the order of their numbers, in
 * which for plain numbers the first fit is a best one.
 */
export function sameItems(
  left: readonly PlainValue[],
  right: readonly PlainValue[],
  comparison: ValueComparison,
  equal: Equal,
): boolean {
  if (left.length !== right.length) return false
  if (comparison.tolerance !== undefined) return samePairs(byNumbers(left), byNumbers(right), equal)
  const rest = new Map<string, PlainValue[]>()
  for (const item of left) {
    const key = exactKey(item, comparison.strictTypes === true)
    const known = rest.get(key)
    if (known) known.push(item)
    else rest.set(key, [item])
  }
  const unmatched = right.filter(
    (item) => rest.get(exactKey(item, comparison.strictTypes === true))?.pop() === undefined,
  )
  if (unmatched.length === 0) return true
  return samePairs(byNumbers([...rest.values()].flat()), byNumbers(unmatched), equal)
}

/** Items by their shape, and within one in the order of their numbers. */
type Groups = ReadonlyMap<string, readonly PlainValue[]>

function samePairs(left: Groups, right: Groups, equal: Equal): boolean {
  let tries = 0
  for (const [shape, wanted] of right) {
    const rest = [...(left.get(shape) ?? [])]
    if (rest.length !== wanted.length) return false
    for (const item of wanted) {
      const place = rest.findIndex((candidate) => ++tries > mostTries || equal(candidate, item))
      if (place < 0 || tries > mostTries) return false
      rest.splice(place, 1)
    }
  }
  return true
}

function byNumbers(items: readonly PlainValue[]): Groups {
  const groups = new Map<string, { item: PlainValue; numbers: readonly number[] }[]>()
  for (const item of items) {
    const numbers: number[] = []
    const shape = shapeOf(item, numbers)
    const group = groups.get(shape)
    if (group) group.push({ item, numbers })
    else groups.set(shape, [{ item, numbers }])
  }
  return new Map(
    [...groups].map(([shape, group]) => [
      shape,
      group.sort((one, other) => inOrder(one.numbers, other.numbers)).map(({ item }) => item),
    ]),
  )
}

function inOrder(one: readonly number[], other: readonly number[]): number {
  const place = one.findIndex((value, index) => value !== other[index])
  return place < 0 ? 0 : (one[place] ?? 0) - (other[place] ?? 0)
}

/** What all values have in common that can be equal within a tolerance; their finite numbers go into `numbers`. */
function shapeOf(value: PlainValue, numbers: number[]): string {
  const seen = see(value)
  if (isNumber(seen)) {
    const number = Number(seen.value)
    if (!Number.isFinite(number)) return `#${number}`
    numbers.push(number)
    return '#'
  }
  if ('items' in seen) {
    const shapes = seen.items.map((item) => shapeOf(item, numbers))
    return `[${shapes.sort().join()}]`
  }
  if (seen.kind !== 'dict') return exactKey(value, false)
  const entries = seen.entries.map(([key, item]) => [keyText(key), item] as const)
  entries.sort(([one], [other]) => (one < other ? -1 : Number(one > other)))
  return `{${entries.map(([key, item]) => `${key}:${shapeOf(item, numbers)}`).join()}}`
}

/** The same text for values that are equal without a tolerance, another one for all others; opaque values aside. */
function exactKey(value: PlainValue, isStrict: boolean): string {
  const seen = see(value)
  if (isNumber(seen)) return numberKey(seen, isStrict)
  switch (seen.kind) {
    case 'null':
    case 'undefined':
      return isStrict ? seen.kind : 'null'
    case 'opaque':
      return `opaque ${++opaqueCount}`
    case 'text':
      return JSON.stringify(seen.value)
    case 'bytes':
      return `bytes ${seen.value}`
    case 'complex':
      return `complex ${seen.value.map((part) => part + 0).join()}`
    case 'set':
      return `set${listKey(seen.items.map((item) => exactKey(item, isStrict)).sort())}`
    case 'list':
    case 'tuple':
      return (isStrict ? seen.kind : '') + listKey(seen.items.map((item) => exactKey(item, isStrict)))
    case 'dict':
      return `{${seen.entries
        .map(([key, item]) => `${keyText(key)}:${exactKey(item, isStrict)}`)
        .sort()
        .join()}}`
  }
}

/** An opaque value equals nothing, so each has a key of its own. */
let opaqueCount = 0

function listKey(keys: readonly string[]): string {
  return `[${keys.join()}]`
}

function numberKey({ kind, value }: Extract<Seen, { value: boolean | bigint | number }>, isStrict: boolean): string {
  if (kind === 'bool') return isStrict ? String(value) : `#${Number(value)}`
  // As an integer where it is one, whatever its type, so that 1e300 and its digits have one key.
  return `#${Number.isInteger(value) ? BigInt(value) : value}`
}

/** A dict's key as text: JSON has text keys only, so 1, 1.0 and "1" are one key, and a tuple is its list. */
export function keyText(key: PlainValue): string {
  const seen = see(key)
  if (seen.kind === 'text') return JSON.stringify(seen.value)
  if (isNumber(seen)) return JSON.stringify(String(Object.is(seen.value, -0) ? 0 : seen.value))
  if ('items' in seen) {
    const items = seen.items.map(keyText)
    return listKey(seen.kind === 'set' ? items.sort() : items)
  }
  return JSON.stringify(seen.kind === 'null' ? 'null' : JSON.stringify(key))
}
