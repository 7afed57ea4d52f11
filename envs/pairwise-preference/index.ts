// Which of two replies is better, from pairs that somebody compared: for generative reward models and judges.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { RlvrError } from '../../src/core/errors.ts'
import { splitByHash } from '../../src/data/split-by-hash.ts'
import { multipleChoice } from '../../verifiers/index.ts'
import { pathOption, recordTasks } from '../record-source.ts'
import { promptOption } from '../prompt-option.ts'
import { letterPairs } from './letter-pairs.ts'
import { pairTask } from './record.ts'
import { sampleRecords } from './samples.ts'

const pairwisePreference: EnvironmentFactory<string> = defineEnv({
  id: 'pairwise-preference',
  description: 'Say which of two replies is better; without `path`, one sample of our own a split.',
  card: {
    source:
      'Records { prompt, chosen, rejected } from `path`, under their own licence. Without it: two samples of our own, which are no benchmark.',
    verifier: 'multipleChoice over A and B: the preferred reply, and only that one.',
    limits: 'What was preferred is right by definition. One letter always, or chance, is right in half of the pairs.',
  },
  options: Type.Object({
    path: pathOption,
    order: Type.Integer({ default: 0, minimum: 0, description: 'the seed that decides which reply comes first' }),
    pairs: Type.Enum(['records', 'letters'], {
      default: 'records',
      description: 'records: those of `path`; letters: drawn, the better reply has one letter more often',
    }),
    prompt: promptOption,
  }),
  tasks: async ({ split, seed, options }) => {
    const { path, order, pairs, prompt } = options
    if (pairs === 'letters') {
      if (path === undefined) return letterPairs.open({ split, seed, options })
      throw new RlvrError('RLVR_USAGE', '`pairwise-preference` draws `letters` itself; leave `path` out, or `pairs`.')
    }
    return await recordTasks<string>({
      environment: 'pairwise-preference',
      split,
      path,
      samples: sampleRecords,
      toTask: (record, id) => pairTask(record, id, { order, prompt }),
      // By the prompt alone: pairs of one prompt stay together, whatever their order.
      unnamed: splitByHash({ by: 'prompt' }),
    })
  },
  rewards: { correct: multipleChoice({ choices: 'AB' }) },
  outcome: 'correct',
  demonstrate: ({ answer }, { options }) =>
    options.prompt === 'compact' ? answer : `Reply ${answer} is better.\n\n${answer}`,
})

export default pairwisePreference
export { recipe } from './recipe.ts'
