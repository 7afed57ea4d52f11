// A `PlainValue` with its tag read (the table in src/sandbox/engine.ts). A candidate can forge every one of them: what is
// not exactly a tag is a dict, and nothing here throws for it.
import type { PlainValue } from '../engine.ts'

/** Numbers keep whether they are integers, so that 2^53 + 1 is not 2^53. */
export type Seen =
  | { readonly kind: 'null' | 'undefined' | 'opaque' }
  | SeenNumber
  | { readonly kind: 'text' | 'bytes'; readonly value: string }
  | { readonly kind: 'complex'; readonly value: readonly [number, number] }
  | { readonly kind: 'list' | 'tuple' | 'set'; readonly items: readonly PlainValue[] }
  | { readonly kind: 'dict'; readonly entries: Entries }

export type SeenNumber =
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'int'; readonly value: bigint }
  | { readonly kind: 'float'; readonly value: number }

export type Entries = readonly (readonly [PlainValue, PlainValue])[]

export function isNumber(seen: Seen): seen is SeenNumber {
  return seen.kind === 'bool' || seen.kind === 'int' || seen.kind === 'float'
}

export function see(value: PlainValue): Seen {
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

/** More than either language's driver writes (2^19 bits); a forged one would keep this process busy. */
const mostDigits = 160_000

/** Null for an object that merely looks like a tag: it is a dict then. */
function seeTag(tag: string, content: PlainValue): Seen | null {
  if (tag === '$opaque') return { kind: 'opaque' }
  if (tag === '$undefined') return { kind: 'undefined' }
  if (tag === '$int' && typeof content === 'string' && content.length <= mostDigits && /^-?\d+$/.test(content)) {
    return { kind: 'int', value: BigInt(content) }
  }
  if (tag === '$float' && typeof content === 'string') return { kind: 'float', value: floatOf(content) }
  if (tag === '$bytes' && typeof content === 'string') return { kind: 'bytes', value: content }
  if (!Array.isArray(content)) return null
  const items = content as readonly PlainValue[]
  if (tag === '$tuple') return { kind: 'tuple', items }
  if (tag === '$set' || tag === '$frozenset') return { kind: 'set', items }
  if (tag === '$text') {
    return items.every((item) => typeof item === 'number') ? { kind: 'text', value: textOf(items) } : null
  }
  if (tag === '$complex') {
    const [real, imaginary] = items.map(see)
    if (items.length !== 2 || !real || !imaginary || !isNumber(real) || !isNumber(imaginary)) return null
    return { kind: 'complex', value: [Number(real.value), Number(imaginary.value)] }
  }
  if (tag === '$dict' && items.every((item) => Array.isArray(item) && item.length === 2)) {
    return { kind: 'dict', entries: items as unknown as Entries }
  }
  return null
}

/** In parts, since a call takes only so many arguments. */
function textOf(units: readonly number[]): string {
  const parts: string[] = []
  for (let at = 0; at < units.length; at += 10_000) parts.push(String.fromCharCode(...units.slice(at, at + 10_000)))
  return parts.join('')
}

function floatOf(text: string): number {
  if (text === 'nan') return Number.NaN
  if (text === 'inf') return Number.POSITIVE_INFINITY
  return text === '-inf' ? Number.NEGATIVE_INFINITY : Number(text)
}
