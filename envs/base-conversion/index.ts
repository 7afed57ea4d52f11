// Numbers written in another base. After reasoning-gym's `base_conversion`.
import type { EnvironmentFactory } from '../../src/core/define-env.ts'
import { defineQuestions } from '../define-questions.ts'
import { judged } from '../judged-answer.ts'
import { bare, oneSpaced } from '../read-answer.ts'

export interface BaseAnswer {
  readonly digits: string
  readonly base: number
}

interface BaseSettings {
  readonly bases: readonly number[]
  readonly highest: number
}

const every = Array.from({ length: 35 }, (_, index) => index + 2)
const prefixes: { readonly [base: number]: string } = { 2: '0b', 8: '0o', 16: '0x' }

const baseConversion: EnvironmentFactory<BaseAnswer> = defineQuestions<BaseSettings, BaseAnswer>({
  id: 'base-conversion',
  description: 'Write a number of one base in another.',
  card: {
    source: 'Generated; digits above 9 are the letters a to z.',
    verifier:
      'The digits in the base asked for; case, zeros before them, 0b, 0o, 0x and a subscript of that base do not matter.',
    limits: 'Whole numbers alone.',
  },
  levels: [
    { bases: [2, 10], highest: 63 },
    { bases: [2, 8, 10, 16], highest: 255 },
    { bases: [2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16], highest: 9999 },
    { bases: every, highest: 99_999 },
    { bases: every, highest: 99_999_999 },
  ],
  levelText:
    '1: binary and decimal, to 63; 2: octal and hexadecimal too, to 255; 3: bases to 16, to 9,999; 4: bases to 36, to 99,999; 5: bases to 36, to 99,999,999',
  ask: (rng, { bases, highest }) => {
    const from = rng.pick(bases)
    const base = rng.pick(bases.filter((each) => each !== from))
    const number = rng.int(Math.max(from, base), highest)
    const given = number.toString(from)
    return {
      compact: `${given}_${from}>${base}:`,
      words: `Write the number ${given} of base ${from} in base ${base}${base > 10 ? ', with a for the digit 10 and so on' : ''}.`,
      form: 'its digits',
      answer: { digits: number.toString(base), base },
    }
  },
  judge: (style) =>
    judged<BaseAnswer>(style, {
      name: 'same-digits',
      isSound: ({ digits, base }) => /^[0-9a-z]+$/.test(digits) && Number.isInteger(base),
      faultOf: (text, { digits, base }) => {
        let given = oneSpaced(bare(text))
          .toLowerCase()
          .replace(/\s*_\s*\{?\s*(\d+)\s*\}?$/, (whole, of) => (Number(of) === base ? '' : whole))
        const prefix = prefixes[base]
        if (prefix !== undefined && given.startsWith(prefix)) given = given.slice(2)
        if (!/^[0-9a-z]+$/.test(given)) return 'The answer is no row of digits.'
        return given.replace(/^0+(?=.)/, '') === digits ? null : `The answer is another number, or not of base ${base}.`
      },
    }),
  gold: ({ digits }) => digits,
})

export default baseConversion
export const noRecipe = 'Bases were not tried with so small a model; train a checkpoint.'
