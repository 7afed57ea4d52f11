// Function calling over records of the Berkeley Function Calling Leaderboard: simple, multiple and parallel calls.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { RlvrError } from '../../src/core/errors.ts'
import { fromTasks, makeTask } from '../../src/core/task.ts'
import { readToolCalls } from '../../src/core/tool-calls.ts'
import { invalid, scored } from '../../src/core/verdict.ts'
import { splitByHash } from '../../src/data/split-by-hash.ts'
import { promptOption } from '../prompt-option.ts'
import { pathOption, recordTasks } from '../record-source.ts'
import { arithmeticCalls } from './arithmetic.ts'
import { callsFault, goldCalls, type ExpectedCall } from './expected-calls.ts'
import { callTask, groundTruths } from './record.ts'
import { sampleRecords } from './samples.ts'

const functionCalling: EnvironmentFactory<readonly ExpectedCall[]> = defineEnv({
  id: 'function-calling',
  description: 'Call the right functions with the right arguments: BFCL; without `path`, three samples of our own.',
  card: {
    source:
      'Berkeley Function Calling Leaderboard (bfcl-eval on PyPI, Apache-2.0) from `path`. Without it: samples of our own, which are no benchmark.',
    verifier: 'The calls as a set: names, and arguments among the accepted values. What is called is not run.',
    limits: 'One turn. Not its Java and JavaScript literals, nor tasks where no function fits.',
  },
  options: Type.Object({
    path: pathOption,
    division: Type.Enum(['published', 'held-out'], {
      default: 'published',
      description: 'published: every task is for testing; held-out: one in eight is, the others are for training',
    }),
    calls: Type.Enum(['records', 'arithmetic'], {
      default: 'records',
      description: 'records: those of `path`; arithmetic: drawn, one call of four functions of two numbers',
    }),
    prompt: promptOption,
  }),
  tasks: async ({ split, seed, options }) => {
    const { path, division, calls } = options
    if (calls === 'arithmetic') {
      if (path === undefined) return arithmeticCalls.open({ split, seed, options })
      throw new RlvrError('RLVR_USAGE', '`function-calling` draws `arithmetic` itself; leave `path` out, or `calls`.')
    }
    if (options.prompt === 'compact') throw new RlvrError('RLVR_USAGE', compactFault)
    if (path === undefined) {
      const none = new Map<string, never>()
      const tasks = sampleRecords[split].map((record) => callTask(record, 'sample', none))
      return fromTasks(
        split,
        tasks.map((fields) => makeTask(fields, 'sample')),
      )
    }
    const truths = await groundTruths(path)
    return await recordTasks<readonly ExpectedCall[]>({
      environment: 'function-calling',
      split,
      path,
      json: 'jsonl',
      samples: { train: {}, test: {} },
      toTask: (record, id) => callTask(record, id, truths),
      divide: division === 'published' ? () => 'test' : splitByHash(),
    })
  },
  rewards: {
    correct: {
      name: 'expected-calls',
      verify: ({ reply, task }) => {
        const expected: unknown = task.answer
        // Two of the published tasks accept no value of an argument that may not be left out.
        if (!isSound(expected))
          return invalid('broken-gold', 'The task expects no calls, or accepts no value of an argument.')
        const calls = readToolCalls(reply)
        const unread = calls.find(({ fault }) => fault !== undefined)
        if (unread?.fault !== undefined) return scored(false, unread.fault)
        const fault = callsFault(calls, task.answer)
        return scored(fault === null, fault ?? 'The calls are those expected.')
      },
    },
  },
  outcome: 'correct',
  demonstrate: ({ answer }, { options: { prompt } }) =>
    goldCalls(answer)
      // With compact prompts the numbers come first, so that they stand at the same places whatever the name.
      .map(({ name, arguments: given }) =>
        prompt === 'compact' ? { arguments: given, name } : { name, arguments: given },
      )
      .map((call) => `<tool_call>${JSON.stringify(call)}</tool_call>`)
      .join('\n'),
})

const compactFault =
  '`function-calling` has compact prompts of `calls: arithmetic` alone; records are in words. Set `calls`, or leave `prompt` out.'

function isSound(expected: unknown): boolean {
  if (!Array.isArray(expected) || expected.length === 0) return false
  return (expected as readonly Partial<ExpectedCall>[]).every(
    (call) => typeof call?.name === 'string' && Object.values(call.arguments ?? {}).every((each) => each.length > 0),
  )
}

export default functionCalling
export { recipe } from './recipe.ts'
