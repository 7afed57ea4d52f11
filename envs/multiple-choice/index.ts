// Multiple choice from a file of records: MMLU, MMLU-Pro, GPQA and their like.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { splitByHash } from '../../src/data/split-by-hash.ts'
import { multipleChoice } from '../../verifiers/index.ts'
import { pathOption, recordTasks } from '../record-source.ts'
import { choiceTask } from './record.ts'
import { sampleRecords } from './samples.ts'

const multipleChoiceEnvironment: EnvironmentFactory<string> = defineEnv({
  id: 'multiple-choice',
  description: 'Choose the right one of several answers: MMLU, GPQA; without `path`, one sample of our own a split.',
  card: {
    source:
      'Records of MMLU (MIT), MMLU-Pro (MIT) or GPQA (CC-BY-4.0, gated) from `path`. Without it: two samples of our own, which are no benchmark.',
    verifier: 'multipleChoice: the last stated choice, by letter or text, and only that one.',
    limits: 'Guessing is right once in as many times as there are choices.',
  },
  options: Type.Object({
    path: pathOption,
    shuffle: Type.Integer({ default: 0, minimum: 0, description: 'the seed that the choices are shuffled by' }),
  }),
  tasks: async ({ split, options: { path, shuffle } }) =>
    await recordTasks<string>({
      environment: 'multiple-choice',
      split,
      path,
      samples: sampleRecords,
      toTask: (record, id) => choiceTask(record, id, shuffle),
      // By what no shuffle changes.
      unnamed: (task, row) => splitByHash({ by: 'Question' in row ? 'Question' : 'question' })(task, row),
    }),
  rewards: { correct: multipleChoice() },
  outcome: 'correct',
  demonstrate: ({ answer }) => `The answer is ${answer}.`,
})

export default multipleChoiceEnvironment
export const noRecipe = 'Questions of many fields need a policy that knows them; train a checkpoint on them.'
