// Zebra puzzles: who lives in which house, from clues about people and their things (the Einstein puzzle; Life
// International, 17 December 1962). After reasoning-gym's `zebra_puzzles`; all people are asked for, not one.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { shownAnswer } from '../judged-answer.ts'
import { levelOf, levelOption } from '../level-option.ts'
import { promptOption } from '../prompt-option.ts'
import { sameItems } from '../same-answer.ts'
import { drawStreet, type Clue, type Street, type StreetSettings } from './street.ts'

const levels: readonly StreetSettings[] = [
  { houses: 3, kinds: 2 },
  { houses: 3, kinds: 3 },
  { houses: 4, kinds: 3 },
  { houses: 4, kinds: 4 },
  { houses: 5, kinds: 4 },
]

/** The first kind are people; things are said with the word before them. */
const values: readonly (readonly string[])[] = [
  ['Anna', 'Ben', 'Clara', 'David', 'Emma'],
  ['the red house', 'the blue house', 'the green house', 'the white house', 'the yellow house'],
  ['a cat', 'a dog', 'a horse', 'a parrot', 'a zebra'],
  ['tea', 'milk', 'water', 'juice', 'coffee'],
]

const zebraPuzzles: EnvironmentFactory<string> = defineEnv({
  id: 'zebra-puzzles',
  description: 'Find out from clues who lives in which house of a street.',
  card: {
    source: 'Generated: true clues until one possibility is left, none of them needless.',
    verifier: 'The people in the order of their houses.',
    limits: 'The people alone are judged, not their things.',
  },
  options: Type.Object({
    level: levelOption(
      levels,
      '1: 3 houses, people and colours; 2: 3, with pets; 3: 4, with pets; 4: 4, with pets and drinks; 5: 5, with pets and drinks',
    ),
    prompt: promptOption,
  }),
  draw: ({ rng, options: { level, prompt } }) => {
    const settings = levelOf(levels, level)
    const street = drawStreet(rng, settings)
    if (prompt === 'compact') {
      const signs = street.clues.map(signOf).sort()
      return { prompt: `${signs.join(',')}:`, answer: orderOf(street, (index) => String.fromCharCode(65 + index)) }
    }
    const clues = street.clues.map(sentenceOf).sort()
    const kinds = values.slice(0, settings.kinds).map((each) => each.slice(0, settings.houses).join(', '))
    return {
      prompt: `${settings.houses} houses stand in a row, numbered from 1 on the left. In each lives one person, and each has one thing of every kind: ${kinds.join('; ')}. Nothing occurs twice.\n${clues.join('\n')}\nWrite the names of the people in the order of their houses, with commas between them, in <answer></answer>.`,
      answer: orderOf(street, (index) => values[0]?.[index] ?? ''),
    }
  },
  rewards: ({ prompt }) => ({ correct: sameItems(prompt) }),
  outcome: 'correct',
  demonstrate: ({ answer }, { options: { prompt } }) =>
    shownAnswer(prompt, prompt === 'compact' ? answer : answer.replaceAll(' ', ', ')),
})

/** The people by house. */
function orderOf({ places }: Street, name: (person: number) => string): string {
  const [people = []] = places
  return people.map((_, house) => name(people.indexOf(house))).join(' ')
}

/** People are A to E, colours a to e, pets p to t, drinks v to z. */
function signOf({ relation, left, right }: Clue): string {
  const sign = ([kind, index]: readonly [number, number]): string =>
    String.fromCharCode([65, 97, 112, 118][kind]! + index)
  return (
    sign(left) +
    (relation === 'house' ? right[1] + 1 : { same: '=', next: '~', before: '<', beside: '-' }[relation] + sign(right))
  )
}

function sentenceOf({ relation, left, right }: Clue): string {
  const [one, other] = [whoOf(left), whoOf(right)]
  switch (relation) {
    case 'house':
      return `${upper(one)} lives in house ${right[1] + 1}.`
    case 'same':
      return `${upper(one)} ${hasOf(right)}.`
    case 'beside':
      return `${upper(one)} and ${other} are next-door neighbours.`
    case 'next':
      return `${upper(one)} lives directly to the left of ${other}.`
    default:
      return `${upper(one)} lives somewhere to the left of ${other}.`
  }
}

function whoOf([kind, index]: readonly [number, number]): string {
  return kind === 0 ? (values[0]?.[index] ?? '') : `whoever ${hasOf([kind, index])}`
}

function hasOf([kind, index]: readonly [number, number]): string {
  return `${['is', 'has', 'keeps', 'drinks'][kind]} ${values[kind]?.[index]}`
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

export default zebraPuzzles
export const noRecipe = 'No small transformer has been taught to reason from clues; train a checkpoint.'
