// Wordle: guess a word of five letters, whose letters are marked after each guess. Marks G, Y and X as in TextArena's
// Wordle (LeonGuertler/TextArena textarena/envs/Wordle); six guesses and the hard mode are those of the newspaper's game.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { scored } from '../../src/core/verdict.ts'
import { hiddenTasks } from '../hidden-tasks.ts'
import { levelOf, levelOption } from '../level-option.ts'
import { readAction } from '../read-action.ts'
import { consistentGuesses, keepsHints, marksOf } from './marks.ts'
import { secrets } from './secrets.ts'

const levels: readonly { readonly guesses: number; readonly isHard: boolean }[] = [
  { guesses: 8, isHard: false },
  { guesses: 6, isHard: false },
  { guesses: 6, isHard: true },
]

interface State {
  readonly guesses: number
  readonly isHard: boolean
  readonly earlier: { readonly guess: string; readonly marks: string }[]
  made: number
}

interface Choice {
  level: number
}

const wordle: EnvironmentFactory<{ word: string }, Choice> = defineEnv({
  id: 'wordle',
  description: 'Guess a word of five letters, whose letters are marked after each guess.',
  card: {
    source: 'Common English words of five letters, our own choice.',
    verifier: 'The word was guessed within the guesses; a tenth of the reward is for letters in place.',
    limits:
      'Any five letters may be guessed, words or not. There are a few hundred secrets; no word is in both splits.',
  },
  options: Type.Object({
    level: levelOption(levels, '1: eight guesses; 2: six; 3: six, and each must keep to the letters that were found'),
  }),
  tasks: hiddenTasks<{ word: string }, Choice>(({ rng, options: { level } }) => {
    const { guesses, isHard } = levelOf(levels, level)
    const hard = isHard
      ? ' Each guess must keep letters that are marked G in their places and hold those marked Y.'
      : ''
    return {
      prompt: `Guess an English word of five letters. Each guess is marked letter by letter: G is in the right place, Y is in the word at another place, X is not in the word.${hard} Write one guess in each reply, in <answer></answer>. You have ${guesses} guesses.`,
      answer: { word: rng.pick(secrets) },
    }
  }),
  state: ({ options }): State => ({ ...levelOf(levels, options.level), earlier: [], made: 0 }),
  maxTurns: 8,
  observe: ({ task: { answer }, state, reply }) => {
    const guess = readAction(reply) ?? ''
    state.made++
    const left = `Guesses left: ${state.guesses - state.made}.`
    const isGuess = /^[a-z]{5}$/.test(guess)
    const isAllowed = isGuess && (!state.isHard || keepsHints(guess, state.earlier))
    if (isAllowed) state.earlier.push({ guess, marks: marksOf(answer.word, guess) })
    if (state.made === state.guesses || (isAllowed && guess === answer.word)) return null
    if (!isGuess) return `That was no guess: write five letters in <answer></answer>. ${left}`
    if (!isAllowed) return `That guess does not keep to the letters that were found. ${left}`
    return `${guess}: ${state.earlier.at(-1)?.marks}. ${left}`
  },
  rewards: {
    guessed: ({ state }) =>
      scored(inPlace(state) === 5, `${state.made} guesses had ${inPlace(state)} letters in place.`),
    close: { weight: 0.1, verify: ({ state }) => scored(inPlace(state) / 5, `${inPlace(state)} letters in place.`) },
  },
  outcome: 'guessed',
  demonstrate: ({ answer: { word } }, { rng, options: { level } }) =>
    consistentGuesses(word, { most: levelOf(levels, level).guesses, rng }).map((guess) => `<answer>${guess}</answer>`),
})

/** Letters in place in the best guess. */
function inPlace({ earlier }: State): number {
  return Math.max(0, ...earlier.map(({ marks }) => marks.split('G').length - 1))
}

export default wordle
export const noRecipe = 'A recipe for episodes of many turns has not been run; train a checkpoint.'
