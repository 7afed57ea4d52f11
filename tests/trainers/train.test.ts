import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { defineEnv } from '../../src/core/define-env.ts'
import type { EnvironmentSpec } from '../../src/core/environment.ts'
import { RlvrError } from '../../src/core/errors.ts'
import type { ApplyOptions } from '../../src/core/policy.ts'
import { generate } from '../../src/core/task.ts'
import { RunDirectory } from '../../src/record/run-directory.ts'
import {
  adaptiveKl,
  constant,
  grpo,
  k3,
  klPenalty,
  outcomeVaries,
  targetEntropy,
  tokenMean,
  type Algorithm,
} from '../../trainers/index.ts'
import type { TrainEvent } from '../../trainers/train-event.ts'
import type { TrainSettings } from '../../trainers/train-settings.ts'
import { train, type TrainOptions, type TrainSummary } from '../../trainers/train.ts'
import { bigramPolicy } from '../policy/bigram-policy.ts'
import { digestOf, snapshotOf, tensorsOf } from '../policy/snapshot-folder.ts'
import { temporaryFolder } from '../record/temporary-folder.ts'
import { linesWithoutTimes, tinyAlgorithm, tinyEnvironment, tinyKl, tinyPolicy, tinySettings } from './tiny-training.ts'

interface Trained {
  readonly summary: TrainSummary
  readonly events: readonly TrainEvent[]
  readonly snapshot: string
  readonly version: number
}

/** Trains a fresh tiny policy. */
async function trainTiny(settings: TrainSettings, options: Partial<TrainOptions> = {}): Promise<Trained> {
  const policy = await tinyPolicy()
  const events: TrainEvent[] = []
  try {
    const summary = await train({
      environment: tinyEnvironment(),
      policy,
      settings,
      ...options,
      onEvent: (event) => {
        events.push(event)
        options.onEvent?.(event)
      },
    })
    return { summary, events, snapshot: await snapshotOf(policy), version: policy.version }
  } finally {
    await policy.close()
  }
}

function newRun(): RunDirectory {
  return RunDirectory.create({ environment: 'reverse', algorithm: 'grpo', settings: {}, root: temporaryFolder() })
}

/** Everything that must be the same of two runs that should not differ. */
async function recorded(
  settings: TrainSettings,
  run: RunDirectory,
  options: Partial<TrainOptions> = {},
): Promise<{ episodes: string[]; metrics: string[]; weights: string; heldOut: unknown }> {
  const { summary, snapshot } = await trainTiny(settings, { ...options, run })
  run.close()
  return {
    episodes: linesWithoutTimes(run.path, 'episodes'),
    metrics: linesWithoutTimes(run.path, 'metrics'),
    // A digest, because to show how two long arrays differ takes minutes.
    weights: digestOf(snapshot),
    heldOut: summary.heldOut,
  }
}

let whole: ReturnType<typeof recorded> | undefined

/** What a training with the tiny settings records, once for all tests that look at it. */
async function wholeRun(): ReturnType<typeof recorded> {
  whole ??= recorded(tinySettings(), newRun())
  return await whole
}

const stepsOf = ({ events }: Trained): Extract<TrainEvent, { type: 'step' }>[] =>
  events.filter((event) => event.type === 'step')

test('a policy learns: held-out outcome rises by a wide margin', { timeout: 60_000 }, async () => {
  const { summary } = await trainTiny(
    tinySettings({
      algorithm: grpo({ aggregate: tokenMean(), filter: outcomeVaries() }),
      steps: 70,
      promptsPerStep: 32,
      samplesPerPrompt: 8,
      coldStart: { steps: 50, batchSize: 64, learningRate: constant({ peak: 5e-3 }) },
      evaluation: { everySteps: 1000, tasks: 50, repliesPerTask: 4 },
    }),
  )
  const { coldStart, end } = summary.heldOut
  expect(coldStart.sampledPass1).toBeLessThan(0.4)
  expect(end.sampledPass1).toBeGreaterThan(coldStart.sampledPass1 + 0.4)
  expect(end.interval.low).toBeGreaterThan(coldStart.interval.high)
  expect(end.tasks).toBe(50)
})

test('two runs with one seed write the same records, another seed others', async () => {
  const due = await wholeRun()
  expect(due.episodes.length).toBe(4 * 16 + 3 * (6 * 2 + 6))
  expect(due.metrics.length).toBe(3 + 4)
  expect(await recorded(tinySettings(), newRun())).toEqual(due)
  expect((await recorded(tinySettings({ seed: 1 }), newRun())).episodes).not.toEqual(due.episodes)
})

const interruptions: { readonly [where: string]: (event: TrainEvent) => boolean } = {
  'before the cold start': (event) => event.type === 'plan',
  'in the cold start': (event) => event.type === 'cold-start-step' && event.step === 2,
  'in the first evaluation': (event) => event.type === 'phase-start' && event.phase === 'evaluate',
  'in a rollout': (event) => event.type === 'phase-start' && event.phase === 'generate' && event.step === 3,
  'in the verdicts of a rollout': (event) =>
    event.type === 'phase-start' && event.phase === 'verify' && event.step === 2,
  'in an update': (event) => event.type === 'phase-start' && event.phase === 'update' && event.step === 2,
  'in the last evaluation': (event) => event.type === 'phase-start' && event.phase === 'evaluate' && event.step === 4,
}

test('a run interrupted anywhere and resumed ends as one that was not', { timeout: 120_000 }, async () => {
  const settings = tinySettings({ algorithm: tinyAlgorithm({ kl: tinyKl }) })
  const due = await recorded(settings, newRun())
  for (const [where, isThere] of Object.entries(interruptions)) {
    const controller = new AbortController()
    const run = newRun()
    const interrupted = trainTiny(settings, {
      run,
      signal: controller.signal,
      onEvent: (event) => {
        if (isThere(event)) controller.abort()
      },
    })
    const outcome = await interrupted.then(
      () => 'ended',
      (thrown: unknown) => (RlvrError.isInstance(thrown) ? thrown.code : String(thrown)),
    )
    // What is asked after the last step's rollout comes too late to stop anything.
    expect(outcome, where).toBe(where === 'in the last evaluation' ? 'ended' : 'RLVR_INTERRUPTED')
    run.close()
    expect(await recorded(settings, RunDirectory.open(run.path)), where).toEqual(due)
  }
})

test(
  'a run that is killed between checkpoints and resumed ends as one that was not',
  { timeout: 120_000 },
  async () => {
    const due = await wholeRun()
    for (const step of [1, 3]) {
      const run = newRun()
      run.close()
      const program = new URL('./killed-training.ts', import.meta.url).pathname
      const { signal, stderr } = spawnSync(process.execPath, [
        '--disable-warning=ExperimentalWarning',
        program,
        run.path,
        String(step),
      ])
      expect(signal, stderr.toString()).toBe('SIGKILL')
      expect(await recorded(tinySettings(), RunDirectory.open(run.path))).toEqual(due)
    }
  },
)

test('a finished run that is resumed does nothing more', async () => {
  const run = newRun()
  const due = await recorded(tinySettings(), run)
  expect(await recorded(tinySettings(), RunDirectory.open(run.path))).toEqual(due)
})

test('the KL term pulls towards the policy after the cold start', async () => {
  const drift = async (coefficient: number): Promise<number[]> => {
    const kl = klPenalty(k3(), { coefficient })
    const trained = await trainTiny(tinySettings({ algorithm: tinyAlgorithm({ kl }), steps: 6 }))
    return stepsOf(trained).map(({ metrics }) => metrics['kl'] as number)
  }
  const [free, held] = [await drift(0), await drift(100)]
  expect(free[0]).toBeLessThan(1e-6)
  expect(free.at(-1)).toBeGreaterThan(1e-4)
  expect(held.at(-1)).toBeLessThan((free.at(-1) as number) / 2)
})

/** The weights' first moments after one optimizer step: a tenth of the gradient. */
async function gradientOf({ snapshot }: Trained): Promise<Float32Array> {
  const parts = [...(await tensorsOf(snapshot))].filter(([name]) => name.startsWith('first.'))
  return Float32Array.from(parts.flatMap(([, data]) => [...data]))
}

test('loss and gradient do not depend on how a step is split into passes', async () => {
  const once = async (microbatchTokens: number): Promise<Trained> =>
    await trainTiny(
      tinySettings({
        steps: 1,
        coldStart: null,
        microbatchTokens,
        maxGradNorm: Infinity,
        entropyCoefficient: 0.01,
        algorithm: tinyAlgorithm({ kl: tinyKl }),
      }),
    )
  const whole = await once(1_000_000)
  const due = await gradientOf(whole)
  const largest = due.reduce((most, each) => Math.max(most, Math.abs(each)), 0)
  expect(largest).toBeGreaterThan(1e-4)
  for (const microbatchTokens of [1, 20, 50]) {
    const split = await once(microbatchTokens)
    const worst = (await gradientOf(split)).reduce(
      (most, each, at) => Math.max(most, Math.abs(each - (due[at] as number))),
      0,
    )
    expect(worst / largest).toBeLessThan(1e-5)
    for (const metric of ['loss', 'policy_loss', 'kl', 'entropy', 'grad_norm'])
      expect(stepsOf(split)[0]?.metrics[metric]).toBeCloseTo(stepsOf(whole)[0]?.metrics[metric] as number, 5)
  }
})

test('steps are counted from 1 in events and records, and 0 is before the first', async () => {
  const run = newRun()
  const { events } = await trainTiny(tinySettings(), { run })
  const counted = (type: TrainEvent['type']): number[] =>
    events.flatMap((event) => (event.type === type && 'step' in event ? [event.step] : []))
  expect([counted('cold-start-step'), counted('step'), counted('evaluation')]).toEqual([
    [1, 2, 3],
    [1, 2, 3, 4],
    [0, 2, 4],
  ])
  const phases = events.filter((event) => event.type === 'phase-start')
  // A checkpoint amid the cold start takes no step of it away.
  expect(phases.filter(({ phase }) => phase === 'cold-start').map(({ step }) => step)).toEqual([1, 2, 3])
  expect(phases.filter(({ phase }) => phase === 'generate').map(({ step }) => step)).toEqual([1, 2, 3, 4])
  expect(phases.filter(({ phase }) => phase === 'evaluate').map(({ step }) => step)).toEqual([0, 2, 4])
  const steps = { train: new Set<number | null>(), eval: new Set<number | null>() }
  for await (const { phase, step, group } of run.episodes()) {
    steps[phase].add(step)
    expect(group.id.startsWith(`${step}-`)).toBe(true)
  }
  run.close()
  expect([[...steps.train], [...steps.eval]]).toEqual([
    [1, 2, 3, 4],
    [0, 2, 4],
  ])
  const rows = linesWithoutTimes(run.path, 'metrics').map((line) => JSON.parse(line) as { step: number })
  expect(rows.map(({ step }) => step)).toEqual([1, 2, 3, 1, 2, 3, 4])
})

test('coefficients that change go on from where they were when a run is resumed', async () => {
  const settings = tinySettings({
    algorithm: tinyAlgorithm({
      kl: klPenalty(k3(), { coefficient: adaptiveKl({ initial: 0.1, target: 1e-4, horizon: 32 }) }),
    }),
    entropyCoefficient: targetEntropy({ target: 5 }),
    checkpointEverySteps: 1,
  })
  const due = await recorded(settings, newRun())
  const coefficients = due.metrics
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .flatMap((row) => (row['phase'] === 'grpo' ? [[row['kl_coef'], row['entropy_coef']]] : []))
  expect(coefficients[0]).toEqual([0.1, 0])
  expect(coefficients.map(([, entropy]) => entropy)).toEqual(
    [0, 0.005, 0.01, 0.015].map((value) => expect.closeTo(value, 12) as number),
  )
  expect(coefficients.at(-1)?.[0]).toBeGreaterThan(0.1)
  const controller = new AbortController()
  const run = newRun()
  const onEvent = (event: TrainEvent): void => {
    if (event.type === 'step' && event.step === 2) controller.abort()
  }
  await expect(trainTiny(settings, { run, signal: controller.signal, onEvent })).rejects.toMatchObject({
    code: 'RLVR_INTERRUPTED',
  })
  run.close()
  expect(await recorded(settings, RunDirectory.open(run.path))).toEqual(due)
})

test('a rollout is learned from in minibatches times updatesPerRollout optimizer steps', async () => {
  for (const [minibatches, updatesPerRollout] of [
    [1, 1],
    [4, 1],
    [3, 2],
  ] as const) {
    const { version } = await trainTiny(tinySettings({ steps: 2, coldStart: null, minibatches, updatesPerRollout }))
    expect(version).toBe(2 * minibatches * updatesPerRollout)
  }
})

test('a reply whose verifier throws has no reward, teaches nothing and is counted', async () => {
  const faulty = (): EnvironmentSpec =>
    defineEnv({
      id: 'faulty',
      tasks: generate(({ rng }) => ({
        prompt: `${rng.pick('abcdefgh'.split(''))}${rng.pick('abcdefgh'.split(''))}:`,
        answer: null,
      })),
      rewards: {
        correct: ({ reply, task }) => {
          if (task.id.startsWith('train') && reply.length % 2 === 1) throw new Error('odd')
          return reply.length > 2
        },
      },
      outcome: 'correct',
    }).configure()
  const run = newRun()
  const trained = await trainTiny(tinySettings({ coldStart: null, steps: 2, tolerance: 1 }), {
    environment: faulty(),
    run,
  })
  const episodes = []
  for await (const record of run.episodes()) if (record.phase === 'train') episodes.push(record)
  run.close()
  const invalid = episodes.filter(({ reward }) => reward === null)
  expect(invalid.length).toBeGreaterThan(0)
  expect(invalid.every(({ advantage, outcome }) => advantage === null && outcome === null)).toBe(true)
  expect(JSON.stringify(invalid[0]?.verdicts)).toContain('odd')
  expect(stepsOf(trained).reduce((sum, { metrics }) => sum + (metrics['invalid_rewards'] ?? 0), 0)).toBe(invalid.length)
  const judged = episodes.filter(({ reward, step }) => reward !== null && step === 1)
  expect(stepsOf(trained)[0]?.metrics['reward']).toBeCloseTo(
    judged.reduce((sum, { reward }) => sum + (reward ?? 0), 0) / judged.length,
  )
})

test('groups that the filter drops have no advantage, and a step without groups changes nothing', async () => {
  const run = newRun()
  const algorithm = grpo({ filter: outcomeVaries() })
  // Before any training no reply is right, so no outcome varies.
  const trained = await trainTiny(tinySettings({ coldStart: null, steps: 2, algorithm }), { run })
  for await (const { phase, advantage } of run.episodes()) if (phase === 'train') expect(advantage).toBeNull()
  run.close()
  expect(trained.version).toBe(0)
  for (const { metrics } of stepsOf(trained)) {
    expect(metrics).toMatchObject({ grad_norm: 0, loss: 0, optimizer_steps: 0, skipped_steps: 0 })
    // The policy was looked at all the same.
    expect(metrics['entropy']).toBeGreaterThan(0.1)
    expect(metrics['sampling/sampling_logp_difference/max']).toBeLessThan(1e-4)
  }
})

/** GRPO whose loss is not a number at the optimizer steps named. */
function brokenAt(isBroken: (call: number) => boolean): Algorithm {
  const base = grpo()
  let call = 0
  return {
    ...base,
    advantage: (...given) => {
      call++
      return base.advantage(...given)
    },
    surrogate: (...given) => ({ ...base.surrogate(...given), ...(isBroken(call - 1) && { value: Number.NaN }) }),
  }
}

test('three steps in a row without a finite loss stop the run and name the cause', async () => {
  const events: TrainEvent[] = []
  const stopped = trainTiny(tinySettings({ coldStart: null, steps: 6, algorithm: brokenAt((call) => call >= 1) }), {
    onEvent: (event) => void events.push(event),
  })
  await expect(stopped).rejects.toMatchObject({
    code: 'RLVR_TRAINER',
    message: expect.stringMatching(/Step 4: three optimizer steps in a row.*the loss is NaN/) as string,
  })
  expect(events.filter(({ type }) => type === 'warning')).toHaveLength(2)
})

test('skipped steps that are not in a row are named, counted and gone past', async () => {
  const trained = await trainTiny(
    tinySettings({ coldStart: null, steps: 6, algorithm: brokenAt((call) => call % 3 !== 0) }),
  )
  expect(stepsOf(trained).map(({ metrics }) => metrics['skipped_steps'])).toEqual([0, 1, 1, 0, 1, 1])
  expect(stepsOf(trained).map(({ metrics }) => metrics['grad_norm'] === null)).toEqual([
    false,
    true,
    true,
    false,
    true,
    true,
  ])
  expect(trained.version).toBe(2)
  expect(trained.events.filter(({ type }) => type === 'warning')).toHaveLength(4)
})

test('an entropy term is refused at start where the policy gives no entropies', async () => {
  const started = train({
    environment: tinyEnvironment(),
    policy: bigramPolicy(),
    settings: tinySettings({ entropyCoefficient: 0.01 }),
  })
  await expect(started).rejects.toMatchObject({
    code: 'RLVR_USAGE',
    message: expect.stringContaining('Set it to 0, or train a policy with `entropies: true`'),
  })
})

test('without entropies the metric is null, and the optimizer is given its settings', async () => {
  const policy = bigramPolicy()
  const given: unknown[] = []
  const optimizer = { weightDecay: 0 }
  const events: TrainEvent[] = []
  await train({
    environment: tinyEnvironment(),
    policy: Object.assign(Object.create(policy) as typeof policy, {
      apply: async ({ optimizer: asked, ...options }: ApplyOptions) => {
        given.push(asked)
        return await policy.apply(options)
      },
    }),
    settings: tinySettings({ optimizer }),
    onEvent: (event) => events.push(event),
  })
  expect(given.length).toBeGreaterThan(1)
  expect(given.every((each) => each === optimizer)).toBe(true)
  const metrics = events.flatMap((event) => ('metrics' in event ? [event.metrics] : []))
  expect(metrics.length).toBeGreaterThan(1)
  expect(metrics.every(({ entropy }) => entropy === null)).toBe(true)
})

test('an environment without demonstrations is refused, and so are replies that leave no room for a prompt', async () => {
  const bare = defineEnv({
    id: 'bare',
    tasks: generate(({ rng }) => ({
      prompt: `${rng.pick('abcdefghij'.split(''))}${rng.pick('klmnop'.split(''))}:`,
      answer: null,
    })),
    rewards: { correct: () => true },
    outcome: 'correct',
  })
  await expect(trainTiny(tinySettings(), { environment: bare })).rejects.toMatchObject({
    code: 'RLVR_USAGE',
    message: expect.stringContaining('`bare` has no `demonstrate`') as string,
  })
  await expect(
    trainTiny(tinySettings({ sampling: { temperature: 1, topK: 0, topP: 1, maxTokens: 12 } })),
  ).rejects.toThrow(/12 tokens leave no room for a prompt: the policy holds 12/)
})
