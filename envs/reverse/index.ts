// Writing letters in reverse order. Level n has n + 2 letters.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { exact, tags } from '../../verifiers/index.ts'
import { promptOption } from '../prompt-option.ts'

const letters = 'abcdefghijklmnopqrstuvwxyz'.split('')

const reverse: EnvironmentFactory<string> = defineEnv({
  id: 'reverse',
  description: 'Write `level` + 2 letters in reverse order.',
  card: {
    source: 'Generated; nothing is downloaded.',
    verifier: 'exact: the letters in the last <answer> (words), or as the whole reply (compact). 0.1 for the tags.',
    limits: 'Random letters, which tokenizers of words cut unevenly: hard for them in a way that says little else.',
  },
  options: Type.Object({
    level: Type.Integer({ minimum: 1, maximum: 62, default: 1, description: 'letters, less two' }),
    prompt: promptOption,
  }),
  draw: ({ rng, options }) => {
    const text = Array.from({ length: options.level + 2 }, () => rng.pick(letters)).join('')
    const prompt =
      options.prompt === 'compact'
        ? `${text}:`
        : `Write the letters ${text} in reverse order, without spaces, in <answer></answer>.`
    return { prompt, answer: text.split('').toReversed().join('') }
  },
  rewards: ({ prompt }) =>
    prompt === 'compact'
      ? { correct: exact() }
      : { correct: exact({ from: 'answer-tag' }), format: { weight: 0.1, verify: tags(['answer']) } },
  outcome: 'correct',
  demonstrate: ({ answer }, { options }) => (options.prompt === 'compact' ? answer : `<answer>${answer}</answer>`),
})

export default reverse
export { recipe } from './recipe.ts'
