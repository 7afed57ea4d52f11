// HumanEval: 164 functions to complete (Chen et al. 2021, arXiv 2107.03374), and EvalPlus's records of the same.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { splitByHash } from '../../src/data/split-by-hash.ts'
import { pathOption, recordTasks } from '../record-source.ts'
import { codeTask, onFaultOption, solutionReply, timeMsOption } from '../code-task.ts'
import { completedCode, type CompletionAnswer } from './completed.ts'
import { completionRecord } from './record.ts'
import { sampleRecords } from './samples.ts'

const humaneval: EnvironmentFactory<CompletionAnswer> = defineEnv({
  id: 'humaneval',
  description: 'Python functions to complete; without `path` or `hub`, one sample problem of our own a split.',
  card: {
    source:
      'openai/human-eval (MIT) or EvalPlus, from `path`, or as `openai/openai_humaneval` from the hub. Without either: two samples of our own, which are no benchmark.',
    verifier: 'code: the function passes every assertion of the published `check`, in a sandbox.',
    limits: 'A benchmark: no published training split. Well known, so models have seen it.',
  },
  options: Type.Object({
    path: pathOption,
    hub: Type.Boolean({ default: false, description: 'fetch openai/openai_humaneval from the Hugging Face hub' }),
    division: Type.Enum(['published', 'held-out'], {
      default: 'published',
      description: 'published: every problem is for testing; held-out: one in eight is, the others are for training',
    }),
    style: Type.Enum(['chat', 'completion'], {
      default: 'chat',
      description: 'chat: an instruction, the reply in a fenced block; completion: the bare prompt, for base models',
    }),
    timeMs: timeMsOption,
    onFault: onFaultOption,
  }),
  tasks: async ({ split, options: { path, hub, division, style, timeMs, onFault } }) =>
    await recordTasks<CompletionAnswer>({
      environment: 'humaneval',
      split,
      path,
      hub: hub
        ? {
            kind: 'dataset',
            repository: 'openai/openai_humaneval',
            path: 'openai_humaneval/test-00000-of-00001.parquet',
          }
        : undefined,
      samples: sampleRecords,
      toTask: (fields, fallbackId) => {
        const record = completionRecord(fields, fallbackId, style)
        const task = codeTask(record, { onFault, timeMs })
        return task && { ...task, answer: { ...task.answer, completes: record.completes } }
      },
      divide: division === 'published' ? () => 'test' : splitByHash(),
    }),
  rewards: ({ style }) => ({ correct: completedCode({ unfenced: style === 'completion' }) }),
  outcome: 'correct',
  demonstrate: (task, { options }) => {
    const solution = task.metadata['solution']
    if (options.style === 'chat' || typeof solution !== 'string') return solutionReply(task)
    return solution.slice(task.answer.completes.length)
  },
})

export default humaneval
export const noRecipe = 'Python functions need a policy that writes code; train a checkpoint on them.'
