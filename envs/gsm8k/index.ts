// GSM8K: word problems of grade-school mathematics (Cobbe et al. 2021, arXiv 2110.14168).
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { fromTasks, makeTask } from '../../src/core/task.ts'
import { math } from '../../verifiers/index.ts'
import { problemReply, problemTask } from './problem.ts'
import { problemRows } from './rows.ts'

export const gsm8k: EnvironmentFactory<string> = defineEnv({
  id: 'gsm8k',
  description: 'Grade-school word problems; without `path` or `hub`, one sample problem of our own a split.',
  card: {
    source:
      'openai/grade-school-math (MIT), from `path` or as `openai/gsm8k` from the hub. Without either: two samples of our own, which are no benchmark.',
    verifier:
      'math: the reply’s last stated number has the value of the published one; `answerFrom` says where it stands.',
    limits: 'The final number alone is judged, not the reasoning. A few published answers are known to be wrong.',
  },
  options: Type.Object({
    path: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'a folder with train.jsonl and test.jsonl, or one JSON Lines file, as published',
      }),
    ),
    hub: Type.Boolean({ default: false, description: 'fetch openai/gsm8k from the Hugging Face hub' }),
    answerFrom: Type.Enum(['any', 'boxed', 'hashes', 'last-line'], {
      default: 'any',
      description: 'where the answer stands: anywhere, in \\boxed{}, after ####, or on the last line (A: N)',
    }),
  }),
  tasks: async ({ split, options }) => {
    const tasks = await problemRows(options, split, (row, index) => {
      const id = options.path === undefined && !options.hub ? `sample-${split}` : `${split}-${index}`
      return makeTask(problemTask(row, id, options.answerFrom), id)
    })
    return fromTasks(split, tasks)
  },
  rewards: ({ answerFrom }) => ({ correct: math({ answerFrom }) }),
  outcome: 'correct',
  demonstrate: ({ answer, metadata }, { options }) => problemReply(answer, metadata, options.answerFrom),
})
