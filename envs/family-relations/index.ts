// What one member of a family is to another. After reasoning-gym's `family_relationships`. The relation is drawn before
// the family, so that every relation of a level is as frequent as any other.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { shownAnswer } from '../judged-answer.ts'
import { levelOf, levelOption } from '../level-option.ts'
import { promptOption } from '../prompt-option.ts'
import { sameWords } from '../same-answer.ts'
import { drawFamily, type Family, type FamilySettings } from './family.ts'
import { pairsOf } from './relation.ts'

interface Level extends FamilySettings {
  readonly relations: readonly string[]
}

const close = ['mother', 'father', 'son', 'daughter', 'sister', 'brother', 'wife', 'husband']
const wider = ['grandmother', 'grandfather', 'grandson', 'granddaughter', 'aunt', 'uncle', 'niece', 'nephew']
const byMarriage = [
  'mother-in-law',
  'father-in-law',
  'son-in-law',
  'daughter-in-law',
  'sister-in-law',
  'brother-in-law',
]
const far = [
  'great-grandmother',
  'great-grandfather',
  'great-grandson',
  'great-granddaughter',
  'great-aunt',
  'great-uncle',
  'grandniece',
  'grandnephew',
]

const levels: readonly Level[] = [
  { relations: close, generations: 2, children: 3 },
  { relations: [...close, ...wider], generations: 3, children: 2 },
  { relations: [...wider, ...byMarriage, 'cousin'], generations: 3, children: 3 },
  { relations: [...wider, ...byMarriage, 'cousin', ...far], generations: 4, children: 2 },
]

const familyRelations: EnvironmentFactory<string> = defineEnv({
  id: 'family-relations',
  description: 'Say what one member of a family is to another.',
  card: {
    source: 'Generated: couples and their children; 25 names of women and 25 of men.',
    verifier: 'The English word of the relation, one of those that the prompt lists.',
    limits: 'Families of couples of a woman and a man with common children. An uncle’s wife is an aunt.',
  },
  options: Type.Object({
    level: levelOption(
      levels,
      '1: parents, children, brothers and sisters, spouses; 2: grandparents, uncles, aunts and back too; 3: cousins and in-laws; 4: four generations',
    ),
    prompt: promptOption,
  }),
  draw: ({ rng, options: { level, prompt } }) => {
    const { relations, ...settings } = levelOf(levels, level)
    const answer = rng.pick(relations)
    for (;;) {
      const family = drawFamily(rng, settings)
      const pairs = pairsOf(family, answer)
      if (pairs.length === 0) continue
      const [one, other] = rng.pick(pairs)
      return {
        prompt: prompt === 'compact' ? signs(family, one, other) : sentences(family, one, other, relations),
        answer,
      }
    }
  },
  rewards: ({ prompt }) => ({ correct: sameWords(prompt) }),
  outcome: 'correct',
  demonstrate: ({ answer }, { options }) => shownAnswer(options.prompt, answer),
})

/** Women in small letters, men in capitals: `a+B>c,D;` a couple and its children, `c?B` what c is to B. */
function signs({ people, couples }: Family, one: number, other: number): string {
  const sign = (person: number): string => {
    const letter = String.fromCharCode(97 + person)
    return people[person]?.isWoman === true ? letter : letter.toUpperCase()
  }
  const lines = couples.map(({ woman, man, children }) => `${sign(woman)}+${sign(man)}>${children.map(sign).join('')}`)
  return `${lines.join(';')};${sign(one)}?${sign(other)}:`
}

function sentences({ people, couples }: Family, one: number, other: number, relations: readonly string[]): string {
  const name = (person: number): string => people[person]?.name ?? ''
  const child = (person: number): string =>
    `${name(person)} (a ${people[person]?.isWoman === true ? 'daughter' : 'son'})`
  const lines = couples.map(({ woman, man, children }) => {
    const sentence = `${name(woman)} is the wife of ${name(man)}.`
    if (children.length === 0) return `${sentence} They have no children.`
    return `${sentence} Their ${children.length === 1 ? 'child is' : 'children are'} ${children.map(child).join(', ')}.`
  })
  return `${lines.join('\n')}\nWhat is ${name(one)} to ${name(other)}? Choose one of ${relations.join(', ')}, and write it in <answer></answer>.`
}

export default familyRelations
export { recipe } from './recipe.ts'
