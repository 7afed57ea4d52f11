// JSON (RFC 8259) read with its numbers kept as they are written. A value comes back as `JSON.parse` would give it, and
// beside it the text of each number that a double does not hold exactly.
import { decimalText, isWhole, readDecimal, type Decimal } from './decimal.ts'

/** The written numbers of a value: by the object or array that holds them, and their key or index. */
export type WrittenNumbers = WeakMap<object, Map<string, string>>

export interface ExactJson {
  /** The value in a list of one, so that a number has a holder as well. */
  readonly holder: readonly [unknown]
  readonly written: WrittenNumbers
}

export type ReadJson =
  | (ExactJson & {
      readonly ok: true
      readonly end: number
      /** Keys of objects that name them twice with different values. */ readonly repeated: readonly string[]
    })
  | {
      readonly ok: false
      readonly at: number
      readonly why: string
      readonly isCutOff: boolean
      readonly isTooDeep: boolean
    }

const deepestNesting = 200
const numeral = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const literal = /true|false|null/y

/** Where and why a value ends before its time. Thrown and caught here, so often that a trace of each would cost. */
class Fault {
  readonly at: number
  readonly why: string
  readonly isTooDeep: boolean
  constructor(at: number, why: string, isTooDeep = false) {
    this.at = at
    this.why = why
    this.isTooDeep = isTooDeep
  }
}

/**
 * The value that begins at `from`, or where and why there is none. Never throws.
 * @example readJson('[1, 2] and more').end // 6
 */
export function readJson(text: string, from = 0): ReadJson {
  const reader = new Reader(text, from)
  try {
    const holder = reader.whole()
    return { ok: true, holder, written: reader.written, end: reader.at, repeated: reader.repeated }
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown
    const { at, why, isTooDeep } = thrown
    return { ok: false, at, why, isCutOff: at >= text.length && !isTooDeep, isTooDeep }
  }
}

class Reader {
  readonly text: string
  readonly from: number
  at: number
  readonly written: WrittenNumbers = new WeakMap()
  readonly repeated: string[] = []

  constructor(text: string, from: number) {
    this.text = text
    this.from = from
    this.at = from
  }

  whole(): [unknown] {
    const holder: [unknown] = [null]
    this.skip()
    holder[0] = this.value(holder, '0', 1)
    return holder
  }

  skip(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at)
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return
      this.at++
    }
  }

  fault(what: string): never {
    const isEnd = this.at >= this.text.length
    // oxlint-disable-next-line typescript/only-throw-error -- see `Fault`
    throw new Fault(this.at, isEnd ? 'it ends too early' : `${what} was expected at position ${this.at - this.from}`)
  }

  take(pattern: RegExp): string | null {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)?.[0] ?? null
    if (found !== null) this.at += found.length
    return found
  }

  value(holder: object, key: string, depth: number): unknown {
    if (depth > deepestNesting) {
      // oxlint-disable-next-line typescript/only-throw-error -- see `Fault`
      throw new Fault(this.at, `it nests deeper than ${deepestNesting} levels`, true)
    }
    const first = this.text.charAt(this.at)
    if (first === '{') return this.object(depth)
    if (first === '[') return this.array(depth)
    if (first === '"') return this.quoted()
    const word = this.take(literal)
    if (word !== null) return JSON.parse(word) as boolean | null
    const source = this.take(numeral)
    if (source === null) return this.fault('a value')
    // oxlint-disable-next-line typescript/only-throw-error -- see `Fault`
    if (source.length > 15 && readDecimal(source) === null) throw new Fault(this.at, 'a number is too long')
    if (!isHeldExactly(source)) {
      const known = this.written.get(holder) ?? new Map<string, string>()
      this.written.set(holder, known.set(key, source))
    }
    return representative(source)
  }

  quoted(): string {
    const start = this.at
    const end = endOfString(this.text, start)
    const isEnd = end >= this.text.length
    if (!isEnd && this.text.charAt(end) === '"') {
      this.at = end + 1
      try {
        return JSON.parse(this.text.slice(start, end + 1)) as string
      } catch {}
    }
    // oxlint-disable-next-line typescript/only-throw-error -- see `Fault`
    throw new Fault(end, isEnd ? 'it ends too early' : 'a text holds a line break or a wrong escape')
  }

  array(depth: number): unknown[] {
    const items: unknown[] = []
    this.at++
    this.skip()
    if (this.text.charAt(this.at) === ']') {
      this.at++
      return items
    }
    for (;;) {
      items.push(this.value(items, String(items.length), depth + 1))
      this.skip()
      const sign = this.text.charAt(this.at)
      if (sign !== ',' && sign !== ']') this.fault('a comma or ]')
      this.at++
      if (sign === ']') return items
      this.skip()
    }
  }

  object(depth: number): object {
    const fields: Record<string, unknown> = {}
    this.at++
    this.skip()
    if (this.text.charAt(this.at) === '}') {
      this.at++
      return fields
    }
    for (;;) {
      if (this.text.charAt(this.at) !== '"') this.fault('a key in double quotes')
      const key = this.quoted()
      this.skip()
      if (this.text.charAt(this.at) !== ':') this.fault('a colon')
      this.at++
      this.skip()
      this.field(fields, key, depth)
      this.skip()
      const sign = this.text.charAt(this.at)
      if (sign !== ',' && sign !== '}') this.fault('a comma or }')
      this.at++
      if (sign === '}') return fields
      this.skip()
    }
  }

  field(fields: Record<string, unknown>, key: string, depth: number): void {
    const before = Object.hasOwn(fields, key) ? canonicalJson(fields[key], this.written, fields, key) : null
    if (before !== null) this.written.get(fields)?.delete(key)
    const value = this.value(fields, key, depth + 1)
    // A key such as `__proto__` is a key like any other.
    Object.defineProperty(fields, key, { value, enumerable: true, configurable: true, writable: true })
    if (before !== null && before !== canonicalJson(value, this.written, fields, key)) this.repeated.push(key)
  }
}

/** The closing quote of a text, or the sign that it cannot hold, or the end. */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x5c) at++
    else if (code < 0x20 || code === 0x22) return at
  }
  return text.length
}

function isHeldExactly(source: string): boolean {
  const value = Number(source)
  return Number.isSafeInteger(value) && String(value) === source
}

/** A double that has the type of the number: whole where it is whole, finite in any case. */
function representative(source: string): number {
  const value = Number(source)
  const isInteger = isWhole(readDecimal(source) as Decimal)
  if (!Number.isFinite(value)) return value > 0 ? Number.MAX_VALUE : -Number.MAX_VALUE
  return isInteger || !Number.isInteger(value) ? value : value < 0 ? -0.5 : 0.5
}

/** A number in a value, exactly. */
export function decimalAt(value: number, written: WrittenNumbers, holder: unknown, key: string): Decimal | null {
  const source = typeof holder === 'object' && holder !== null ? written.get(holder)?.get(key) : undefined
  return readDecimal(source ?? String(value))
}

/**
 * A value as the one text that equal values share: keys sorted, items in their order, numbers by their exact value,
 * so that 1, 1.0 and 10e-1 are equal and two integers that round to one double are not.
 */
export function canonicalJson(value: unknown, written: WrittenNumbers, holder: unknown, key: string): string {
  if (typeof value === 'number') {
    const decimal = decimalAt(value, written, holder, key)
    return decimal === null ? String(value) : decimalText(decimal)
  }
  if (typeof value === 'bigint') return decimalText(readDecimal(String(value)) ?? { digits: value, exponent: 0n })
  if (Array.isArray(value))
    return `[${value.map((item, index) => canonicalJson(item, written, value, String(index))).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined'
  const names = Object.keys(value).sort()
  const fields = names.map(
    (name) =>
      `${JSON.stringify(name)}:${canonicalJson((value as Record<string, unknown>)[name], written, value, name)}`,
  )
  return `{${fields.join()}}`
}
