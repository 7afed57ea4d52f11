// Units that are looked up in mathjs: exact ones only, by name, and its table is loaded for nothing else.
import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { libraryUnit } from '../../../../verifiers/math/quantity/library-units.ts'
import { dimensionKey, unitsNamed } from '../../../../verifiers/math/quantity/unit-names.ts'
import { unitRows } from '../../../../verifiers/math/quantity/unit-table.ts'
import { verify } from '../../../../verifiers/math/verify.ts'

const { cache } = createRequire(import.meta.url)
const loaded = (): string[] => Object.keys(cache).filter((path) => /node_modules[\\/]mathjs[\\/]/.test(path))

test('everyday units, numbers and names that no table can hold load nothing; a rare one loads a few files, once', () => {
  expect(verify('5 \\text{ km}', '\\boxed{5000 \\text{ m}}').verdict).toBe('correct')
  expect(verify('\\$3.50', '\\boxed{3.5 \\text{ dollars}}').verdict).toBe('correct')
  for (const name of ['2+2', 'sin(1)', 'a', 'm2', 'constructor '.repeat(3), '米米'])
    expect(libraryUnit(name)).toBeNull()
  expect(loaded()).toEqual([])
  expect(libraryUnit('hogshead')).not.toBeNull()
  const files = loaded().length
  // All of mathjs is some 700 files and takes a second.
  expect(files).toBeGreaterThan(0)
  expect(files).toBeLessThan(30)
  expect(libraryUnit('furtherunknownword')).toBeNull()
  expect(loaded()).toHaveLength(files)
})

test.each([
  ['hogshead', 'm^3', 238_480_942_392n, 1_000_000_000_000n],
  ['chain', 'm^1', 201_168n, 10_000n],
  ['sqmi', 'm^2', 2_589_988_110_336n, 1_000_000n],
  ['minim', 'm^3', 61_611_519_921_875n, 1_000_000_000_000_000_000_000n],
  ['grain', 'kg^1', 6_479_891n, 100_000_000_000n],
  ['erg', 'kg^1 m^2 s^-2', 1n, 10_000_000n],
])('%s is the decimal that defines it', (name, kind, numerator, denominator) => {
  const unit = libraryUnit(name)
  expect(unit && unit.scale.numerator * denominator).toBe(unit && unit.scale.denominator * numerator)
  expect(unit && dimensionKey(unit.dimension)).toBe(kind)
})

test('no name is in both tables', () => {
  const own = unitRows.split('\n').flatMap((row) =>
    row
      .split('|')
      .slice(0, 2)
      .flatMap((cell) => cell.trim().split(' ')),
  )
  const both = 'chain link mil sqin sqft sqyd sqmi cuin cuft cuyd gill cwt grain gr dram dr dyn dyne erg hogshead'
  for (const name of both.split(' ')) {
    expect(own).not.toContain(name)
    expect(unitsNamed(name), name).toHaveLength(1)
  }
})

test.each([
  'drop',
  'drops',
  'stick',
  'sticks',
  'li',
  'ch',
  'lt',
  'cp',
  'gi',
  'bbl',
  'VAR',
  'sqrd',
  'toString',
  '__proto__',
])('%s is no unit of the library: rounded, a custom, or another word', (name) => {
  expect(libraryUnit(name)).toBeNull()
})

test.each([
  ['2 \\text{ hogsheads}', '126 \\text{ gallons}', 'correct'],
  ['2 \\text{ hogsheads}', '125 \\text{ gallons}', 'incorrect'],
  ['2 \\text{ hogsheads}', '126 \\text{ litres}', 'incorrect'],
  ['10 \\text{ chains}', '1 \\text{ furlong}', 'correct'],
  ['10 \\text{ chains}', '660 \\text{ ft}', 'correct'],
  ['10 \\text{ chains}', '661 \\text{ ft}', 'incorrect'],
  ['1 \\text{ sqmi}', '640 \\text{ acres}', 'correct'],
  ['1 \\text{ sqmi}', '640 \\text{ hectares}', 'incorrect'],
  ['7000 \\text{ grains}', '1 \\text{ lb}', 'correct'],
  ['7001 \\text{ grains}', '1 \\text{ lb}', 'incorrect'],
  ['10^7 \\text{ ergs}', '1 \\text{ J}', 'correct'],
  ['2 \\text{ sticks}', '0.23 \\text{ kg}', 'incorrect'],
  ['20 \\text{ drops}', '1 \\text{ mL}', 'incorrect'],
  ['3 \\text{ dynes}', '3 \\text{ N}', 'incorrect'],
])('gold %s, answer %s: %s', (gold, answer, verdict) => {
  expect(verify(gold, `So \\boxed{${answer}}.`).verdict).toBe(verdict)
})
