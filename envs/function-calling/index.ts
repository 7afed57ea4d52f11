// Function calling over records of the Berkeley Function Calling Leaderboard: simple, multiple and parallel calls, and
// those where no function fits.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { RlvrError } from '../../src/core/errors.ts'
import { fromTasks, makeTask } from '../../src/core/task.ts'
import { readToolCalls } from '../../src/core/tool-calls.ts'
import { invalid, scored, type Verdict } from '../../src/core/verdict.ts'
import { splitByHash } from '../../src/data/split-by-hash.ts'
import { promptOption } from '../prompt-option.ts'
import { pathOption, recordTasks } from '../record-source.ts'
import { arithmeticCalls } from './arithmetic.ts'
import { callsFault, goldCalls, noCall, type Expected, type ExpectedCall } from './expected-calls.ts'
import { callTask, groundTruths } from './record.ts'
import { sampleRecords } from './samples.ts'

const functionCalling: EnvironmentFactory<Expected> = defineEnv({
  id: 'function-calling',
  description: 'Call the right functions with the right arguments: BFCL; without `path`, three samples of our own.',
  card: {
    source:
      'Berkeley Function Calling Leaderboard (bfcl-eval on PyPI, Apache-2.0) from `path`. Without it: samples of our own, which are no benchmark.',
    verifier:
      'The calls as a set: names, and arguments among the accepted values; where no function fits, words and no call. What is called is not run.',
    limits:
      'One turn: its multi-turn tasks are judged by the state of simulated services in Python, which are not here. Not its Java and JavaScript literals. Over records of irrelevance alone whoever never calls is right: mix them with others.',
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
    return await recordTasks<Expected>({
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
        if (expected === noCall) return uncalled(reply)
        // Two of the published tasks accept no value of an argument that may not be left out.
        if (!isSound(expected))
          return invalid('broken-gold', 'The task expects no calls, or accepts no value of an argument.')
        const calls = readToolCalls(reply)
        const unread = calls.find(({ fault }) => fault !== undefined)
        if (unread?.fault !== undefined) return scored(false, unread.fault)
        const fault = callsFault(calls, expected)
        return scored(fault === null, fault ?? 'The calls are those expected.')
      },
    },
  },
  outcome: 'correct',
  demonstrate: ({ answer }, { options: { prompt } }) =>
    answer === noCall
      ? 'None of these functions fits.'
      : goldCalls(answer)
          // With compact prompts the numbers come first, so that they stand at the same places whatever the name.
          .map(({ name, arguments: given }) =>
            prompt === 'compact' ? { arguments: given, name } : { name, arguments: given },
          )
          .map((call) => `<tool_call>${JSON.stringify(call)}</tool_call>`)
          .join('\n'),
})

const compactFault =
  '`function-calling` has compact prompts of `calls: arithmetic` alone; records are in words. Set `calls`, or leave `prompt` out.'

/** Whether words were said and nothing called; a call that cannot be read is one. */
function uncalled(reply: string): Verdict {
  if (readToolCalls(reply).length > 0) return scored(false, 'A function is called where none fits.')
  return reply.trim() === '' ? scored(false, 'Nothing is said.') : scored(true, 'No function is called, and none fits.')
}

function isSound(expected: unknown): expected is readonly ExpectedCall[] {
  if (!Array.isArray(expected) || expected.length === 0) return false
  return (expected as readonly Partial<ExpectedCall>[]).every(
    (call) => typeof call?.name === 'string' && Object.values(call.arguments ?? {}).every((each) => each.length > 0),
  )
}

export default functionCalling
export { recipe } from './recipe.ts'
