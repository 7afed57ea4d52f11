// The names of units against mathjs's table: every unit that mathjs knows is known here, from the table of our own or from
// its, of the same kind and size to 1 in 10^12, except those that one of the two defines otherwise.
import { Unit } from 'mathjs'
import { expect, test } from 'vitest'
import { equal, rational } from '../../../../verifiers/number/rational.ts'
import {
  dimensionKey,
  singular,
  unitsNamed,
  type Unit as OwnUnit,
} from '../../../../verifiers/math/quantity/unit-names.ts'

interface TheirUnit {
  readonly name: string
  readonly value: unknown
  readonly offset: number
  readonly dimensions: readonly number[]
  readonly prefixes: { readonly [prefix: string]: { readonly value: number; readonly scientific: boolean } }
}

const theirs = (Unit as unknown as { readonly UNITS: { readonly [name: string]: TheirUnit } }).UNITS
const bases = ['kg', 'm', 's', 'A', 'K', 'cd', 'mol', 'rad', 'bit']

/** What differs, and why: mathjs rounds, has an older constant, or gives a name to another unit. */
const otherwise = new Map(
  Object.entries({
    'rounded there': 'acre acres rd sqrd sqch torr mmHg mmhg kip kips teaspoon teaspoons tablespoon tablespoons hp psi',
    'the constant of 2010 there': 'eV electronvolt electronvolts',
    'a mean year of 365.25 days there, twelve months here':
      'month months year years decade decades century centuries millennium millennia',
    'not here, or the name of something else':
      'li ch m2 m3 gi cp lt obl bbl drop gtt gtts stick sticks cmh2o mmh2o VAR',
  }).flatMap(([why, names]) => names.split(' ').map((name) => [name, why])),
)

function sizeOf(unit: OwnUnit): number {
  return (Number(unit.scale.numerator) / Number(unit.scale.denominator)) * Math.PI ** unit.pi
}

function kindOf({ dimensions }: TheirUnit): string {
  const powers = dimensions.flatMap((power, index) => (power === 0 ? [] : [[bases[index] as string, power] as const]))
  return dimensionKey(new Map(powers))
}

test('every unit of mathjs is here, of the same kind and size', () => {
  const missing: string[] = []
  const agreeing: string[] = []
  let compared = 0
  for (const [name, unit] of Object.entries(theirs)) {
    const size = Number(String(unit.value).replace('0.(5)', '0.55555555555555555'))
    const own = unitsNamed(name).find(
      (each) => dimensionKey(each.dimension) === kindOf(unit) && Math.abs(sizeOf(each) / size - 1) < 1e-12,
    )
    compared++
    if (otherwise.has(name)) {
      if (own !== undefined) agreeing.push(name)
    } else if (own === undefined) missing.push(`${name} ${size} ${kindOf(unit)}`)
  }
  expect(missing).toEqual([])
  expect(agreeing, 'listed as different').toEqual([])
  expect(compared).toBeGreaterThan(180)
})

test('every prefix of a unit that takes them has its power', () => {
  const wrong: string[] = []
  for (const name of [
    'm',
    'g',
    's',
    'A',
    'mol',
    'L',
    'N',
    'J',
    'W',
    'Pa',
    'Hz',
    'V',
    'F',
    'C',
    'T',
    'Wb',
    'H',
    'S',
    'cd',
  ]) {
    const unit = theirs[name] as TheirUnit
    for (const [prefix, { value }] of Object.entries(unit.prefixes)) {
      const size = Number(unit.value) * value
      const own = unitsNamed(prefix + name).some((each) => Math.abs(sizeOf(each) / size - 1) < 1e-12)
      // `ft`, `cd` and the like are names of their own.
      if (!own && unitsNamed(prefix + name).length > 0) continue
      if (!own) wrong.push(prefix + name)
    }
  }
  expect(wrong).toEqual([])
})

test.each([
  ['in', 'm', 254n, 10_000n],
  ['mile', 'm', 1_609_344n, 1000n],
  ['lb', 'kg', 45_359_237n, 100_000_000n],
  ['gallon', 'm^3', 3_785_411_784n, 1_000_000_000_000n],
  ['acre', 'm^2', 40_468_564_224n, 10_000_000n],
  ['km', 'm', 1000n, 1n],
  ['µm', 'm', 1n, 1_000_000n],
  ['um', 'm', 1n, 1_000_000n],
  ['KiB', 'bit', 8192n, 1n],
  ['kB', 'bit', 8000n, 1n],
])('%s is an exact number of base units', (name, _, numerator, denominator) => {
  const [unit] = unitsNamed(name)
  expect(
    unit && equal(unit.scale, rational(numerator, denominator) as { numerator: bigint; denominator: bigint }),
  ).toBe(true)
})

test('a name with several meanings has all of them', () => {
  const kinds = (name: string): string[] =>
    unitsNamed(name)
      .map((unit) => dimensionKey(unit.dimension))
      .sort()
  expect(kinds('pounds')).toEqual(['kg^1', '£^1'])
  expect(kinds('分')).toEqual(['CNY^1', 's^1'])
  expect(kinds('¥')).toEqual(['CNY^1', 'JPY^1'])
  expect(unitsNamed('wug')).toEqual([])
})

test.each([
  ['boxes', 'box'],
  ['feet', 'foot'],
  ['parties', 'party'],
  ['people', 'person'],
  ['gas', 'gas'],
  ['cookies', 'cookie'],
  ['hours', 'hour'],
  ['classes', 'class'],
])('one of %s is a %s', (many, one) => {
  expect(singular(many)).toBe(one)
})
