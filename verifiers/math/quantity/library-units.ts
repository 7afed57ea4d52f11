// The units that are rare in answers, by mathjs's table: loaded when a name is asked for that the table of our own lacks.
// A name is looked up, nothing is evaluated; sizes are the decimals that mathjs's definitions are written in.
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { rational, type Rational } from '../../number/rational.ts'

interface LibraryUnit {
  readonly value: unknown
  readonly offset: unknown
  /** Powers of mass, length, time, current, temperature, luminous intensity, amount, angle and information. */
  readonly dimensions: readonly number[]
}

/** A unit without a zero of its own or a power of π. */
export interface SimpleUnit {
  readonly dimension: ReadonlyMap<string, number>
  readonly scale: Rational
}

type LibraryTable = { readonly [name: string]: LibraryUnit }

const bases = ['kg', 'm', 's', 'A', 'K', 'cd', 'mol', 'rad', 'bit']
const lookedUp = /^[A-Za-z]{2,20}$/

/** Rounded in mathjs, agreed upon by custom, or an everyday word or a symbol of something else. */
const refused = new Set('sqrd sqch drop drops gtt gtts stick sticks bbl li ch lt cp gi obl'.split(' '))

let table: LibraryTable | null = null
const remembered = new Map<string, SimpleUnit | null>()

/**
 * The unit of that name in mathjs, null for none. At most as many are remembered as its table has.
 * @example libraryUnit('hogshead')?.scale // 238480942392/10^12, in m³
 */
export function libraryUnit(name: string): SimpleUnit | null {
  if (!lookedUp.test(name) || refused.has(name)) return null
  table ??= load()
  if (!Object.hasOwn(table, name)) return null
  const known = remembered.get(name)
  if (known !== undefined) return known
  const unit = unitOf(table[name] as LibraryUnit)
  remembered.set(name, unit)
  return unit
}

function unitOf({ value, offset, dimensions }: LibraryUnit): SimpleUnit | null {
  const scale = typeof value === 'number' ? decimal(value) : null
  if (scale === null || offset !== 0) return null
  const powers = dimensions.flatMap((power, index) => (power === 0 ? [] : [[bases[index] as string, power] as const]))
  return { dimension: new Map(powers), scale }
}

/** The shortest decimal that the number is: what its definition is written in. */
function decimal(value: number): Rational | null {
  const [, digits = '', fraction = '', exponent = '0'] = /^(\d+)(?:\.(\d+))?(?:e([-+]\d+))?$/.exec(String(value)) ?? []
  if (digits === '') return null
  const power = Number(exponent) - fraction.length
  const ten = 10n ** BigInt(Math.abs(power))
  return rational(BigInt(digits + fraction) * (power > 0 ? ten : 1n), power < 0 ? ten : 1n)
}

/** The one module of mathjs that holds its units: a tenth of the time that all of it takes to load. */
function load(): LibraryTable {
  const require = createRequire(import.meta.url)
  const folder = dirname(require.resolve('mathjs/package.json'))
  const { createUnitClass } = require(join(folder, 'lib/cjs/type/unit/Unit.js')) as {
    createUnitClass: (parts: { readonly [name: string]: unknown }) => { readonly UNITS: LibraryTable }
  }
  // Its arithmetic is not used: the class is made for its table.
  const unused = (): never => {
    throw new Error("mathjs's units are looked up only")
  }
  const names = 'subtractScalar divideScalar pow abs fix round equal isNumeric format number'.split(' ')
  const parts = Object.fromEntries(names.map((name) => [name, unused]))
  const numbers = { Complex: unused, BigNumber: unused, Fraction: class {} }
  const product = (one: number, other: number): number => one * other
  const sum = (one: number, other: number): number => one + other
  return createUnitClass({
    ...parts,
    ...numbers,
    addScalar: sum,
    multiplyScalar: product,
    config: { number: 'number' },
  }).UNITS
}
