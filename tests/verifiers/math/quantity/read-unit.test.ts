// What a unit's text measures, whether its letters may be variables, and texts that name no unit.
import { expect, test } from 'vitest'
import { readUnit } from '../../../../verifiers/math/quantity/read-unit.ts'
import { dimensionKey } from '../../../../verifiers/math/quantity/unit-names.ts'

const kinds = (text: string): string[] =>
  (readUnit(text)?.units ?? []).map(
    ({ dimension, scale }) => `${scale.numerator}/${scale.denominator} ${dimensionKey(dimension)}`,
  )

test.each([
  ['m/s', '1/1 m^1 s^-1'],
  ['\\mathrm{~m} / \\mathrm{s}^{2}', '1/1 m^1 s^-2'],
  ['\\frac{\\mathrm{m}}{\\mathrm{s}^2}', '1/1 m^1 s^-2'],
  ['metres per second squared', '1/1 m^1 s^-2'],
  ['kg·m/s', '1/1 kg^1 m^1 s^-1'],
  ['J/(kg·K)', '1/1 K^-1 m^2 s^-2'],
  ['J/kg·K', '1/1 K^-1 m^2 s^-2'],
  ['square feet', '145161/1562500 m^2'],
  ['cu. cm', '1/1000000 m^3'],
  ['(m/s)^2', '1/1 m^2 s^-2'],
  ['sq km', '1000000/1 m^2'],
  ['fluid ounces', '473176473/16000000000000 m^3'],
  ['apples per day', '1/86400 apple^1 s^-1'],
  ['kg of apples', '1/1 kg^1'],
  ['平方米', '1/1 m^2'],
  ['千克', '1/1 kg^1'],
])('%s measures %s', (text, kind) => {
  expect(kinds(text)).toContain(kind)
})

test.each([
  ['m/s', true],
  ['cm', true],
  ['\\text{m}', true],
  ['kg m^2', true],
  ['m s^{-2}', true],
  ['m', false],
  ['nm', false],
  ['h^2', false],
  ['red apples', true],
])('%s is a unit without doubt: %s', (text, isSure) => {
  expect(readUnit(text)?.isSure).toBe(isSure)
})

test.each([
  'x',
  '\\text{x}',
  '\\mathrm{e}',
  'and m',
  'cm or m',
  'm^{13}',
  'm/',
  '/',
  '^2',
  'm^0',
  'sin',
  'alpha',
  '*m',
  'm)',
  'halves',
  'x cm',
])('%s is no unit', (text) => {
  expect(readUnit(text)).toBeNull()
})
