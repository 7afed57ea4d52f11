import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { fromNumber, type Rational } from '../../../../verifiers/number/rational.ts'
import { ballField, type Ball } from '../../../../verifiers/math/numeric/ball-field.ts'

const coarse = ballField(64)
const fine = ballField(400)

/** Whether two balls have a point in common: the same value computed twice must. */
function meet(left: Ball, right: Ball): boolean {
  const difference = fine.add(left, fine.negate(right))
  return fine.sign(difference) === null || fine.sign(difference) === 0
}

const positive = fc.double({ min: 1e-6, max: 1e6, noNaN: true }).map((value) => fromNumber(value) as Rational)

it.each(['sqrt', 'ln', 'sin', 'cos', 'atan'] as const)('%s at 64 bits holds what it is at 400 bits', (name) => {
  fc.assert(
    fc.property(positive, (value) => {
      const ball = coarse[name](coarse.fromRational(value))
      expect(meet(ball, fine[name](fine.fromRational(value)))).toBe(true)
      expect(coarse.uncertainty(ball)).toBeLessThan(2 ** -30)
    }),
    { seed: 1, numRuns: 100 },
  )
})

it('sin, cos, atan and exp are those of the processor, on both sides of zero', () => {
  fc.assert(
    fc.property(fc.integer({ min: -40_960, max: 40_960 }), (count) => {
      const value = count / 1024
      const ball = coarse.fromRational(fromNumber(value) as Rational)
      for (const name of ['sin', 'cos', 'atan'] as const) {
        expect(Math.abs(coarse.toNumber(coarse[name](ball)) - Math[name](value))).toBeLessThan(1e-12)
      }
      expect(coarse.toNumber(coarse.exp(ball)) / Math.exp(value)).toBeCloseTo(1, 12)
    }),
    { seed: 3, numRuns: 200 },
  )
})

it('exp undoes ln, and keeps the bits of what is tiny', () => {
  fc.assert(
    fc.property(positive, (value) => {
      expect(meet(fine.exp(fine.ln(fine.fromRational(value))), fine.fromRational(value))).toBe(true)
    }),
    { seed: 2, numRuns: 50 },
  )
  const tiny = coarse.exp(coarse.fromRational({ numerator: -40n, denominator: 1n }))
  expect(coarse.toNumber(tiny)).toBeCloseTo(Math.exp(-40), 30)
  expect(coarse.sign(tiny)).toBe(1)
})

it('π begins as it should', () => {
  expect(coarse.toNumber(coarse.pi())).toBe(Math.PI)
})
