// Which of two replies is better, from pairs that somebody compared: for generative reward models and judges.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { splitByHash } from '../../src/data/split-by-hash.ts'
import { multipleChoice } from '../../verifiers/index.ts'
import { pathOption, recordTasks } from '../record-source.ts'
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
  }),
  tasks: async ({ split, options: { path, order } }) =>
    await recordTasks<string>({
      environment: 'pairwise-preference',
      split,
      path,
      samples: sampleRecords,
      toTask: (record, id) => pairTask(record, id, order),
      // By the prompt alone: pairs of one prompt stay together, whatever their order.
      unnamed: splitByHash({ by: 'prompt' }),
    }),
  rewards: { correct: multipleChoice({ choices: 'AB' }) },
  outcome: 'correct',
  demonstrate: ({ answer }) => `Reply ${answer} is better.\n\n${answer}`,
})

export default pairwisePreference
export const noRecipe = 'Replies of all kinds need a policy that reads; train a checkpoint on them.'
