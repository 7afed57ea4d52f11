// The 0-1 knapsack: items of the highest value together that are not too heavy together. Any best choice counts.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import type { Rng } from '../../src/core/random.ts'
import { judged, shownAnswer } from '../judged-answer.ts'
import { levelOf, levelOption } from '../level-option.ts'
import { promptOption } from '../prompt-option.ts'
import { readItems } from '../read-answer.ts'
import { bestChoice, itemsOf, type Item } from './best-choice.ts'

export interface Knapsack {
  /** Weight and value of each item: `3/5,2/4`, in one order, so that a problem has one form. */
  readonly items: string
  readonly capacity: number
  /** The highest value that fits. */
  readonly best: number
}

interface KnapsackSettings {
  readonly items: number
  readonly heaviest: number
  readonly dearest: number
}

const levels: readonly KnapsackSettings[] = [
  { items: 5, heaviest: 9, dearest: 9 },
  { items: 7, heaviest: 9, dearest: 20 },
  { items: 10, heaviest: 15, dearest: 30 },
  { items: 14, heaviest: 20, dearest: 50 },
  { items: 20, heaviest: 30, dearest: 99 },
]

const knapsack: EnvironmentFactory<Knapsack> = defineEnv({
  id: 'knapsack',
  description: 'Choose items of the highest value that fit a capacity.',
  card: {
    source: 'Generated; the capacity is between a third and two thirds of all weights.',
    verifier: 'The items chosen fit and are worth the most that any choice is; any such choice is right.',
    limits: 'A choice that fits and is worth less earns nothing.',
  },
  options: Type.Object({
    level: levelOption(levels, '1: 5 items of weights to 9; 2: 7 to 9; 3: 10 to 15; 4: 14 to 20; 5: 20 to 30'),
    prompt: promptOption,
  }),
  draw: ({ rng, options: { level, prompt } }) => {
    const answer = drawKnapsack(rng, levelOf(levels, level))
    const { items, capacity } = answer
    if (prompt === 'compact') return { prompt: `${items},${capacity}:`, answer }
    const lines = itemsOf(items).map(
      ({ weight, value }, index) => `${String.fromCharCode(97 + index)}: weight ${weight}, value ${value}`,
    )
    return {
      prompt: `Choose some of these items:\n${lines.join('\n')}\nTheir weights together may be at most ${capacity}, and their values together must be as high as possible. Write the letters of the items in <answer></answer>.`,
      answer,
    }
  },
  rewards: ({ prompt }) => ({
    correct: judged<Knapsack>(prompt, {
      name: 'knapsack',
      isSound: ({ items, capacity, best }) =>
        /^\d+\/\d+(?:,\d+\/\d+)*$/.test(items) && Number.isSafeInteger(capacity) && Number.isSafeInteger(best),
      faultOf,
    }),
  }),
  outcome: 'correct',
  demonstrate: ({ answer: { items, capacity } }, { options: { prompt } }) => {
    const { chosen } = bestChoice(itemsOf(items), capacity)
    const letters = chosen.map((index) => String.fromCharCode(97 + index))
    return shownAnswer(prompt, letters.join(prompt === 'compact' ? '' : ', '))
  },
})

function drawKnapsack(rng: Rng, { items: count, heaviest, dearest }: KnapsackSettings): Knapsack {
  for (;;) {
    const items = Array.from({ length: count }, () => ({ weight: rng.int(1, heaviest), value: rng.int(1, dearest) }))
    items.sort((a, b) => rankOf(a) - rankOf(b) || a.weight - b.weight || a.value - b.value)
    const all = items.reduce((sum, { weight }) => sum + weight, 0)
    const capacity = rng.int(Math.ceil(all / 3), Math.floor((2 * all) / 3))
    const { best } = bestChoice(items, capacity)
    if (best > 0) return { items: items.map(({ weight, value }) => `${weight}/${value}`).join(','), capacity, best }
  }
}

/** An order that tells nothing of which items are worth choosing. */
function rankOf({ weight, value }: Item): number {
  return (weight * 37 + value * 61) % 101
}

function faultOf(text: string, { items: given, capacity, best }: Knapsack): string | null {
  const items = itemsOf(given)
  const letters = readItems(text).join('').toLowerCase()
  const chosen = letters.split('').map((letter) => items[letter.charCodeAt(0) - 97])
  if (chosen.length === 0 || chosen.includes(undefined) || new Set(letters).size < letters.length)
    return 'The answer is no list of different letters of items.'
  const sum = (field: 'weight' | 'value'): number => chosen.reduce((total, item) => total + (item?.[field] ?? 0), 0)
  if (sum('weight') > capacity) return `The items weigh ${sum('weight')}; at most ${capacity} may be chosen.`
  return sum('value') === best ? null : `The items are worth ${sum('value')}; another choice is worth ${best}.`
}

export default knapsack
export const noRecipe = 'No small transformer has been taught to choose items; train a checkpoint.'
