// How long the text of a value can be that equals an expected one: longer ones are wrong without being read, so that
// what a judge reads is bounded by the tests and not by the program. Both languages' encoders write no white space.
import type { PlainValue } from '../engine.ts'
import { isNumber, see } from './see-value.ts'

/** A tag with its brackets, such as `{"$frozenset":[]}`, or a report's own members. */
const tagBytes = 48
/** A double has no more digits, and none less than one has as many where it is written as an integer. */
const wideNumberBytes = 400
const numberBytes = 48
/** An escape such as `\\u0007,` or a code unit of `$text`. */
const bytesOfUnit = 6

/** In bytes, of the whole report that tells the value; far more than most need, never less than any does. */
export function longestEqualText(expected: PlainValue): number {
  try {
    return 2 * tagBytes + longest(expected)
  } catch (thrown) {
    // Nests until the stack ends: then everything is read.
    if (thrown instanceof RangeError) return Infinity
    throw thrown
  }
}

function longest(value: PlainValue): number {
  const seen = see(value)
  if (isNumber(seen)) {
    // Within a tolerance too: nothing that close has more digits.
    const { value: number } = seen
    if (typeof number === 'bigint') return Math.max(numberBytes, 2 * number.toString(16).length) + tagBytes
    return Math.abs(Number(number)) < 2 ** 53 ? numberBytes : wideNumberBytes
  }
  switch (seen.kind) {
    case 'null':
    case 'undefined':
    case 'opaque':
      return tagBytes
    case 'text':
    case 'bytes':
      return tagBytes + bytesOfUnit * seen.value.length
    case 'complex':
      return tagBytes + 2 * wideNumberBytes
    case 'list':
    case 'tuple':
    case 'set':
      return seen.items.reduce((sum: number, item) => sum + 1 + longest(item), tagBytes)
    case 'dict':
      // A key may come as a number or a list, whose text is no longer than the key's own.
      return seen.entries.reduce((sum, [key, item]) => sum + 4 + tagBytes + longest(key) + longest(item), tagBytes)
  }
}
