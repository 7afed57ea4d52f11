// Every value is ⌊f(x)·2^200⌋ as Python's decimal gives it with 120 digits.
import { expect, it } from 'vitest'
import {
  arctanFixed,
  expFixed,
  lnFixed,
  lnTwoFixed,
  piFixed,
  sinCosFixed,
  slack,
  wholeRoot,
} from '../../../../verifiers/math/numeric/fixed-point.ts'

const bits = 200
const unit = 1n << BigInt(bits)
/** A number of eighths. */
const eighths = (count: bigint): bigint => (count * unit) / 8n
const apart = (left: bigint, right: bigint): bigint => (left < right ? right - left : left - right)

it('π and ln 2 lose no more than the last bit', () => {
  expect(apart(piFixed(bits), 5048344754617993871973410141242436836214643421488662971535368n)).toBeLessThanOrEqual(1n)
  expect(apart(lnTwoFixed(bits), 1113844574712631719546256151097547306333272293549090750737802n)).toBeLessThanOrEqual(
    1n,
  )
})

it.each([
  [4n, 2649392934267061211036835721852745290924276936933219255146948n],
  [-4n, 974657192101734298498536032487101115179735036983731643136974n],
  [3n, 2338081058220194089139627089616809342321301036645736920087992n],
])('e^(%s/8) loses no more than the last bit', (count, expected) => {
  expect(apart(expFixed(eighths(count), bits), expected)).toBeLessThanOrEqual(1n)
})

it.each([
  [4n, -1113844574712631719546256151097547306333272293549090750737803n],
  [8n, 0n],
  [12n, 651557307838593732477802188165954476234620529230728750678707n],
  [14n, 899267899801401976904394568273837851489684630969869927686042n],
])('ln(%s/8) is within the error that it names', (count, expected) => {
  expect(apart(lnFixed(eighths(count), bits), expected)).toBeLessThanOrEqual(slack(bits))
})

it.each([
  [
    8n,
    1352191738627887730370568382426388711294672994500390224088559n,
    868232330700371202471720823065555340568207867417093696894962n,
  ],
  [
    -6n,
    -1095351255923019810527210384241083115139517109053405817863286n,
    1175778679954170519616909981753596373429278573112948517299940n,
  ],
])('sin and cos of %s/8 are within the error that they name', (count, sine, cosine) => {
  const { sin, cos } = sinCosFixed(eighths(count), bits)
  expect(apart(sin, sine)).toBeLessThanOrEqual(slack(bits))
  expect(apart(cos, cosine)).toBeLessThanOrEqual(slack(bits))
})

it.each([
  [8n, 1262086188654498467993352535310609209053660855372165742883842n],
  [-4n, -745052982033112396822064273042161450736755767623772021948530n],
])('arctan(%s/8) is within the error that it names', (count, expected) => {
  expect(apart(arctanFixed(eighths(count), bits), expected)).toBeLessThanOrEqual(slack(bits))
})

it('the whole root is the largest whole number whose square is not above', () => {
  for (const root of [0n, 1n, 2n, 3n, 94_906_265n, 2n ** 52n, 10n ** 30n, 10n ** 80n + 7n]) {
    expect(wholeRoot(root * root)).toBe(root)
    expect(wholeRoot(root * root + 2n * root)).toBe(root)
  }
})
