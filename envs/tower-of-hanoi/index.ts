// The tower of Hanoi from any legal position, in the fewest moves (Lucas 1883). After reasoning-gym's
// `tower_of_hanoi`, whose discs begin on one peg.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { judged, shownAnswer } from '../judged-answer.ts'
import { levelOf, levelOption } from '../level-option.ts'
import { promptOption } from '../prompt-option.ts'
import { fewestMoves, movedBy, readMoves, type Position } from './tower.ts'

/** Discs. */
const levels: readonly number[] = [3, 4, 5, 6, 8]

const towerOfHanoi: EnvironmentFactory<Position> = defineEnv({
  id: 'tower-of-hanoi',
  description: 'Move all discs of a tower of Hanoi to a peg in the fewest moves.',
  card: {
    source: 'Generated: every disc on a random peg, any goal.',
    verifier: 'Every move is legal, all discs end on the goal, and there are as few moves as can be.',
    limits: 'Level 1 has 78 positions, level 2 has 240: they can be learned by heart.',
  },
  options: Type.Object({
    level: levelOption(levels, '1: 3 discs; 2: 4; 3: 5; 4: 6; 5: 8'),
    prompt: promptOption,
  }),
  draw: ({ rng, options: { level, prompt } }) => {
    const discs = levelOf(levels, level)
    for (;;) {
      const pegs = Array.from({ length: discs }, () => 'ABC'.charAt(rng.int(0, 2))).join('')
      const goal = 'ABC'.charAt(rng.int(0, 2))
      if (pegs === goal.repeat(discs)) continue
      const answer = { pegs, goal }
      if (prompt === 'compact') return { prompt: `${pegs},${goal}:`, answer }
      const stands = ['A', 'B', 'C'].map((peg) => {
        const own = pegs.split('').flatMap((each, index) => (each === peg ? [discs - index] : []))
        return `peg ${peg}: ${own.length === 0 ? 'none' : own.join(', ')}`
      })
      return {
        prompt: `Discs of sizes 1 to ${discs} lie on three pegs, listed from bottom to top: ${stands.join('; ')}. A move takes the top disc of a peg to another peg and never puts a disc on a smaller one. Move all discs to peg ${goal} in as few moves as possible. Write each move as the pegs it goes from and to, like AC for a move from A to C, with spaces between the moves, in <answer></answer>.`,
        answer,
      }
    }
  },
  rewards: ({ prompt }) => ({
    correct: judged<Position>(prompt, {
      name: 'hanoi',
      isSound: ({ pegs, goal }) => /^[ABC]+$/.test(pegs) && /^[ABC]$/.test(goal),
      hasLines: true,
      faultOf,
    }),
  }),
  outcome: 'correct',
  demonstrate: ({ answer }, { options }) => shownAnswer(options.prompt, fewestMoves(answer).join(' ')),
})

function faultOf(text: string, { pegs, goal }: Position): string | null {
  const moves = readMoves(text)
  if (moves === null) return 'The answer is no list of moves like AC.'
  const end = movedBy(pegs, moves)
  if (typeof end === 'number') return `Move ${end + 1} is not legal.`
  if (end !== goal.repeat(pegs.length)) return `Not all discs end on peg ${goal}.`
  const fewest = fewestMoves({ pegs, goal }).length
  return moves.length === fewest ? null : `These are ${moves.length} moves; ${fewest} suffice.`
}

export default towerOfHanoi
export const noRecipe = 'No small transformer has been taught to move discs; train a checkpoint.'
