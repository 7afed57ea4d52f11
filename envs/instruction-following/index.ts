// Short texts that follow instructions a program can check: IFEval's kinds, drawn so that they can be followed together.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { scored } from '../../src/core/verdict.ts'
import { followsInstructions, type Instruction } from '../../verifiers/index.ts'
import { levelOption } from '../level-option.ts'
import { promptOption } from '../prompt-option.ts'
import { composeCompact, drawCompact } from './compact.ts'
import { compose } from './compose.ts'
import { drawInstructions, longestReply } from './draw.ts'

const follows = followsInstructions()

const instructionFollowing: EnvironmentFactory<readonly Instruction[]> = defineEnv({
  id: 'instruction-following',
  description: 'Write a short text that follows one to three instructions of IFEval’s kinds.',
  card: {
    source: 'Generated from a word list of our own; nothing is downloaded.',
    verifier: 'followsInstructions: every instruction, and three words that the text must have; all or nothing.',
    limits: 'What is said is not judged. 21 of the 25 kinds, in one wording each; no languages but English.',
  },
  options: Type.Object({
    level: levelOption([1, 2, 3], '1: one instruction beside three words to use; 2: two; 3: three'),
    prompt: promptOption,
  }),
  draw: ({ rng, options }) => {
    const draw = options.prompt === 'compact' ? drawCompact : drawInstructions
    const { prompt, instructions } = draw(rng, options.level)
    return { prompt, answer: instructions }
  },
  rewards: {
    correct: {
      name: 'follows-briefly',
      verify: async (input) => {
        const verdict = await follows.verify(input)
        const { length } = input.reply.trim()
        if (verdict.status !== 'scored' || length <= longestReply) return verdict
        return scored(false, `The text has ${length} characters; at most ${longestReply} are allowed.`)
      },
    },
  },
  outcome: 'correct',
  demonstrate: ({ answer }, { options: { prompt } }) => (prompt === 'compact' ? composeCompact : compose)(answer),
})

export default instructionFollowing
export { recipe } from './recipe.ts'
