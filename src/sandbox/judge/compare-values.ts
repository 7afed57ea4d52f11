// Is a candidate's result the expected one? Both are plain data (`PlainValue`); the candidate's own objects, and
// therefore its own `==`, never reach this process.
import type { PlainValue } from '../engine.ts'
import { keyText, sameItems, type ValueComparison } from './match-items.ts'
import { isNumber, see, type Entries, type Seen, type SeenNumber } from './see-value.ts'

/**
 * Compares without strict types as the languages' own `==` and the data sets' JSON do: a tuple is its list, `true` is
 * 1, 3.0 is 3, undefined is null, and a dict's key 1 is the JSON key "1". A set that is expected is any list of its
 * items; a set that came is no list, since it was put into no order.
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
      return sameUnordered(left.items, right.items, comparison)
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
      return 'items' in left && sameUnordered(left.items, right.items, comparison)
    case 'list':
    case 'tuple':
      return 'items' in left && left.kind !== 'set' && sameSequence(left.items, right.items, comparison)
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

function numbersEqual(left: SeenNumber, right: SeenNumber, { tolerance }: ValueComparison): boolean {
  const leftExact = typeof left.value === 'boolean' ? BigInt(left.value) : left.value
  const rightExact = typeof right.value === 'boolean' ? BigInt(right.value) : right.value
  // `==` between a bigint and a number compares the mathematical values; NaN equals nothing.
  // oxlint-disable-next-line eqeqeq -- exact comparison of mixed numbers
  if (leftExact == rightExact) return true
  if (Number.isNaN(leftExact) && Number.isNaN(rightExact)) return true
  if (tolerance === undefined) return false
  // Of integers exactly: as doubles those beyond 2^53 would be equal to their neighbours.
  const areIntegers = typeof leftExact === 'bigint' && typeof rightExact === 'bigint'
  const difference = Math.abs(Number(areIntegers ? leftExact - rightExact : Number(leftExact) - Number(rightExact)))
  const allowed = Math.max(tolerance.abs ?? 0, (tolerance.rel ?? 0) * Math.abs(Number(rightExact)))
  // Written so that NaN and infinities fail.
  return Number.isFinite(difference) && difference <= allowed
}

function sameSequence(left: readonly PlainValue[], right: readonly PlainValue[], comparison: ValueComparison): boolean {
  return left.length === right.length && right.every((item, index) => equal(left[index] ?? null, item, comparison))
}

function sameUnordered(
  left: readonly PlainValue[],
  right: readonly PlainValue[],
  comparison: ValueComparison,
): boolean {
  return sameItems(left, right, comparison, (one, other) => equal(one, other, comparison))
}

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
