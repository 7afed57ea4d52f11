// LeetCode's problems with functional tests: a method of a class `Solution`, called with keyword arguments.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { code, type CodeAnswer } from '../../verifiers/index.ts'
import { recordTasks, pathOption } from '../record-source.ts'
import { codeTask, onFaultOption, solutionReply, timeMsOption } from '../code-task.ts'
import { leetcodeRecord } from './record.ts'
import { sampleRecords } from './samples.ts'

const leetcode: EnvironmentFactory<CodeAnswer> = defineEnv({
  id: 'leetcode',
  description: 'Methods of a class Solution, with functional tests; without `path`, one sample of our own a split.',
  card: {
    source:
      'agentica-project/rllm (MIT) or newfacade/LeetCodeDataset (Apache-2.0), from `path`. Without it: two samples of our own, which are no benchmark.',
    verifier: 'code: the method passes every assertion of `check(candidate)`, in a sandbox.',
    limits: 'Two to a few dozen assertions a problem. Where any order is right, the published check may want one.',
  },
  options: Type.Object({ path: pathOption, timeMs: timeMsOption, onFault: onFaultOption }),
  tasks: async ({ split, options: { path, timeMs, onFault } }) =>
    await recordTasks<CodeAnswer>({
      environment: 'leetcode',
      split,
      path,
      samples: sampleRecords,
      toTask: (fields, fallbackId) => codeTask(leetcodeRecord(fields, fallbackId), { onFault, timeMs }),
    }),
  rewards: { correct: code() },
  outcome: 'correct',
  demonstrate: (task) => solutionReply(task),
})

export default leetcode
export const noRecipe = 'Python methods need a policy that writes code; train a checkpoint on them.'
