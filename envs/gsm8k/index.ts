// GSM8K: word problems of grade-school mathematics (Cobbe et al. 2021, arXiv 2110.14168).
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { splitByHash } from '../../src/data/split-by-hash.ts'
import { math } from '../../verifiers/index.ts'
import { pathOption, recordTasks } from '../record-source.ts'
import { problemReply, problemTask } from './problem.ts'
import { sampleRows } from './samples.ts'

const gsm8k: EnvironmentFactory<string> = defineEnv({
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
    path: pathOption,
    hub: Type.Boolean({ default: false, description: 'fetch openai/gsm8k from the Hugging Face hub' }),
    answerFrom: Type.Enum(['any', 'boxed', 'hashes', 'last-line'], {
      default: 'any',
      description: 'where the answer stands: anywhere, in \\boxed{}, after ####, or on the last line (A: N)',
    }),
  }),
  tasks: async ({ split, options: { path, hub, answerFrom } }) =>
    await recordTasks<string>({
      environment: 'gsm8k',
      split,
      path,
      hub: hub
        ? { kind: 'dataset', repository: 'openai/gsm8k', path: `main/${split}-00000-of-00001.parquet` }
        : undefined,
      samples: sampleRows,
      toTask: (row, id) => problemTask(row, id, answerFrom),
      // By the question alone: `answerFrom` changes the prompt, and must move no problem.
      unnamed: splitByHash({ by: 'question' }),
    }),
  rewards: ({ answerFrom }) => ({ correct: math({ answerFrom }) }),
  outcome: 'correct',
  demonstrate: ({ answer, metadata }, { options }) => problemReply(answer, metadata, options.answerFrom),
})

export default gsm8k
export const noRecipe = 'Word problems need a policy that reads; train a checkpoint on them.'
