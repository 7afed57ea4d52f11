// MATH-500: 500 competition problems (Lightman et al. 2023, arXiv 2305.20050) of MATH (Hendrycks et al. 2021, arXiv
// 2103.03874).
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { splitByHash } from '../../src/data/split-by-hash.ts'
import { math } from '../../verifiers/index.ts'
import { pathOption, recordTasks } from '../record-source.ts'
import { competitionTask } from './problem.ts'
import { sampleRows } from './samples.ts'

const math500: EnvironmentFactory<string> = defineEnv({
  id: 'math500',
  description: 'Competition problems of MATH-500; without `path` or `hub`, one sample problem of our own a split.',
  card: {
    source:
      'MATH (MIT) as MATH-500, from `path`, or as `HuggingFaceH4/MATH-500` from the hub. Without either: two samples of our own, which are no benchmark.',
    verifier: 'math: the reply’s stated answer equals the published one, however it is written.',
    limits: 'A benchmark: no published training split. Well known, so models have seen it.',
  },
  options: Type.Object({
    path: pathOption,
    hub: Type.Boolean({ default: false, description: 'fetch HuggingFaceH4/MATH-500 from the Hugging Face hub' }),
    division: Type.Enum(['published', 'held-out'], {
      default: 'published',
      description: 'published: every problem is for testing; held-out: one in eight is, the others are for training',
    }),
    answerFrom: Type.Enum(['any', 'boxed'], {
      default: 'boxed',
      description: 'where the answer stands: in \\boxed{}, as the prompt asks, or anywhere',
    }),
  }),
  tasks: async ({ split, options: { path, hub, division } }) =>
    await recordTasks<string>({
      environment: 'math500',
      split,
      path,
      hub: hub ? { kind: 'dataset', repository: 'HuggingFaceH4/MATH-500', path: 'test.jsonl' } : undefined,
      samples: sampleRows,
      toTask: competitionTask,
      divide: division === 'published' ? () => 'test' : splitByHash({ by: 'problem' }),
    }),
  rewards: ({ answerFrom }) => ({ correct: math({ answerFrom }) }),
  outcome: 'correct',
  demonstrate: ({ answer, metadata }) => {
    const solution = metadata['solution']
    return `${typeof solution === 'string' ? `${solution}\n` : ''}\\boxed{${answer}}`
  },
})

export default math500
export const noRecipe = 'Competition problems need a policy that reads; train a checkpoint on them.'
