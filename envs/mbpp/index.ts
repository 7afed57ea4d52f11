// MBPP: 974 short Python problems (Austin et al. 2021, arXiv 2108.07732), whole or sanitized.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { code, type CodeAnswer } from '../../verifiers/index.ts'
import { splitByHash } from '../../src/data/split-by-hash.ts'
import { pathOption, recordTasks } from '../record-source.ts'
import { codeTask, onFaultOption, solutionReply, timeMsOption } from '../code-task.ts'
import { mbppRecord, publishedSplit } from './record.ts'
import { sampleRecords } from './samples.ts'

const mbpp: EnvironmentFactory<CodeAnswer> = defineEnv({
  id: 'mbpp',
  description: 'Short Python problems with assertions; without `path` or `hub`, one sample of our own a split.',
  card: {
    source:
      'google-research MBPP (CC BY 4.0), from `path`, or as `google-research-datasets/mbpp` from the hub. Without either: two samples of our own, which are no benchmark.',
    verifier: 'code: every assertion of `test_list` holds, in a sandbox.',
    limits:
      'Three assertions a problem. A few are wrong or compare floats with ==; the sanitized set has fewer of them.',
  },
  options: Type.Object({
    path: pathOption,
    hub: Type.Enum(['none', 'full', 'sanitized'], {
      default: 'none',
      description: 'fetch google-research-datasets/mbpp from the Hugging Face hub: the full or the sanitized set',
    }),
    division: Type.Enum(['published', 'held-out'], {
      default: 'published',
      description: 'published: by task_id, 601 to 974 train, 11 to 510 test; held-out: one in eight of all for testing',
    }),
    shown: Type.Enum(['first', 'all'], {
      default: 'first',
      description: 'assertions that the prompt shows; the paper shows all, which leaves none to hold out',
    }),
    challenge: Type.Boolean({ default: false, description: 'judge by challenge_test_list too' }),
    timeMs: timeMsOption,
    onFault: onFaultOption,
  }),
  tasks: async ({ split, options: { path, hub, division, shown, challenge, timeMs, onFault } }) =>
    await recordTasks<CodeAnswer>({
      environment: 'mbpp',
      split,
      path,
      hub:
        hub === 'none'
          ? undefined
          : {
              kind: 'dataset',
              repository: 'google-research-datasets/mbpp',
              path: `${hub}/${split}-00000-of-00001.parquet`,
            },
      samples: sampleRecords,
      toTask: (fields, fallbackId) =>
        codeTask(mbppRecord(fields, fallbackId, { shown, challenge }), { onFault, timeMs }),
      divide: division === 'published' ? (task) => publishedSplit(task.metadata['taskId']) : splitByHash(),
    }),
  rewards: { correct: code() },
  outcome: 'correct',
  demonstrate: (task) => solutionReply(task),
})

export default mbpp
export const noRecipe = 'Python functions need a policy that writes code; train a checkpoint on them.'
