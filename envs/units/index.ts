// Quantities in other units, and sums of quantities in different units. After reasoning-gym's `decimal_arithmetic` and
// the quantities of word problems.
import type { EnvironmentFactory } from '../../src/core/define-env.ts'
import type { Rng } from '../../src/core/random.ts'
import { verifyMath } from '../../verifiers/index.ts'
import { defineQuestions, type Question } from '../define-questions.ts'
import { fraction, fractionText, reckoned, type Fraction } from '../fractions.ts'
import { judged } from '../judged-answer.ts'
import { bare } from '../read-answer.ts'
import { fractionFault, readFraction } from '../read-fraction.ts'
import { kinds, type UnitKind, type UnitOfTask } from './table.ts'

export interface QuantityAnswer {
  readonly value: string
  readonly unit: string
}

interface UnitSettings {
  readonly kinds: readonly UnitKind[]
  readonly terms: number
  /** The most that one unit is of another. */
  readonly ratio: number
}

const units: EnvironmentFactory<QuantityAnswer> = defineQuestions<UnitSettings, QuantityAnswer>({
  id: 'units',
  description: 'Convert quantities to another unit, and add quantities of different units.',
  card: {
    source: 'Generated; sizes of units are exact (SI, international yard of 1959).',
    verifier:
      'The exact number in the unit asked for, alone or with that unit by any of its names (`math` reads it); the same quantity in another unit is wrong.',
    limits: 'Nothing is rounded. No temperatures.',
  },
  levels: [
    { kinds: ['length', 'mass'], terms: 1, ratio: 1000 },
    { kinds: ['length', 'mass', 'time', 'volume'], terms: 1, ratio: 100_000 },
    { kinds: ['time', 'volume', 'area', 'speed'], terms: 1, ratio: 100_000 },
    { kinds: ['length', 'time', 'volume', 'imperialLength'], terms: 2, ratio: 10_000 },
    { kinds: ['time', 'area', 'speed', 'imperialLength'], terms: 3, ratio: 10_000 },
  ],
  levelText:
    '1: lengths and masses, neighbouring units; 2: times and volumes too; 3: areas and speeds too; 4: sums of two, inches and feet too; 5: sums of three',
  ask: drawConversion,
  judge: (style) =>
    judged<QuantityAnswer>(style, {
      name: 'quantity-in-unit',
      isSound: ({ value, unit }) => readFraction(value) !== null && unit !== '',
      faultOf: (text, { value, unit }) => {
        const [, number = '', named = ''] =
          /^((?:[-+−]?(?:[\d.,]*\d(?:\s*\/\s*\d+)?|\\[dt]?frac\{[^{}]*\}\{[^{}]*\})))(.*)$/s.exec(bare(text)) ?? []
        if (number === '') return 'The answer does not begin with a number.'
        const asUnit = named.replaceAll(/\\(?:text|mathrm|operatorname)\b|\\[,;! ]|[{}~$]/g, ' ').trim()
        if (asUnit !== '' && asUnit !== unit && verifyMath(`1 ${unit}`, `\\boxed{1 ${asUnit}}`).verdict !== 'correct')
          return `The answer is not in ${unit}.`
        return fractionFault(number, value)
      },
    }),
  gold: ({ value, unit }) => `${value} ${unit}`,
})

function drawConversion(rng: Rng, { kinds: among, terms, ratio }: UnitSettings): Question<QuantityAnswer> {
  for (;;) {
    const list: readonly UnitOfTask[] = kinds[rng.pick(among)]
    const to = rng.pick(list)
    const others = list.filter(({ steps }) => {
      const times = steps > to.steps ? steps / to.steps : to.steps / steps
      return times > 1 && times <= ratio
    })
    if (others.length === 0) continue
    const parts = Array.from({ length: terms }, () => ({ unit: rng.pick(others), tenths: rng.int(2, 9999) }))
    if (new Set(parts.map(({ unit: { symbol } }) => symbol)).size < Math.min(terms, others.length)) continue
    parts.sort((a, b) => b.unit.steps - a.unit.steps || b.tenths - a.tenths)
    const total = parts.reduce<Fraction>(
      (sum, { unit, tenths }) =>
        reckoned(sum, '+', reckoned(fraction(tenths, 10), '*', fraction(unit.steps, to.steps))),
      fraction(0),
    )
    const shown = parts.map(({ unit, tenths }) => `${tenths / 10} ${unit.symbol}`)
    return {
      compact: `${shown.join('+').replaceAll(' ', '')}>${to.symbol}:`,
      words: `${terms === 1 ? `How many ${to.name} (${to.symbol}) are ${shown[0] as string}` : `What is ${shown.join(' + ')} in ${to.name} (${to.symbol})`}, exactly?`,
      answer: { value: decimalText(total), unit: to.symbol },
    }
  }
}

/** As a decimal where it ends within six places. */
function decimalText(value: Fraction): string {
  return 1_000_000 % value.below === 0 ? String(value.above / value.below) : fractionText(value)
}

export default units
export const noRecipe = 'Units were not tried with so small a model; train a checkpoint.'
