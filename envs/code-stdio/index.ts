// Programming contests' problems: programs that read standard input, or functions, judged by pairs of input and
// output. Reads the records of APPS, TACO, LiveCodeBench, Codeforces, CodeContests, verl and their like.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { RlvrError } from '../../src/core/errors.ts'
import type { HubFile } from '../../src/data/hub.ts'
import { languages } from '../../src/sandbox/engine.ts'
import { code, type CodeAnswer } from '../../verifiers/index.ts'
import { recordTasks, pathOption } from '../record-source.ts'
import { codeTask, onFaultOption, solutionReply, timeMsOption } from '../code-task.ts'
import { sampleRecords } from './samples.ts'
import { codeRecord } from './shapes.ts'

const codeStdio: EnvironmentFactory<CodeAnswer> = defineEnv({
  id: 'code-stdio',
  description:
    'Contest problems: APPS, TACO, LiveCodeBench, Codeforces; without `path`, one sample of our own a split.',
  card: {
    source:
      'Records of APPS, TACO, LiveCodeBench, open-r1/codeforces, CodeContests (SandboxFusion), verifiable-coding or verl, from `path` or `hub`. Without either: two samples of our own, which are no benchmark.',
    verifier: 'code: the program gives the expected output for every input, in a sandbox.',
    limits: 'Interactive problems and those that read files cannot be judged. Limits of contests are meant for C++.',
  },
  options: Type.Object({
    path: pathOption,
    hub: Type.Optional(
      Type.String({
        pattern: '^[^/:\\s]+/[^/:\\s]+:\\S+$',
        description: 'a file of a hub data set, like open-r1/codeforces:data/test-00000-of-00001.parquet',
      }),
    ),
    language: Type.Enum([...languages], { default: 'python', description: 'what programs are asked for in' }),
    compare: Type.Optional(
      Type.Enum(['exact', 'trim', 'tokens', 'lines', 'unordered-lines', 'decimal-lines'], {
        description:
          'how outputs are compared, instead of the data set’s own way (tokens; LiveCodeBench: decimal-lines; CodeContests: lines)',
      }),
    ),
    floatTolerance: Type.Optional(
      Type.Number({ minimum: 0, maximum: 1, description: 'absolute and relative tolerance of numbers' }),
    ),
    timeMs: timeMsOption,
    memoryMb: Type.Optional(
      Type.Integer({ minimum: 16, maximum: 1 << 20, description: 'memory of one test, instead of the record’s' }),
    ),
    timeFactor: Type.Number({
      minimum: 0.1,
      maximum: 100,
      default: 1,
      description: 'multiplies the time limits of records, which are meant for compiled programs',
    }),
    scoring: Type.Enum(['all', 'fraction'], { default: 'all', description: 'the reward where only some tests pass' }),
    onFault: onFaultOption,
  }),
  tasks: async ({ split, options: { path, hub, onFault, ...reading } }) =>
    await recordTasks<CodeAnswer>({
      environment: 'code-stdio',
      split,
      path,
      hub: hub === undefined ? undefined : hubFileOf(hub),
      samples: sampleRecords,
      toTask: (fields, fallbackId) => codeTask(codeRecord(fields, fallbackId, reading), { onFault }),
    }),
  rewards: { correct: code() },
  outcome: 'correct',
  demonstrate: (task) => solutionReply(task),
})

function hubFileOf(text: string): HubFile {
  const [, repository, path] = /^([^:]+):(.+)$/.exec(text) ?? []
  if (repository === undefined || path === undefined)
    throw new RlvrError('RLVR_USAGE', `Option \`hub\` is OWNER/NAME:FILE; got \`${text}\`.`)
  return { kind: 'dataset', repository, path }
}

export default codeStdio
export const noRecipe =
  'Contest problems are beyond what a small transformer can learn to write; train a checkpoint on them.'
