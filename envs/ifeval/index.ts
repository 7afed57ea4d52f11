// IFEval: prompts whose instructions a program can check (Zhou et al. 2023, arXiv 2311.07911).
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { splitByHash } from '../../src/data/split-by-hash.ts'
import { followsInstructions, type Instruction } from '../../verifiers/index.ts'
import { pathOption, recordTasks } from '../record-source.ts'
import { ifevalTask } from './record.ts'
import { sampleRecords, sampleReplies } from './samples.ts'

const ifeval: EnvironmentFactory<readonly Instruction[]> = defineEnv({
  id: 'ifeval',
  description:
    'Follow instructions that a program checks: IFEval; without `path` or `hub`, one sample of our own a split.',
  card: {
    source:
      'google/IFEval (Apache-2.0), from `path` or as `google/IFEval` from the hub. Without either: two samples of our own, which are no benchmark.',
    verifier: 'followsInstructions: all instructions of a prompt, by their 25 checks; an unknown one is invalid.',
    limits: 'What is said is not judged. Sentences and languages are told by rules of our own.',
  },
  options: Type.Object({
    path: pathOption,
    hub: Type.Boolean({ default: false, description: 'fetch google/IFEval from the Hugging Face hub' }),
    mode: Type.Enum(['strict', 'loose'], {
      default: 'strict',
      description: 'loose: also without the first line, the last line, or asterisks, as IFEval’s loose accuracy',
    }),
    division: Type.Enum(['published', 'held-out'], {
      default: 'published',
      description: 'published: every prompt is for testing; held-out: one in eight is, the others are for training',
    }),
  }),
  tasks: async ({ split, options: { path, hub, division } }) =>
    await recordTasks<readonly Instruction[]>({
      environment: 'ifeval',
      split,
      path,
      hub: hub ? { kind: 'dataset', repository: 'google/IFEval', path: 'ifeval_input_data.jsonl' } : undefined,
      samples: sampleRecords,
      toTask: ifevalTask,
      divide: division === 'published' ? () => 'test' : splitByHash({ by: 'prompt' }),
    }),
  rewards: ({ mode }) => ({ correct: followsInstructions({ mode, partialCredit: true }) }),
  outcome: 'correct',
  demonstrate: ({ id }) => sampleReplies[id] ?? null,
})

export default ifeval
export const noRecipe =
  'Its prompts need a policy that reads and writes; train a checkpoint on `instruction-following`.'
