// Random quantities, converted exactly by the test's own table and written in every spelling, are right; with the number,
// a power or the kind changed they are wrong.
import { assert, bigInt, constantFrom, property, record } from 'fast-check'
import { expect, test } from 'vitest'
import { verifyMath } from '../../../../verifiers/index.ts'
import { multiply, rational, toText, type Rational } from '../../../../verifiers/number/rational.ts'

/** Kinds of quantity: names with their size in the first, as a fraction. The figures are of NIST SP 811 and the SI brochure. */
const kinds: { readonly [kind: string]: readonly (readonly [name: string, top: bigint, bottom: bigint])[] } = {
  length: [
    ['m', 1n, 1n],
    ['km', 1000n, 1n],
    ['cm', 1n, 100n],
    ['mm', 1n, 1000n],
    ['ft', 3048n, 10_000n],
    ['in', 254n, 10_000n],
    ['mi', 1_609_344n, 1000n],
    ['yards', 9144n, 10_000n],
    ['\u00b5m', 1n, 1_000_000n],
  ],
  mass: [
    ['kg', 1n, 1n],
    ['g', 1n, 1000n],
    ['mg', 1n, 1_000_000n],
    ['lb', 45_359_237n, 100_000_000n],
    ['oz', 45_359_237n, 1_600_000_000n],
    ['tonnes', 1000n, 1n],
  ],
  time: [
    ['s', 1n, 1n],
    ['min', 60n, 1n],
    ['h', 3600n, 1n],
    ['days', 86_400n, 1n],
    ['ms', 1n, 1000n],
    ['weeks', 604_800n, 1n],
  ],
  speed: [
    ['m/s', 1n, 1n],
    ['km/h', 5n, 18n],
    ['mph', 44_704n, 100_000n],
    ['cm/s', 1n, 100n],
  ],
  density: [
    ['kg/m^3', 1n, 1n],
    ['g/cm^3', 1000n, 1n],
    ['g/L', 1n, 1n],
    ['mg/mL', 1n, 1n],
  ],
  pressure: [
    ['Pa', 1n, 1n],
    ['kPa', 1000n, 1n],
    ['N/m^2', 1n, 1n],
    ['bar', 100_000n, 1n],
    ['atm', 101_325n, 1n],
  ],
  energy: [
    ['J', 1n, 1n],
    ['kJ', 1000n, 1n],
    ['kWh', 3_600_000n, 1n],
    ['cal', 4184n, 1000n],
    ['kg m^2/s^2', 1n, 1n],
  ],
  volume: [
    ['L', 1n, 1000n],
    ['mL', 1n, 1_000_000n],
    ['cm^3', 1n, 1_000_000n],
    ['m^3', 1n, 1n],
  ],
  area: [
    ['m^2', 1n, 1n],
    ['cm^2', 1n, 10_000n],
    ['ha', 10_000n, 1n],
    ['km^2', 1_000_000n, 1n],
  ],
  money: [
    ['dollars', 1n, 1n],
    ['cents', 1n, 100n],
  ],
  data: [
    ['bytes', 8n, 1n],
    ['kB', 8000n, 1n],
    ['MiB', 8_388_608n, 1n],
    ['bits', 1n, 1n],
  ],
}

/** The same unit in the spellings of TeX, Mathpix, siunitx and plain text. */
const spellings: readonly ((number: string, unit: string) => string)[] = [
  (number, unit) => `${number} \\text{ ${unit}}`,
  (number, unit) => `${number}\\,\\mathrm{${unit.replaceAll(' ', '\\ ')}}`,
  (number, unit) => `${number} ${unit.replaceAll(/[A-Za-z\u00b5]+/g, (name) => `\\mathrm{~${name}}`)}`,
  (number, unit) => `$${number}\\ \\textrm{${unit}}$`,
  (number, unit) => `${number}\\text{ ${unit.replaceAll('^2', '\u00b2').replaceAll('^3', '\u00b3')}}`,
  (number, unit) => `x = ${number}\\mbox{ ${unit}}`,
  (number, unit) => `\\SI{${number}}{${unit.replaceAll(' ', '.')}}`,
]

function written(value: Rational): string {
  return value.denominator === 1n ? toText(value) : `\\frac{${value.numerator}}{${value.denominator}}`
}

const pair = constantFrom(...Object.values(kinds)).chain((units) =>
  record({
    from: constantFrom(...units),
    to: constantFrom(...units),
    top: bigInt({ min: 1n, max: 100_000n }),
    bottom: constantFrom(1n, 2n, 3n, 7n, 10n, 1000n),
    one: constantFrom(...spellings),
    other: constantFrom(...spellings),
  }),
)

test('a quantity is right in every unit of its kind and every spelling, and wrong with one thing changed', () => {
  assert(
    property(pair, ({ from, to, top, bottom, one, other }) => {
      const value = rational(top, bottom) as Rational
      const factor = rational(from[1] * to[2], from[2] * to[1]) as Rational
      const converted = multiply(value, factor)
      const gold = one(written(value), from[0])
      const verdict = (reply: string): string => verifyMath(gold, `\\boxed{${reply}}`).verdict
      expect(verdict(other(written(converted), to[0]))).toBe('correct')
      // Another number, the number unconverted, another kind, another power.
      const more = { numerator: converted.numerator + converted.denominator, denominator: converted.denominator }
      expect(verdict(other(written(more), to[0]))).toBe('incorrect')
      if (from[1] * to[2] !== to[1] * from[2]) expect(verdict(other(written(value), to[0]))).toBe('incorrect')
      expect(verdict(other(written(converted), `${to[0]} K`))).toBe('incorrect')
      expect(verdict(other(written(converted), `(${to[0]})^2`))).toBe('incorrect')
    }),
    { numRuns: 1500 },
  )
}, 60_000)
