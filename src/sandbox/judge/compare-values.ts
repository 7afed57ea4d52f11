// Is a candidate's result the expected one? Both are plain data (`PlainValue`); the candidate's own objects, and
// therefore its own `==`, never reach this process.
import type { PlainValue } from '../engine.ts'

export interface ValueComparison {
  readonly tolerance?: { readonly abs?: number; readonly rel?: number }
  readonly strictTypes?: boolean
  readonly unordered?: boolean
}

/** A value with its tag read. Numbers keep whether they are integers, so that 2^53 + 1 is not 2^53. */
type Seen =
  | { readonly kind: 'null' | 'undefined' | 'opaque' }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'int'; readonly value: bigint }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'text' | 'bytes'; readonly value: string }
  | { readonly kind: 'complex'; readonly value: readonly [number, number] }
  | { readonly kind: 'list' | 'tuple' | 'set'; readonly items: readonly PlainValue[] }
  | { readonly kind: 'dict'; readonly entries: readonly (readonly [PlainValue, PlainValue])[] }

/**
 * Compares without strict types as the languages' own `==` and the data sets' JSON do: a tuple is its list, `true` is
 * 1, 3.0 is 3, undefined is null, a dict's key 1 is the JSON key "1", and a set is a list without order.
 * @example valuesEqual({ $tuple: [1, 2] }, [1, 2]) // true
 */
export function valuesEqual(actual: PlainValue, expected: PlainValue, comparison: ValueComparison = {}): boolean {
  try {
    return equalAtTop(actual, expected, comparison)
  } catch (thrown) {
    // A forged result may nest until the stack ends; what is expected does not.
    if (thrown instanceof RangeError) return false
    throw thrown
  }
}

function equalAtTop(actual: PlainValue, expected: PlainValue, comparison: ValueComparison): boolean {
  if (comparison.unordered === true) {
    const [left, right] = [see(actual), see(expected)]
    if ('items' in left && 'items' in right) {
      if (comparison.strictTypes === true && left.kind !== right.kind) return false
      return sameItems(left.items, right.items, comparison)
    }
  }
  return equal(actual, expected, comparison)
}

function equal(actual: PlainValue, expected: PlainValue, comparison: ValueComparison): boolean {
  const left = see(actual)
  const right = see(expected)
  if (comparison.strictTypes === true && left.kind !== right.kind && !areNumbers(left, right)) return false
  if (isNumber(left) && isNumber(right)) return numbersEqual(left, right, comparison)
  switch (right.kind) {
    case 'null':
    case 'undefined':
      return left.kind === 'null' || left.kind === 'undefined'
    case 'text':
    case 'bytes':
      return left.kind === right.kind && left.value === right.value
    case 'complex':
      return left.kind === 'complex' && left.value[0] === right.value[0] && left.value[1] === right.value[1]
    case 'set':
      return 'items' in left && sameItems(left.items, right.items, comparison)
    case 'list':
    case 'tuple':
      if (left.kind === 'set') return sameItems(left.items, right.items, comparison)
      return 'items' in left && sameSequence(left.items, right.items, comparison)
    case 'dict':
      return left.kind === 'dict' && sameEntries(left.entries, right.entries, comparison)
    default:
      // Opaque values, and a number beside something that is none.
      return false
  }
}

/** JSON does not tell 3 from 3.0, so strict types do not either; a bool is no number to them. */
function areNumbers(left: Seen, right: Seen): boolean {
  return isNumber(left) && isNumber(right) && left.kind !== 'bool' && right.kind !== 'bool'
}

type SeenNumber = Extract<Seen, { kind: 'bool' | 'int' | 'float' }>

function isNumber(seen: Seen): seen is SeenNumber {
  return seen.kind === 'bool' || seen.kind === 'int' || seen.kind === 'float'
}

function numbersEqual(left: SeenNumber, right: SeenNumber, { tolerance }: ValueComparison): boolean {
  const leftExact = typeof left.value === 'boolean' ? BigInt(left.value) : left.value
  const rightExact = typeof right.value === 'boolean' ? BigInt(right.value) : right.value
  // `==` between a bigint and a number compares the mathematical values; NaN equals nothing.
  // oxlint-disable-next-line eqeqeq -- exact comparison of mixed numbers
  if (leftExact == rightExact) return true
  if (Number.isNaN(leftExact) && Number.isNaN(rightExact)) return true
  if (tolerance === undefined) return false
  const difference = Math.abs(Number(leftExact) - Number(rightExact))
  const allowed = Math.max(tolerance.abs ?? 0, (tolerance.rel ?? 0) * Math.abs(Number(rightExact)))
  // Written so that NaN and infinities fail.
  return Number.isFinite(difference) && difference <= allowed
}

function sameSequence(left: readonly PlainValue[], right: readonly PlainValue[], comparison: ValueComparison): boolean {
  return left.length === right.length && right.every((item, index) => equal(left[index] ?? null, item, comparison))
}

/** Equal as multisets. Items pair off greedily; plain equality is transitive enough for that without a tolerance. */
function sameItems(left: readonly PlainValue[], right: readonly PlainValue[], comparison: ValueComparison): boolean {
  if (left.length !== right.length) return false
  if (left.length > largestGreedy) return sameSequence(sorted(left), sorted(right), comparison)
  const rest = [...left]
  return right.every((item) => {
    const place = rest.findIndex((candidate) => equal(candidate, item, comparison))
    if (place >= 0) rest.splice(place, 1)
    return place >= 0
  })
}

/** Beyond this many items the quadratic pairing gives way to sorting by the items' text. */
const largestGreedy = 500

function sorted(items: readonly PlainValue[]): PlainValue[] {
  return items
    .map((item) => ({ item, key: keyText(item) }))
    .sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)))
    .map(({ item }) => item)
}

type Entries = readonly (readonly [PlainValue, PlainValue])[]

function sameEntries(left: Entries, right: Entries, comparison: ValueComparison): boolean {
  if (left.length !== right.length) return false
  const values = new Map(left.map(([key, value]) => [keyText(key), value]))
  return (
    values.size === right.length &&
    right.every(([key, value]) => {
      const found = values.get(keyText(key))
      return found !== undefined && equal(found, value, comparison)
    })
  )
}

/** A dict's key as text: JSON has text keys only, so 1, 1.0 and "1" are one key, and a tuple is its list. */
function keyText(key: PlainValue): string {
  const seen = see(key)
  if (seen.kind === 'text') return seen.value
  if (isNumber(seen)) return String(Object.is(seen.value, -0) ? 0 : seen.value)
  if ('items' in seen) {
    const items = seen.items.map(keyText)
    return JSON.stringify(seen.kind === 'set' ? items.sort() : items)
  }
  return JSON.stringify(key)
}

function see(value: PlainValue): Seen {
  if (value === null) return { kind: 'null' }
  if (typeof value === 'boolean') return { kind: 'bool', value }
  if (typeof value === 'string') return { kind: 'text', value }
  if (typeof value === 'number') {
    return Number.isInteger(value) && !Object.is(value, -0)
      ? { kind: 'int', value: BigInt(value) }
      : { kind: 'float', value }
  }
  if (Array.isArray(value)) return { kind: 'list', items: value as readonly PlainValue[] }
  const entries = Object.entries(value) as [string, PlainValue][]
  const [first] = entries
  if (entries.length === 1 && first?.[0].startsWith('$')) return seeTag(...first) ?? { kind: 'dict', entries }
  return { kind: 'dict', entries }
}

/** Null for an object that merely looks like a tag: it is a dict then. */
function seeTag(tag: string, content: PlainValue): Seen | null {
  if (tag === '$opaque') return { kind: 'opaque' }
  if (tag === '$undefined') return { kind: 'undefined' }
  if (tag === '$int' && typeof content === 'string' && /^-?\d+$/.test(content)) {
    return { kind: 'int', value: BigInt(content) }
  }
  if (tag === '$float' && typeof content === 'string') return { kind: 'float', value: floatOf(content) }
  if (tag === '$bytes' && typeof content === 'string') return { kind: 'bytes', value: content }
  if (!Array.isArray(content)) return tag === '$nodes' ? { kind: 'dict', entries: [['$nodes', content]] } : null
  const items = content as readonly PlainValue[]
  if (tag === '$tuple') return { kind: 'tuple', items }
  if (tag === '$set' || tag === '$frozenset') return { kind: 'set', items }
  if (tag === '$text') return { kind: 'text', value: String.fromCharCode(...items.slice(0, 50_000).map(Number)) }
  if (tag === '$complex') return { kind: 'complex', value: [Number(items[0]), Number(items[1])] }
  if (tag === '$dict' && items.every((item) => Array.isArray(item) && item.length === 2)) {
    return { kind: 'dict', entries: items as unknown as Entries }
  }
  return null
}

function floatOf(text: string): number {
  if (text === 'nan') return Number.NaN
  if (text === 'inf') return Number.POSITIVE_INFINITY
  return text === '-inf' ? Number.NEGATIVE_INFINITY : Number(text)
}
