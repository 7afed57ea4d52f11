// Mastermind: break a code of digits by guesses that are answered with black and white pegs. Rules and the first levels
// after TextArena's Mastermind (LeonGuertler/TextArena textarena/envs/Mastermind): 4 digits of 6 without repetition;
// level 3 is the board game, which Knuth 1977 solves in five guesses at most.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { scored } from '../../src/core/verdict.ts'
import { hiddenTasks } from '../hidden-tasks.ts'
import { levelOf, levelOption } from '../level-option.ts'
import { readAction } from '../read-action.ts'
import { consistentGuesses, drawCode, pegsOf, readGuess, type Shape } from './code.ts'

const levels: readonly Shape[] = [
  { length: 3, digits: 5, mayRepeat: false },
  { length: 4, digits: 6, mayRepeat: false },
  { length: 4, digits: 6, mayRepeat: true },
  { length: 5, digits: 8, mayRepeat: true },
]

/** Of the board game. */
const guesses = 10

interface State {
  best: number
  made: number
}

interface Choice {
  level: number
}

const mastermind: EnvironmentFactory<{ code: string }, Choice> = defineEnv({
  id: 'mastermind',
  description: 'Break a code of digits by guesses that are answered with black and white pegs.',
  card: {
    source: 'Generated.',
    verifier: 'The code was guessed within ten guesses; a tenth of the reward is for digits in place.',
    limits: 'Level 1 has 60 codes: a list of guesses that is tried in order breaks one in six.',
  },
  options: Type.Object({
    level: levelOption(
      levels,
      '1: 3 different digits of 5; 2: 4 different digits of 6; 3: 4 digits of 6, which may repeat; 4: 5 digits of 8, which may repeat',
    ),
  }),
  tasks: hiddenTasks<{ code: string }, Choice>(({ rng, options: { level } }) => {
    const shape = levelOf(levels, level)
    const { length, digits, mayRepeat } = shape
    const repetition = mayRepeat ? 'Digits may repeat' : 'No digit comes twice'
    return {
      prompt: `Break a code of ${length} digits from 1 to ${digits}. ${repetition}. Each guess is answered with black pegs, one for each digit in its right place, and white pegs, one for each other digit that is right in another place. Write one guess in each reply, its digits with spaces between them, in <answer></answer>. You have ${guesses} guesses.`,
      answer: { code: drawCode(rng, shape) },
    }
  }),
  state: ({ options }): State & { shape: Shape } => ({ shape: levelOf(levels, options.level), best: 0, made: 0 }),
  maxTurns: guesses,
  observe: ({ task: { answer }, state, reply }) => {
    const guess = readGuess(readAction(reply), state.shape)
    state.made++
    const left = `Guesses left: ${guesses - state.made}.`
    if (guess === null)
      return state.made === guesses
        ? null
        : `That was no guess: write ${state.shape.length} digits from 1 to ${state.shape.digits} in <answer></answer>. ${left}`
    const { black, white } = pegsOf(answer.code, guess)
    state.best = Math.max(state.best, black)
    const isOver = black === state.shape.length || state.made === guesses
    return isOver ? null : `${guess.split('').join(' ')}: ${black} black, ${white} white. ${left}`
  },
  rewards: {
    broken: ({ state }) =>
      scored(state.best === state.shape.length, `${state.best} digits were in place in ${state.made} guesses.`),
    close: {
      weight: 0.1,
      verify: ({ state }) => scored(state.best / state.shape.length, `At best ${state.best} digits were in place.`),
    },
  },
  outcome: 'broken',
  demonstrate: ({ answer: { code } }, { rng, options }) => {
    const way = consistentGuesses(code, { shape: levelOf(levels, options.level), rng })
    // Ten guesses are enough in all but very few cases; then the last one knows the code.
    const kept = way.length > guesses ? [...way.slice(0, guesses - 1), code] : way
    return kept.map((guess) => `<answer>${guess.split('').join(' ')}</answer>`)
  },
})

export default mastermind
export const noRecipe = 'A recipe for episodes of many turns has not been run; train a checkpoint.'
