// A step of reading is left out where its marks do not occur: then it must have been one that changes nothing.
import { array, assert, constantFrom, property } from 'fast-check'
import { expect, test } from 'vitest'
import { foldFigures } from '../../../../verifiers/math/quantity/figures.ts'
import { readPrimes } from '../../../../verifiers/math/quantity/read-primes.ts'
import { readQuantity } from '../../../../verifiers/math/quantity/read-quantity.ts'
import { asOneNumber } from '../../../../verifiers/math/quantity/separators.ts'
import { spelledOut } from '../../../../verifiers/math/quantity/spelled-units.ts'
import { foldWritten } from '../../../../verifiers/math/quantity/written-numbers.ts'
import { builderCondition } from '../../../../verifiers/math/read/builder.ts'
import { anyFeature, features, featuresOf } from '../../../../verifiers/math/read/features.ts'
import { withNamedLeft } from '../../../../verifiers/math/read/left-side.ts'
import { withCommonNotation } from '../../../../verifiers/math/read/notation.ts'
import { withNumberSets } from '../../../../verifiers/math/read/number-sets.ts'
import { withRoundBrackets, withSigns } from '../../../../verifiers/math/read/open-brackets.ts'
import { optionValue } from '../../../../verifiers/math/read/option-value.ts'
import { plainNotation } from '../../../../verifiers/math/read/plain-notation.ts'
import { splitQualifiers } from '../../../../verifiers/math/read/qualifiers.ts'
import { withoutWords } from '../../../../verifiers/math/read/said-in-words.ts'
import { number } from '../../../../verifiers/math/read/tree.ts'

const pieces = [
  ...'0 1 2 7 10 3.5 .5 x y n k o d e i m A B C P Q R Z T + - / * ** ^ _ = < > := => ! , ; : . ... ( ) [ ] { } | || & ~ $ # \' " `'.split(
    ' ',
  ),
  ...' |  |\n|\\{|\\}|\\\\|\\,|\\ |\\$|\\%|\\(|\\)|{}|{.}|{,}|, |=<|+-|+/-'.split('|').filter((piece) => piece !== ''),
  ...'frac dfrac sqrt pi cdot pm left right infty text mathrm mathbb mathbf le ge ne in mid cup quad circ prime pmod mod equiv'
    .split(' ')
    .map((name) => `\\${name}`),
  ...'textcolor boxed underline surd sfrac cr mapsto forall exists lim displaystyle hspace SI mu Omega'
    .split(' ')
    .map((name) => `\\${name}`),
  ...'\\text{ cm}|\\text{for all }|\\text{two}|\\text{D.N.E.}|\\mathrm{~m}|\\text{ and }|\\frac12|\\sqrt{3}|\\mathbb{R}|\\{x|'.split(
    '|',
  ),
  ...(
    'no solution|none|does not exist|undefined|diverges|infinity|all real numbers|except|integers|at least|is greater than|' +
    'equal to|for|where|with|k is an integer|n >= 1|the area|is|about|therefore|answer|cm|km|percent|half|three|point|' +
    'to|inf|cbrt|or else|d.n.e|(since x > 0)|C constant|mod 7|5M|2nd|3h20m|noon'
  ).split('|'),
  ...'² ₁ ½ π ≤ ∈ ∀ ℝ ∪ ° ′ € 米 当 其中 ： ， √ × ∣ …'.split(' '),
]
const anyText = array(constantFrom(...pieces), { minLength: 1, maxLength: 9 }).map((each) => each.join(''))
const runs = { numRuns: 6000, seed: 17 }

test.each([
  ['plainNotation', plainNotation],
  ['withCommonNotation', withCommonNotation],
  ['withNamedLeft', withNamedLeft],
  ['withoutWords', withoutWords],
  ['splitQualifiers', splitQualifiers],
  ['builderCondition', builderCondition],
] as readonly (readonly [string, (text: string, found: number) => unknown])[])(
  '%s says the same whether or not it knows what stands in the text',
  (_, step) => {
    assert(
      property(anyText, (text) => {
        expect(step(text, featuresOf(text))).toEqual(step(text, anyFeature))
      }),
      runs,
    )
  },
)

const { letter, capital, text: upright, rare, beyond, bar, square, dollar, quote, colon, comma, dot } = features
const formula = letter | upright | rare | beyond | quote | comma | dot | features.underscore

test.each([
  ['withSigns', rare | beyond | capital | bar, withSigns, undefined],
  ['withNumberSets', rare | beyond | capital, withNumberSets, undefined],
  ['withRoundBrackets', square, withRoundBrackets, undefined],
  ['optionValue', capital, optionValue, null],
  ['foldFigures', formula, foldFigures, undefined],
  ['spelledOut', formula, spelledOut, undefined],
  ['foldWritten', formula, foldWritten, undefined],
  ['asOneNumber', comma | dot, (text: string) => asOneNumber(text, false), null],
  ['readPrimes', quote | rare | beyond, readPrimes, []],
  [
    'readQuantity',
    letter | upright | rare | beyond | dollar | quote | colon,
    (text: string) => readQuantity(text, () => number({ numerator: 1n, denominator: 1n })),
    null,
  ],
] as readonly (readonly [string, number, (text: string) => unknown, unknown])[])(
  '%s leaves a text as it is that has none of its marks',
  (_, marks, step, nothing) => {
    assert(
      property(anyText, (text) => {
        const trimmed = text.trim()
        if ((featuresOf(trimmed) & marks) === 0)
          expect(step(trimmed)).toEqual(nothing === undefined ? trimmed : nothing)
      }),
      runs,
    )
  },
)

test('a plain formula has no feature but its signs', () => {
  expect(featuresOf('\\frac{3}{4}')).toBe(0)
  expect(featuresOf('x^2')).toBe(letter | features.caret)
  expect(featuresOf('5\\text{ cm}') & features.words).not.toBe(0)
  expect(featuresOf('\\qty{5}{m}') & rare).not.toBe(0)
})
