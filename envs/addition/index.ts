// Adding two whole numbers. Level n adds numbers of up to n digits.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { boxed, exact } from '../../verifiers/index.ts'
import { oneOrder } from '../one-order.ts'
import { promptOption } from '../prompt-option.ts'

const addition: EnvironmentFactory<string> = defineEnv({
  id: 'addition',
  description: 'Add two whole numbers of up to `level` digits.',
  card: {
    source: 'Generated; nothing is downloaded.',
    verifier:
      'exact: the digits of the sum in the last \\boxed{} (words), or as the whole reply (compact). 0.1 for a box.',
    limits: 'The sum must be written in plain digits: no separators, no units, no unevaluated sum.',
  },
  options: Type.Object({
    level: Type.Integer({ minimum: 1, maximum: 15, default: 1, description: 'most digits of a number' }),
    prompt: promptOption,
  }),
  draw: ({ rng, options }) => {
    const highest = 10 ** options.level - 1
    const [a, b] = oneOrder(rng.int(0, highest), rng.int(0, highest))
    const prompt =
      options.prompt === 'compact'
        ? `${a}+${b}=`
        : `What is ${a} + ${b}? Put the number in \\boxed{}, digits only, like \\boxed{7}.`
    return { prompt, answer: String(a + b) }
  },
  rewards: ({ prompt }) =>
    prompt === 'compact'
      ? { correct: exact() }
      : { correct: exact({ from: 'boxed' }), boxed: { weight: 0.1, verify: boxed() } },
  outcome: 'correct',
  demonstrate: ({ answer }, { options }) => (options.prompt === 'compact' ? answer : `\\boxed{${answer}}`),
})

export default addition
export { recipe } from './recipe.ts'
