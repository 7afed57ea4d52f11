// A word or a symbol of a unit to what it measures, in exact numbers: `km`, `Kilometres`, `µs`, `lbs`, 公里. Some names have
// several meanings (`pound`, `C`, `minute`): all are given, and a comparison takes the one that fits.
import { add, multiply, one, rational, whole, zero, type Rational } from '../../number/rational.ts'
import { libraryUnit } from './library-units.ts'
import { binaryPrefixes, decimalPrefixes, irregularPlurals, unitRows } from './unit-table.ts'

/** Base units with their powers; no power is zero. */
export type Dimension = ReadonlyMap<string, number>

export interface Unit {
  readonly dimension: Dimension
  /** Base units in one of it, without the power of π. */
  readonly scale: Rational
  /** The power of π in the scale: degrees are π/180 radians. */
  readonly pi: number
  /** What is added before scaling: °C to K. Zero for all but temperatures. */
  readonly offset: Rational
}

interface Row {
  readonly unit: Unit
  readonly prefixes: string
}

const symbols = new Map<string, Row[]>()
const words = new Map<string, Row[]>()

/** A unit of its own kind, such as an apple. */
export function unitOfOwn(name: string): Unit {
  return { dimension: new Map([[name, 1]]), scale: one, pi: 0, offset: zero }
}

export const noUnit: Unit = { dimension: new Map(), scale: one, pi: 0, offset: zero }

/** `left` times `right` to a whole power. */
export function multiplyUnits(left: Unit, right: Unit, power = 1): Unit {
  const dimension = new Map(left.dimension)
  for (const [name, exponent] of right.dimension) {
    const sum = (dimension.get(name) ?? 0) + exponent * power
    if (sum === 0) dimension.delete(name)
    else dimension.set(name, sum)
  }
  const scale = multiply(left.scale, raised(right.scale, power))
  return { dimension, scale, pi: left.pi + right.pi * power, offset: zero }
}

function raised({ numerator, denominator }: Rational, power: number): Rational {
  const count = BigInt(Math.abs(power))
  const [top, bottom] = power < 0 ? [denominator, numerator] : [numerator, denominator]
  return { numerator: top ** count, denominator: bottom ** count }
}

/**
 * Every unit of that name; empty for an unknown one.
 * @example unitsNamed('kilometres')[0].scale // 1000
 */
export function unitsNamed(written: string): readonly Unit[] {
  if (symbols.size === 0) fill()
  const name = written.replace(/[μ\u00b5]/g, 'µ')
  const exact = symbols.get(name) ?? prefixed(name, symbols, 0)
  // `Gal`, `LITRE`, `Sec`: words in any case, then symbols that lose nothing by small letters.
  const named = exact ?? wordNamed(name) ?? wordNamed(name.toLowerCase()) ?? capitalKilo(name)
  const rows =
    named ?? (name.length > 1 ? (symbols.get(name.toLowerCase()) ?? prefixed(name.toLowerCase(), symbols, 0)) : null)
  return rows?.map((row) => row.unit) ?? rare(name)
}

/** A unit of mathjs's table, in any case and number. */
function rare(name: string): readonly Unit[] {
  const lower = name.toLowerCase()
  const unit = libraryUnit(name) ?? libraryUnit(singular(name)) ?? libraryUnit(lower) ?? libraryUnit(singular(lower))
  return unit === null ? [] : [{ ...unit, pi: 0, offset: zero }]
}

function wordNamed(name: string): readonly Row[] | null {
  const single = singular(name)
  const found = words.get(name) ?? words.get(single) ?? prefixed(single, words, 1) ?? prefixed(name, words, 1)
  if (found != null) return found
  return name.length > 2 ? (symbols.get(single) ?? prefixed(single, symbols, 0)) : null
}

/** `KB`, `KHz`: a capital K before what is no temperature. */
function capitalKilo(name: string): readonly Row[] | null {
  return /^K[A-ZΩ]/.test(name) && !/^K[GM]$/.test(name) ? prefixed(`k${name.slice(1)}`, symbols, 0) : null
}

function prefixed(name: string, table: ReadonlyMap<string, Row[]>, form: 0 | 1): readonly Row[] | null {
  for (const [kind, prefixes] of [
    [10n, decimalPrefixes],
    [2n, binaryPrefixes],
  ] as const) {
    for (const prefix of prefixes) {
      for (const written of prefix[form].split(' ')) {
        if (written === '' || !name.startsWith(written)) continue
        const rows = table.get(name.slice(written.length))?.filter((row) => takes(row, kind, prefix[2]))
        if (rows === undefined || rows.length === 0) continue
        const scale = raised(whole(kind), prefix[2])
        return rows.map(({ unit }) => ({ unit: { ...unit, scale: multiply(unit.scale, scale) }, prefixes: '' }))
      }
    }
  }
  return null
}

function takes({ prefixes }: Row, kind: bigint, power: number): boolean {
  if (prefixes === 'byte') return power >= 3
  if (kind === 2n) return false
  return prefixes === 'si' || (prefixes === 'ton' && power >= 3)
}

/**
 * One of many.
 * @example singular('boxes') // 'box'
 */
export function singular(word: string): string {
  const irregular = irregularPlurals[word]
  if (irregular !== undefined) return irregular
  if (/[^aeiou]ies$/.test(word)) return `${word.slice(0, -3)}y`
  if (/(?:ch|sh|x|ss|zz)es$/.test(word)) return word.slice(0, -2)
  return /[^sui]s$/.test(word) ? word.slice(0, -1) : word
}

function fill(): void {
  for (const line of unitRows.split('\n')) {
    if (line === '') continue
    const [names = '', spelled = '', factor = '', of = '', prefixes = ''] = line.split('|').map((cell) => cell.trim())
    const first = names.split(' ')[0] as string
    const row: Row = { unit: factor === '' ? unitOfOwn(of === '' ? first : of) : scaled(factor, of), prefixes }
    for (const name of names.split(' ')) symbols.set(name, [...(symbols.get(name) ?? []), row])
    for (const name of [...spelled.split(' '), ...names.split(' ').filter((each) => each.length > 2)]) {
      if (name !== '') words.set(name, [...(words.get(name) ?? []), row])
    }
  }
}

/** `1/180 pi` or `5/9 + 459.67` times the product of units already read. */
function scaled(factor: string, of: string): Unit {
  const [, size = '', pi, offset] = /^(\S+?)?(?:^|\s)?(pi)?(?:\s\+\s(\S+))?$/.exec(factor) ?? []
  let base = noUnit
  for (const part of of === '1' ? [] : of.split(' ')) {
    const [name = '', power = '1'] = part.split('^')
    base = multiplyUnits(base, (symbols.get(name) ?? words.get(name))?.[0]?.unit as Unit, Number(power))
  }
  const scale = multiply(base.scale, exactly(size))
  return {
    ...base,
    scale,
    pi: base.pi + (pi === undefined ? 0 : 1),
    offset: offset === undefined ? zero : exactly(offset),
  }
}

/** `0.3048`, `5/9`, `1.6e-19`, `101325/760` */
function exactly(written: string): Rational {
  const [top = '', bottom = '1'] = written.split('/')
  const [, digits = '', fraction = '', exponent = '0'] = /^(\d+)(?:\.(\d+))?(?:e(-?\d+))?$/.exec(top) as RegExpExecArray
  const power = Number(exponent) - fraction.length
  const ten = 10n ** BigInt(Math.abs(power))
  const numerator = BigInt(digits + fraction) * (power > 0 ? ten : 1n)
  return rational(numerator, BigInt(bottom) * (power < 0 ? ten : 1n)) as Rational
}

/** The same dimension always gives the same text. */
export function dimensionKey(dimension: Dimension): string {
  return [...dimension]
    .map(([name, power]) => `${name}^${power}`)
    .sort()
    .join(' ')
}

/** A value in one unit as one in base units: (value + offset) · scale. */
export function shifted(value: Rational, unit: Unit): Rational {
  return add(value, unit.offset)
}
