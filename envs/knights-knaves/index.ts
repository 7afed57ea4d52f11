// Knights, who always tell the truth, and knaves, who always lie (Smullyan 1978, What Is the Name of This Book?). After
// reasoning-gym's `knights_knaves`.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { judged, shownAnswer } from '../judged-answer.ts'
import { levelOf, levelOption } from '../level-option.ts'
import { promptOption } from '../prompt-option.ts'
import { bare, readTruths } from '../read-answer.ts'
import { drawIsland, letterOf } from './statements.ts'

/** People. */
const levels: readonly number[] = [3, 4, 5, 6, 7]

const knightsKnaves: EnvironmentFactory<string> = defineEnv({
  id: 'knights-knaves',
  description: 'Tell knights, who never lie, from knaves, who always do.',
  card: {
    source: 'Generated: a statement of each person; one possibility alone fits all of them.',
    verifier: 'Knight or knave for each person, in their order or by name.',
    limits: 'No credit for some of the people.',
  },
  options: Type.Object({
    level: levelOption(levels, '1: 3 people; 2: 4; 3: 5; 4: 6; 5: 7'),
    prompt: promptOption,
  }),
  draw: ({ rng, options: { level, prompt } }) => {
    const people = levelOf(levels, level)
    const { statements, kinds } = drawIsland(rng, people)
    if (prompt === 'compact') return { prompt: `${statements.map(({ sign }) => sign).join(' ')}:`, answer: kinds }
    const said = statements.map(({ sentence }, index) => `${letterOf(index)} says: "${sentence}"`).join('\n')
    return {
      prompt: `On an island every person is a knight, who always tells the truth, or a knave, who always lies. ${people} of them speak:\n${said}\nWhat is each of them? Write K for a knight and N for a knave, in the order of the alphabet and without spaces, in <answer></answer>.`,
      answer: kinds,
    }
  },
  rewards: ({ prompt }) => ({
    correct: judged<string>(prompt, { name: 'kinds', isSound: (answer) => /^[KN]+$/.test(answer), faultOf }),
  }),
  outcome: 'correct',
  demonstrate: ({ answer }, { options }) => shownAnswer(options.prompt, answer),
})

function faultOf(text: string, answer: string): string | null {
  const names = answer.split('').map((_, index) => letterOf(index))
  // No person is called K, N, T or F: the kinds may be read as truth values of "is a knight".
  const truths = bare(text)
    .replaceAll(/\b(?:a )?knight\b/gi, 'T')
    .replaceAll(/\b(?:a )?knave\b/gi, 'F')
    .toUpperCase()
    .replaceAll('K', 'T')
    .replaceAll('N', 'F')
  const given = /[01?]/.test(truths) ? null : readTruths(truths, names)
  if (given === null) return `The answer is not K or N for each of the ${names.length} people.`
  const wrong = given.findIndex((truth, index) => (truth === 'T' ? 'K' : 'N') !== answer.charAt(index))
  return wrong < 0 ? null : `${names[wrong]} is the other.`
}

export default knightsKnaves
export const noRecipe = 'No small transformer has been taught to tell them apart; train a checkpoint.'
