// What stops a training, and what is kept then.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { defineEnv } from '../../src/core/define-env.ts'
import type { EnvironmentSpec } from '../../src/core/environment.ts'
import type { TokenSequence, TrainablePolicy } from '../../src/core/policy.ts'
import { generate } from '../../src/core/task.ts'
import { RunDirectory } from '../../src/record/run-directory.ts'
import { constant, grpo, outcomeVaries, type Algorithm } from '../../trainers/index.ts'
import type { TrainEvent } from '../../trainers/train-event.ts'
import type { TrainSettings } from '../../trainers/train-settings.ts'
import { train } from '../../trainers/train.ts'
import { temporaryFolder } from '../record/temporary-folder.ts'
import { tinyAlgorithm, tinyEnvironment, tinyPolicy, tinySettings } from './tiny-training.ts'

interface Ended {
  readonly thrown: unknown
  readonly events: readonly TrainEvent[]
  readonly run: RunDirectory
  readonly policy: TrainablePolicy
  readonly summary: Record<string, unknown> | null
}

/** Trains a tiny policy to its end, good or bad. */
async function trained(
  changes: Partial<TrainSettings>,
  options: { environment?: EnvironmentSpec; wrap?: (policy: TrainablePolicy) => TrainablePolicy } = {},
): Promise<Ended> {
  const inner = await tinyPolicy()
  onTestFinished(() => inner.close())
  const policy = options.wrap?.(inner) ?? inner
  const run = RunDirectory.create({ environment: 'x', algorithm: 'grpo', settings: {}, root: temporaryFolder() })
  const events: TrainEvent[] = []
  const environment = options.environment ?? tinyEnvironment()
  const settings = tinySettings({ coldStart: null, ...changes })
  const thrown: unknown = await train({
    environment,
    policy,
    settings,
    run,
    onEvent: (event) => void events.push(event),
  }).then(
    () => null,
    (error: unknown) => error,
  )
  run.close()
  const path = join(run.path, 'summary.json')
  const summary = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>) : null
  return { thrown, events, run, policy, summary }
}

const alarmsOf = ({ events }: Ended): string[] =>
  events.flatMap((event) => (event.type === 'alarm' ? [`${event.name} ${event.step}`] : []))

/** Two letters to say; the verifier throws on training tasks where `isBroken` says so. */
function verifierThat(isBroken: (reply: string) => boolean): EnvironmentSpec {
  return defineEnv({
    id: 'faulty',
    tasks: generate(({ rng }) => ({
      prompt: `${rng.pick('abcdefgh'.split(''))}${rng.pick('abcdefgh'.split(''))}:`,
      answer: null,
    })),
    rewards: {
      correct: ({ reply, task }) => {
        if (task.id.startsWith('train') && isBroken(reply)) throw new Error('boom')
        return reply.length > 2
      },
    },
    outcome: 'correct',
  }).configure()
}

/** The policy with some members replaced: its methods stand on its prototype. */
function withMembers(policy: TrainablePolicy, members: Partial<TrainablePolicy>): TrainablePolicy {
  return new Proxy(policy, {
    get: (target, name) => {
      const own: unknown = Reflect.get(members, name)
      if (own !== undefined) return own
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}

describe('a verifier that throws', () => {
  test('for every reply stops the run by the alarm null-rewards, and says why', async () => {
    const ended = await trained({ steps: 25 }, { environment: verifierThat(() => true) })
    expect(ended.thrown).toMatchObject({
      code: 'RLVR_TOLERANCE',
      message: expect.stringMatching(
        /^Alarm null-rewards: .*`correct` invalid \(verifier-error\): correct threw: boom/s,
      ) as string,
    })
    expect(alarmsOf(ended)).toHaveLength(1)
    expect(alarmsOf(ended)[0]).toMatch(/^null-rewards /)
    const warnings = ended.events.filter(({ type }) => type === 'warning')
    expect(warnings).toHaveLength(1)
    expect(JSON.stringify(warnings)).toContain('16 of 16 replies could not be judged')
    expect(ended.summary).toMatchObject({
      steps: 3,
      stopped: expect.stringContaining('null-rewards') as string,
      heldOut: { coldStart: { tasks: 4 }, end: null },
      failures: { unjudged: 48, causes: [{ term: 'correct', cause: 'verifier-error', count: 48 }] },
      alarms: [{ name: 'null-rewards' }],
    })
    expect((await ended.run.newestCheckpoint())?.checkpoint.step).toBe(3)
    const rows = readFileSync(join(ended.run.path, 'metrics.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((row) => JSON.parse(row) as object)
    expect(rows.at(-1)).toMatchObject({
      reward: null,
      reward_all: 0,
      outcome_all: 0,
      invalid_rewards: 16,
      alarms: 1,
      'alarm/null-rewards': 1,
    })
  })

  test('for half of the replies stops the run after five steps, and goes on within a wider tolerance', async () => {
    const environment = verifierThat((reply) => reply.length % 2 === 1)
    const ended = await trained({ steps: 25 }, { environment })
    expect(ended.thrown).toMatchObject({
      code: 'RLVR_TOLERANCE',
      message: expect.stringMatching(
        /^\d+ of 80 replies to the last 5 steps could not be judged: over the tolerance of 0.1/,
      ) as string,
    })
    expect(ended.summary).toMatchObject({ steps: 5 })
    const wide = await trained({ steps: 6, tolerance: 0.9 }, { environment })
    expect(wide.thrown).toBeNull()
    expect(wide.summary).toMatchObject({ steps: 6, stopped: null })
    expect(wide.summary).not.toMatchObject({ failures: { unjudged: 0 } })
  })

  test('in a run shorter than five steps counts at its end', async () => {
    const ended = await trained({ steps: 2 }, { environment: verifierThat((reply) => reply.length % 2 === 1) })
    expect(ended.thrown).toMatchObject({ message: expect.stringContaining('replies to the last 2 steps') as string })
  })
})

test('weights that are no numbers any more raise an alarm, go back to the last that were, and are not kept', async () => {
  const ended = await trained({ steps: 20, learningRate: constant({ peak: 1e30 }), checkpointEverySteps: 1 })
  expect(ended.thrown).toMatchObject({
    code: 'RLVR_TRAINER',
    message: expect.stringMatching(
      /^Alarm weights-not-finite: the gradient norm is NaN.*The policy is back at those of .*checkpoint/s,
    ) as string,
  })
  expect(alarmsOf(ended).map((each) => each.split(' ')[0])).toEqual(['weights-not-finite'])
  const kept = await ended.run.newestCheckpoint()
  expect(kept).not.toBeNull()
  const fresh = await tinyPolicy()
  onTestFinished(() => fresh.close())
  await fresh.restore((kept as NonNullable<typeof kept>).checkpoint.snapshot)
  const sequence = fresh.encode([{ role: 'user', content: 'abc:' }], 'cba')
  for (const policy of [fresh, ended.policy]) {
    const [scores] = await policy.score([sequence], { temperature: 1 })
    expect(scores?.logProbs.every((value) => Number.isFinite(value))).toBe(true)
  }
  expect(ended.summary).toMatchObject({ stopped: expect.stringContaining('weights-not-finite') as string })
})

test('whatever is thrown between two steps, the steps before it are kept', async () => {
  let calls = 0
  const ended = await trained(
    { steps: 9, checkpointEverySteps: 100, evaluation: { everySteps: 100, tasks: 2, repliesPerTask: 1 } },
    {
      wrap: (policy) =>
        withMembers(policy, {
          generate: async (...given) => {
            // Two of the first evaluation, then one a step.
            if (calls++ === 5) throw new Error('the machine fell over')
            return await policy.generate(...given)
          },
        }),
    },
  )
  expect(ended.thrown).toMatchObject({ message: expect.stringContaining('the machine fell over') as string })
  expect((await ended.run.newestCheckpoint())?.checkpoint.step).toBe(3)
  expect(ended.summary).toMatchObject({ steps: 3, stopped: expect.stringContaining('fell over') as string })
})

test('of a step that broke off between two of its optimizer steps nothing is kept', async () => {
  let applied = 0
  const ended = await trained(
    { steps: 9, minibatches: 2, checkpointEverySteps: 1 },
    {
      wrap: (policy) =>
        withMembers(policy, {
          apply: async (...given) => {
            if (applied++ === 5) throw new Error('out of memory')
            return await policy.apply(...given)
          },
        }),
    },
  )
  expect(ended.thrown).toMatchObject({
    code: 'RLVR_POLICY',
    message: expect.stringMatching(/^Policy `.*`: out of memory/) as string,
  })
  expect((await ended.run.newestCheckpoint())?.checkpoint.step).toBe(2)
})

test('a sampler that is apart from its scorer raises an alarm', async () => {
  const shifted = (sequence: TokenSequence): TokenSequence => ({
    ...sequence,
    logProbs: sequence.logProbs.map((value) => value - 0.5),
    sampledBy: null,
  })
  const ended = await trained(
    { steps: 4, alarms: { logProbDifferenceSteps: 2 } },
    {
      wrap: (policy) =>
        withMembers(policy, {
          generate: async (...given) =>
            (await policy.generate(...given)).map((reply) =>
              reply.sequence === undefined ? reply : { ...reply, sequence: shifted(reply.sequence) },
            ),
        }),
    },
  )
  expect(ended.thrown).toBeNull()
  expect(alarmsOf(ended).map((each) => each.split(' ')[0])).toContain('sampler-scorer-gap')
  expect(ended.summary).toMatchObject({ stopped: null })
})

test('a policy that does not change raises an alarm once, and is no reason to stop', async () => {
  const settings = {
    steps: 8,
    algorithm: grpo({ filter: outcomeVaries() }),
    alarms: { noUpdateSteps: 3, zeroVarianceSteps: 4 },
  }
  const ended = await trained(settings)
  expect(ended.thrown).toBeNull()
  expect(alarmsOf(ended).filter((each) => each.startsWith('no-updates'))).toHaveLength(1)
  expect(alarmsOf(ended).filter((each) => each.startsWith('zero-variance'))).toHaveLength(1)
  expect(ended.summary?.['alarms']).toHaveLength(alarmsOf(ended).length)
})

test.each([
  ['generate', { generate: boom }, 'RLVR_POLICY', /^Policy `.+`: boom/],
  ['score', { score: boom }, 'RLVR_POLICY', /^Policy `.+`: boom/],
  ['accumulate', { accumulate: boom }, 'RLVR_POLICY', /^Policy `.+`: boom/],
  ['apply', { apply: boom }, 'RLVR_POLICY', /^Policy `.+`: boom/],
] as const)('a plain error of %s of an own policy is told with the policy', async (_, members, code, message) => {
  const { thrown } = await trained({}, { wrap: (policy) => withMembers(policy, members) })
  expect(thrown).toMatchObject({ code, message: expect.stringMatching(message) as string })
})

test('a plain error of an own loss is told with the algorithm', async () => {
  const algorithm: Algorithm = { ...tinyAlgorithm(), name: 'own', surrogate: boom }
  const { thrown } = await trained({ algorithm })
  expect(thrown).toMatchObject({
    code: 'RLVR_TRAINER',
    message: expect.stringMatching(/^Loss of `own`: boom/) as string,
  })
})

function boom(): never {
  throw new Error('boom')
}
